import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

import { componentize } from 'componentize-qjs';

import { camelCase } from '../component/names.ts';
import { nearest } from '../component/nearest.ts';
import { pascalCase } from './assemblyscript/names.ts';
import { BuildError, type Problem } from './problem.ts';
import { filesUnder } from './stamp.ts';
import { formatLocation } from './wit/error.ts';
import type { Interface, Package, WitFunction, World } from './wit/model.ts';
import { printPackages } from './wit/print.ts';

/** Where an author's source begins, inside the component's folder. */
const MAINS = ['src/main.ts', 'src/main.js'];
/** What is found missing is thrown out of the sandbox behind this. */
const FOUND = 'atrium-found:';

/** What one export of a world is in JavaScript. */
interface JavaScriptDemand {
  /** `greeting`, or `greeting.greet`, or `counter.Counter.prototype.add`. */
  readonly path: string;
  readonly kind: 'function' | 'object';
  /** How many arguments it is called with. */
  readonly parameters: number;
  /** How it is written, and the place of the WIT that demands it. */
  readonly text: string;
}

export interface JavaScriptOptions {
  /** Holds `src`. */
  readonly folder: string;
  readonly world: World;
  readonly packages: readonly Package[];
  /** Whether its engine may import WASI; otherwise that traps. */
  readonly wasi: boolean;
}

/**
 * Makes a component of JavaScript, or of TypeScript with its types stripped, in QuickJS. Unless `wasi`, nothing of WASI is there: a
 * component has what its world imports. The module runs once, in its sandbox, so that what it exports can be held against the world. `temporary`
 * is a folder that may be made. Throws `BuildError`.
 */
