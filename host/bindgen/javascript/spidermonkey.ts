import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { unversioned } from '../../component/versions.ts';
import { printPackages } from '../wit/print.ts';
import { LOADED } from './entry.ts';
import { calledEarly, EngineFailure, NOT_LOADED, type Order, type Reason } from './engine.ts';
import { MAX_LOADING_S, spiderMonkeyTool } from './spidermonkey-tool.ts';
import { endedBy, notLoadedWithin } from './engine-process.ts';
import { importsWasi } from './wasi.ts';

/** What of WASI the engine can ask for, each with the packages that it is about. */
const FEATURES = {
  stdio: ['cli/stdout', 'cli/stderr'],
  random: ['random/'],
  clocks: ['clocks/'],
  http: ['http/'],
  'fetch-event': [],
} as const;
export type Feature = keyof typeof FEATURES;
/** Those that a host offers. */
const OFFERED: readonly Feature[] = ['stdio', 'random', 'clocks'];

const tool = spiderMonkeyTool();

/** Makes a component of a module and SpiderMonkey. A feature of WASI is off unless the world imports it, or WASI may be asked for. */
export async function componentOfSpiderMonkey(order: Order): Promise<Uint8Array> {
  const { folder, world, packages, wasi } = order;
  writeAliases(order);
  const names = Object.keys(FEATURES) as Feature[];
  const isOn = (name: Feature): boolean =>
    (wasi && OFFERED.includes(name)) || FEATURES[name].some((prefix) => importsWasi(world, prefix));
  const made = await tool.make({
    folder,
    wit: printPackages(world.package, packages),
    world: world.id,
    disabled: names.filter((name) => !isOn(name)),
  });
  const printed = made.printed.replace(`${LOADED}\n`, '');
  // For whoever builds it; results go elsewhere.
  process.stderr.write(printed);
  if ('failure' in made) throw new EngineFailure(reasonOf(made.failure, importsWasi(world)));
  if (printed === made.printed) throw new EngineFailure({ text: NOT_LOADED });
  return made.component;
}

/**
 * The engine knows an interface only by its whole name, and looks for any other beside the file that imports it. There it finds a module
 * of the name without the version.
 */
function writeAliases({ folder, sources, world }: Order): void {
  const ids = [...world.imports.values()].flatMap(({ target }) => (target.kind === 'interface' ? [target.id] : []));
  for (const id of ids) {
    const short = unversioned(id);
    const isOne = ids.filter((other) => unversioned(other) === short).length === 1;
    if (short === id || !isOne) continue;
    for (const beside of new Set(sources.map((path) => dirname(path)))) {
      const path = join(folder, beside, short);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `export * from '${id}';\n`);
    }
  }
}

/** A place, and what is wrong there: `src/main.ts:2:37 SyntaxError: missing ) in parenthetical:`. */
const PLACED = /^(src\/[^:\n]+):(\d+):(\d+) (?:Error: )?([^\n]*?):?$/m;
const UNRESOLVED = /Error loading module "([^"\n]+)" \(resolved path "([^"\n]+)"\)/;
const CALLED_OUT = /attempted to call an unknown imported function: '([^'\n]+)' '([^'\n]+)'/;
const ENDED_BY_SYSTEM = /Process was killed by signal: (\w+)/;
const UNCAUGHT = /^uncaught exception: (.*)$/m;
const ABSENT = /^SyntaxError: The requested module '([^'\n]+)' doesn't provide an export named: '([^'\n]+)'$/;
/** What stands before the name of an interface that was found beside the file that imports it. */
const BESIDE = /^src\/(?:[^:]*\/)?(?=[\w-]+:)/;

/** Packages that are not those the engine knows: the tool says so, or stops after it has written so to standard error. */
const NOT_MERGED = /^unreachable$|failed to merge/;
const NOT_WHOLE =
  'the packages of WASI in wit/deps are not whole, or not as they were released: componentize-js cannot join them with its own';
const NOT_KNOWN =
  'componentize-js does not know a type of this world, such as map: write a list of tuples in its place';
/** The module has stopped before its exports were there. */
const NO_EXPORTS = /Unable to extract expected exports list/;

/** What componentize-js says of a module that could not be loaded. */
function reasonOf(message: string, hasWasi: boolean): Reason {
  if (NOT_MERGED.test(message)) return { text: hasWasi ? NOT_WHOLE : NOT_KNOWN };
  if (NO_EXPORTS.test(message)) return { text: NOT_LOADED };
  const [, signal] = ENDED_BY_SYSTEM.exec(message) ?? [];
  if (signal !== undefined) return { text: signal === 'SIGXCPU' ? notLoadedWithin(MAX_LOADING_S) : endedBy(signal) };
  const [, specifier, path] = UNRESOLVED.exec(message) ?? [];
  if (specifier !== undefined) return { text: message, unresolved: { specifier, path: path! } };
  const [, from, name] = CALLED_OUT.exec(message) ?? [];
  if (from !== undefined) return { text: calledEarly(from, name!) };
  const [, file, line, column, text] = PLACED.exec(message) ?? [];
  if (file !== undefined) {
    const frame = { path: file, line: Number(line), column: Number(column) };
    const [, module, absent] = ABSENT.exec(text!) ?? [];
    if (module === undefined) return { text: text!, frame };
    return { text: text!, frame, absent: { module: module.replace(BESIDE, ''), name: absent! } };
  }
  const [, thrown] = UNCAUGHT.exec(message) ?? [];
  return { text: thrown === undefined ? message : `throws ${thrown} while it is loaded` };
}
