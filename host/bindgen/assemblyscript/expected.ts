import type { ResolvedWorld } from '../wit/world.ts';
import { demandsOf, type Demand, type DemandedFunction } from './demands.ts';
import { SourceFile } from './source-file.ts';

/** What the author is to write, as sources for the compiler: it resolves their types, and nothing of them is in the component. */
export interface Expected {
  readonly demands: readonly ExpectedFile[];
  /** Source text by path, with `.ts`: `EXPECTED_PATH`, which imports the others. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ExpectedFile {
  readonly demand: Demand;
  /** Where its expectations are, without `.ts`. */
  readonly path: string;
}

export const EXPECTED_PATH = 'bindings/expected';

/** The function that stands for one that is demanded, in the file of its demand. */
export function expectedName(one: DemandedFunction, inClass: string | undefined): string {
  return inClass === undefined ? one.name : `${inClass}__${one.form}__${one.name}`;
}

/** `greet(name: string): string`, as an author writes it. */
export function signatureText({ form, name, parameters, result }: DemandedFunction): string {
  const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ');
  const before = { function: 'function ', method: '', static: 'static ', constructor: '' }[form];
  return `${before}${name}(${list})${form === 'constructor' ? '' : `: ${result}`}`;
}

export function expectedOf(world: ResolvedWorld): Expected {
  const sources: SourceFile[] = [];
  const demands = demandsOf(world, () => {
    const source = new SourceFile(`${EXPECTED_PATH}/${sources.length}`, '');
    sources.push(source);
    return source;
  }).map((demand, index) => ({ demand, path: `${EXPECTED_PATH}/${index}` }));
  const root = new SourceFile(EXPECTED_PATH, '');
  for (const [index, { demand }] of demands.entries()) {
    const source = sources[index]!;
    root.include(source.path);
    for (const one of demand.functions) declare(source, one, undefined);
    for (const { name, members } of demand.classes) for (const one of members) declare(source, one, name);
  }
  return { demands, files: new Map([root, ...sources].map((source) => [`${source.path}.ts`, source.render()])) };
}

function declare(source: SourceFile, one: DemandedFunction, inClass: string | undefined): void {
  const list = one.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
  source.declare(`export function ${expectedName(one, inClass)}(${list}): ${one.result} {`, '  unreachable();', '}');
}