export async function componentOfJavaScript(
  { folder, world, packages, wasi }: JavaScriptOptions,
  temporary: string,
): Promise<Uint8Array> {
  const main = mainOf(folder);
  const demands = demandsOf(world);
  try {
    mkdirSync(temporary, { recursive: true });
    for (const file of filesUnder(join(folder, 'src'))) copyStripped(file, join(temporary, relative(folder, file)));
    const witPath = join(temporary, 'world.wit');
    const jsPath = join(temporary, 'entry.js');
    const jsSource = entrySource(main, demands);
    writeFileSync(witPath, printPackages(world.package, packages));
    writeFileSync(jsPath, jsSource);
    const options = {
      witPath,
      world: world.name,
      jsSource,
      jsPath,
      moduleRoot: temporary,
      stubWasi: !wasi,
      optSize: true,
      sync: true,
    };
    const { component } = await componentize(options);
    return component;
  } catch (error) {
    if (error instanceof BuildError) throw error;
    throw new BuildError(problemsOf((error as Error).message, { folder, main, temporary, demands }), { cause: error });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function mainOf(folder: string): string {
  const found = MAINS.filter((path) => existsSync(join(folder, path)));
  if (found.length === 1) return found[0]!;
  const message =
    found.length === 0
      ? 'is missing: a component in JavaScript begins there, or in src/main.ts'
      : 'is there beside src/main.ts: keep one of them';
  throw new BuildError([{ severity: 'error', place: { file: join(folder, 'src/main.js') }, message }]);
}

function copyStripped(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const text = readFileSync(from, 'utf8');
  writeFileSync(to, from.endsWith('.ts') ? strip(text, from) : text);
}

/** Types become spaces, so that lines and columns stay. */
function strip(text: string, file: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip', sourceUrl: basename(file) });
  } catch (error) {
    // The message begins in the line of the stack after the place and its source.
    const { message, stack = '' } = error as Error;
    const line = /^\S*:(\d+)$/m.exec(stack)?.[1];
    const place = line === undefined ? { file } : { file, line: Number(line) };
    throw new BuildError([{ severity: 'error', place, message: message.split('\n')[0]! }], { cause: error });
  }
}

function demandsOf(world: World): JavaScriptDemand[] {
  const demands: JavaScriptDemand[] = [];
  for (const { name, target } of world.exports.values()) {
    if (target.kind === 'function') demands.push(functionDemand(target, camelCase(name), 'export function '));
    else demands.push(...interfaceDemands(target));
  }
  return demands;
}

function interfaceDemands(one: Interface): JavaScriptDemand[] {
  const path = camelCase(one.name);
  const text = `"export const ${path} = { ... }", for ${formatLocation(one.location)}`;
  const demands: JavaScriptDemand[] = [{ path, kind: 'object', parameters: 0, text }];
  for (const fn of one.functions.values()) demands.push(functionDemand(fn, `${path}.${camelCase(fn.name)}`, ''));
  for (const { name, definition, location } of one.types.values()) {
    if (definition.kind !== 'resource') continue;
    const type = `${path}.${pascalCase(name)}`;
    const classText = `"class ${pascalCase(name)}" in ${path}, for ${formatLocation(location)}`;
    demands.push({ path: type, kind: 'function', parameters: Infinity, text: classText });
    for (const fn of definition.functions) {
      if (fn.form === 'method') demands.push(functionDemand(fn, `${type}.prototype.${camelCase(fn.name)}`, ''));
      if (fn.form === 'static') demands.push(functionDemand(fn, `${type}.${camelCase(fn.name)}`, 'static '));
    }
  }
  return demands;
}

function functionDemand(fn: WitFunction, path: string, before: string): JavaScriptDemand {
  const list = fn.parameters.map(({ name }) => camelCase(name)).join(', ');
  const name = path.split('.').at(-1);
  const text = `"${before}${name}(${list}) { ... }", for ${formatLocation(fn.location)}`;
  return { path, kind: 'function', parameters: fn.parameters.length, text };
}

/** What the component begins with: it looks at what the author exports, and exports the same. */
function entrySource(main: string, demands: readonly JavaScriptDemand[]): string {
  const wanted = demands.map(({ path, kind, parameters }) => ({
    path,
    kind,
    parameters: Number.isFinite(parameters) ? parameters : null,
  }));
  return `import * as author from './${main}';
export * from './${main}';

const found = [];
for (const { path, kind, parameters } of ${JSON.stringify(wanted)}) {
  let at = author;
  for (const name of path.split('.')) at = at === undefined || at === null ? undefined : at[name];
  if (typeof at !== kind || at === null) found.push({ path, is: at === null ? 'null' : typeof at });
  else if (kind === 'function' && parameters !== null && at.length > parameters) found.push({ path, takes: at.length });
}
if (found.length > 0) throw new Error(${JSON.stringify(FOUND)} + JSON.stringify({ found, names: Object.keys(author) }));
`;
}

interface Attempt {
  readonly folder: string;
  readonly main: string;
  readonly temporary: string;
  readonly demands: readonly JavaScriptDemand[];
}

/** What the sandbox says, as problems at places of the author's files. */
function problemsOf(message: string, attempt: Attempt): Problem[] {
  const found = message.indexOf(FOUND);
  if (found >= 0) return conformanceProblems(message.slice(found + FOUND.length), attempt);
  const { folder, main, temporary } = attempt;
  // ": Failed to evaluate user JavaScript module: Failed to declare JavaScript module: Error: REASON\n    at NAME (/src/main.ts:2:9)"
  const [text = '', ...trace] = message.trim().split(/\n\s+at /);
  const reason = text.replace(/^(?:: )?(?:Failed to [^:]*: )*(?:Error: )?/, '').replaceAll(`${temporary}/`, '');
  const frame = trace.map((one) => /\/(src\/[^:()]+):(\d+):(\d+)/.exec(one)).find((match) => match !== null);
  if (frame) {
    const [, path, line, column] = frame;
    const place = { file: join(folder, path!), line: Number(line), column: Number(column) };
    return [{ severity: 'error', place, message: reason }];
  }
  const [, specifier, importer] = /^Error resolving module '([^']+)' from '\/?(src\/[^']+)'/.exec(reason) ?? [];
  if (specifier === undefined) return [{ severity: 'error', place: { file: join(folder, main) }, message: reason }];
  const place = placeOf(
    folder,
    importer!,
    (line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`),
  );
  return [{ severity: 'error', place, message: unresolvedText(specifier) }];
}

function unresolvedText(specifier: string): string {
  return specifier.startsWith('.')
    ? `there is no file ${specifier}: write the path with its ending, such as ./bell.js`
    : `there is no module ${specifier}: import an interface of the world, such as 'driver:objects/narration', or a file of src/`;
}

/** What the entry source threw: exports that are not what the world demands. */
function conformanceProblems(json: string, { folder, main, demands }: Attempt): Problem[] {
  // A trace follows in the lines after it.
  const { found, names } = JSON.parse(json.split('\n')[0]!) as {
    found: { path: string; is?: string; takes?: number }[];
    names: string[];
  };
  const absent = found.filter(({ is }) => is === 'undefined').map(({ path }) => path);
  return found
    .filter(({ path }) => !absent.some((other) => path.startsWith(`${other}.`)))
    .map(({ path, is, takes }) => {
      const { text, kind, parameters } = demands.find((demand) => demand.path === path)!;
      const own = path.split('.').at(-1)!;
      const meant = nearest(own, names);
      const hint = is === 'undefined' && !path.includes('.') && meant !== undefined ? `, is ${meant} meant?` : '';
      const message =
        takes === undefined
          ? `${path} is ${is === 'undefined' ? 'missing' : `of type ${is}, not a ${kind}`}: expected ${text}${hint}`
          : `${path} takes ${takes} arguments, and ${parameters} are passed: expected ${text}`;
      const pattern = new RegExp(
        String.raw`(?<![\w$])${RegExp.escape(is === 'undefined' ? (meant ?? path.split('.')[0]!) : own)}(?![\w$])`,
      );
      return { severity: 'error' as const, place: placeOf(folder, main, (line) => pattern.test(line)), message };
    });
}

/** The first line of a file that fits; the file alone when none does. */
function placeOf(folder: string, path: string, fits: (line: string) => boolean): { file: string; line?: number } {
  const file = join(folder, path);
  const index = readFileSync(file, 'utf8').split('\n').findIndex(fits);
  return index < 0 ? { file } : { file, line: index + 1 };
}
