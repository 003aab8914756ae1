import type { ResolvedWorld } from '../wit/world.ts';
import { demandsOf, type Demand, type DemandedFunction } from './demands.ts';
import { TYPES_PATH } from './paths.ts';
import { docComment, SourceFile } from './source-file.ts';

/**
 * A first version of everything that an author writes for a world: source text by path inside the component's folder, with `.ts`.
 * It compiles; what is not written yet ends the call and says so.
 */
export function stubsOf(world: ResolvedWorld): Map<string, string> {
  const sources = new Map<string, SourceFile>();
  const demands = demandsOf(world, (path) => {
    const source = new SourceFile(path, '');
    sources.set(path, source);
    return source;
  });
  const files = new Map<string, string>();
  for (const demand of demands) {
    const source = sources.get(demand.path)!;
    writeStub(source, demand);
    // Without the heading of generated files: this one is the author's from now on.
    files.set(`${demand.path}.ts`, source.render().replace(/^\/\/.*\n\/\/.*\n\n/, ''));
  }
  return files;
}

function writeStub(file: SourceFile, demand: Demand): void {
  for (const { name, definition, members } of demand.classes) {
    const lines = members.flatMap((member) => ['', ...stubOf(member, name, '  ')]).slice(1);
    file.declare(
      ...docComment(definition.docs),
      `export class ${name} extends ${file.use(TYPES_PATH, 'Resource')} {`,
      ...lines,
      '}',
    );
  }
  for (const one of demand.functions) file.declare(...stubOf(one, undefined, ''));
}

function stubOf(one: DemandedFunction, inClass: string | undefined, indent: string): string[] {
  const { form, name, parameters, result, fn } = one;
  const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ');
  const before = { function: 'export function ', method: '', static: 'static ', constructor: '' }[form];
  const after = form === 'constructor' ? '' : `: ${result}`;
  const label = inClass === undefined ? name : `${inClass}.${name}`;
  const body = form === 'constructor' ? 'super();' : `throw new Error('${label} is not written yet');`;
  return [
    ...docComment(fn.docs, indent),
    `${indent}${before}${name}(${list})${after} {`,
    `${indent}  ${body}`,
    `${indent}}`,
  ];
}
