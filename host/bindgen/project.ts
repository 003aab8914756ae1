import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { nearest } from '../component/nearest.ts';
import { ENGINES, STANDARD_ENGINE, type EngineName } from './javascript/engine.ts';
import { BuildError } from './problem.ts';
import { RUNTIMES, type Runtime } from './runtimes.ts';
import type { Package, World } from './wit/model.ts';

/** Generated sources, inside a component's folder. */
export const BINDINGS_FOLDER = 'bindings';
const MANIFEST = 'component.json';

export const LANGUAGES = ['assemblyscript', 'javascript', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

const SOURCE_FOLDERS = ['assembly', 'src'];

/** What `component.json` says. */
export interface Manifest {
  readonly world: string;
  readonly language: Language;
  /** Of AssemblyScript: when garbage is collected. */
  readonly runtime: Runtime;
  /** Of JavaScript and TypeScript: what runs them. */
  readonly engine: EngineName;
  /** Of JavaScript and TypeScript: whether the engine may import clocks, randomness and output of WASI that the world does not. */
  readonly wasi: boolean;
}

/** A component's name: that of its folder. */
export function componentName(folder: string): string {
  return basename(resolve(folder));
}

/** Where `atrium build` writes a component: beside its source. */
export function outputPath(folder: string): string {
  return join(folder, 'build', `${componentName(folder)}.component.wasm`);
}

/** Where a component's source may be, whatever it is written in. */
export function sourceFolders(folder: string): string[] {
  return SOURCE_FOLDERS.map((name) => join(folder, name));
}

/** Reads `component.json`. Throws `BuildError`. */
export function readManifest(folder: string, packages: readonly Package[]): Manifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file))
    throw wrong(file, `is missing: write { "world": "..." } in it, with one of ${worldIds(packages)}`);
  const value = parseJson(file);
  if (typeof value !== 'object' || value === null) throw wrong(file, 'must hold an object: { "world": "..." }');
  const {
    world,
    language = 'assemblyscript',
    runtime = 'minimal',
    engine = STANDARD_ENGINE,
    wasi = false,
    ...others
  } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw wrong(
      file,
      `has ${JSON.stringify(other)}: there are "world", "language", "runtime", "engine" and "wasi"`,
      other,
    );
  if (typeof world !== 'string') throw wrong(file, `names no world: add "world", with one of ${worldIds(packages)}`);
  if (!LANGUAGES.includes(language as Language)) {
    throw wrong(
      file,
      `there is no language ${JSON.stringify(language)}: name one of ${LANGUAGES.join(', ')}`,
      'language',
    );
  }
  if (!RUNTIMES.includes(runtime as Runtime)) {
    throw wrong(file, `there is no runtime ${JSON.stringify(runtime)}: name one of ${RUNTIMES.join(', ')}`, 'runtime');
  }
  if (!ENGINES.includes(engine as EngineName)) {
    throw wrong(file, `there is no engine ${JSON.stringify(engine)}: name one of ${ENGINES.join(', ')}`, 'engine');
  }
  if (typeof wasi !== 'boolean') throw wrong(file, `"wasi" is ${JSON.stringify(wasi)}: write true or false`, 'wasi');
  return { world, language: language as Language, runtime: runtime as Runtime, engine: engine as EngineName, wasi };
}

/** The world that a manifest names. Throws `BuildError`. */
export function findWorld(id: string, packages: readonly Package[], folder: string): World {
  const found = worldNamed(id, packages);
  if (found) return found;
  const ids = worldsOf(packages).map((one) => one.id);
  const meant = nearest(id, ids);
  const mend =
    meant === undefined ? `name one of ${ids.join(', ')}` : `did you mean ${meant}? There are ${ids.join(', ')}`;
  throw wrong(join(folder, MANIFEST), `there is no world ${JSON.stringify(id)}: ${mend}`, 'world');
}

export function worldsOf(packages: readonly Package[]): World[] {
  return packages.flatMap((one) => [...one.worlds.values()]);
}

export function worldNamed(id: string, packages: readonly Package[]): World | undefined {
  return worldsOf(packages).find((world) => world.id === id);
}

function worldIds(packages: readonly Package[]): string {
  return worldsOf(packages)
    .map((world) => world.id)
    .join(', ');
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong(file, `is not JSON: ${(error as Error).message}`);
  }
}

/** A problem of the manifest, at the line of a key when there is one. */
function wrong(file: string, message: string, key?: string): BuildError {
  const lines = key === undefined ? [] : readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(JSON.stringify(key)));
  const place =
    index < 0 ? { file } : { file, line: index + 1, column: lines[index]!.indexOf(JSON.stringify(key)) + 1 };
  return new BuildError([{ severity: 'error', place, message }]);
}
