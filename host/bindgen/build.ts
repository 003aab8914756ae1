import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { generateBindings } from './assemblyscript/generate.ts';
import { ABORT_PATH, AUTHOR_ABORT_PATH, ENTRY_PATH } from './assemblyscript/paths.ts';
import type { Package, World } from './wit/model.ts';
import { packageFolders, parsePackages, witFiles } from './wit/packages.ts';
import { resolveWorld } from './wit/world.ts';

export interface BuildOptions {
  /** The component's folder: `component.json` and `assembly/`. */
  readonly folder: string;
  /** Where the component is written. */
  readonly out: string;
  /** The folder with one folder for each WIT package. */
  readonly wit: string;
}

/** Whether a build wrote anything. */
export type BuildOutcome = 'built' | 'unchanged';

/**
 * Builds one component: bindings from WIT, core module from AssemblyScript, component from both. Does nothing when
 * neither WIT, sources nor this tool changed since `out` was written.
 */
export async function buildComponent(options: BuildOptions): Promise<BuildOutcome> {
  if (isCurrent(options)) return 'unchanged';
  const { folder, out, wit } = options;
  const stamp = fingerprint(folder, wit);

  const packages = parsePackages(packageFolders(wit));
  const world = findWorld(packages, folder);
  const abort = existsSync(join(folder, `${AUTHOR_ABORT_PATH}.ts`)) ? AUTHOR_ABORT_PATH : ABORT_PATH;
  const bindings = generateBindings(resolveWorld(world), abort);
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  writeBindings(folder, bindings.files, temporary);

  const { compile } = await import('./compile.ts');
  const core = await compile(folder, ENTRY_PATH, abort);
  const { componentOf } = await import('./component.ts');
  const component = await componentOf(core, bindings.exportNames, world, packages);
  writeAtomically(out, component, temporary);
  writeAtomically(stampPath(out), stamp, temporary);
  return 'built';
}

/** Whether `out` is what a build would write. */
export function isCurrent({ folder, out, wit }: BuildOptions): boolean {
  if (![out, stampPath(out), join(folder, `${ENTRY_PATH}.ts`)].every((path) => existsSync(path))) return false;
  return readFileSync(stampPath(out), 'utf8') === fingerprint(folder, wit);
}

/** Where the digest of what a component was built from is kept. */
function stampPath(out: string): string {
  return `${out}.stamp`;
}

/** The world that `component.json` names. */
function findWorld(packages: readonly Package[], folder: string): World {
  const path = join(folder, 'component.json');
  const worlds = packages.flatMap((one) => [...one.worlds.values()]);
  const known = worlds.map((world) => world.id).join(', ');
  if (!existsSync(path)) throw new Error(`${path} is missing: write { "world": "..." } in it, with one of ${known}`);
  const id = worldId(path);
  const found = worlds.find((world) => world.id === id);
  if (found) return found;
  throw new Error(`${path}: there is no world ${JSON.stringify(id)}: name one of ${known}`);
}

function worldId(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { world?: unknown } | null)?.world;
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Writes the generated sources, leaving equal files untouched, and removes what is no longer generated. Another build of the same
 * component may read them meanwhile: each file is either old or whole.
 */
function writeBindings(folder: string, files: ReadonlyMap<string, string>, temporary: string): void {
  const root = join(folder, 'bindings');
  mkdirSync(root, { recursive: true });
  for (const path of filesUnder(root)) if (!files.has(relative(folder, path))) rmSync(path, { force: true });
  for (const [path, text] of files) {
    const full = join(folder, path);
    if (existsSync(full) && readFileSync(full, 'utf8') === text) continue;
    mkdirSync(dirname(full), { recursive: true });
    writeAtomically(full, text, temporary);
  }
}

/** A digest of everything that a build depends on. */
function fingerprint(folder: string, wit: string): string {
  const hash = createHash('sha256');
  const sources = [
    ...filesUnder(import.meta.dirname),
    ...packageFolders(wit).flatMap(witFiles),
    join(folder, 'component.json'),
    ...filesUnder(join(folder, 'assembly')),
  ].filter((path) => existsSync(path));
  for (const path of sources) {
    const bytes = readFileSync(path);
    hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Writes a file so that it is either old or whole; `temporary` is a path on the same file system. */
function writeAtomically(path: string, data: string | Uint8Array, temporary: string): void {
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}

const USAGE = 'usage: node host/bindgen/build.ts components/NAME... [--out FILE] [--wit FOLDER]';

/** Builds what is not current; several components each in a process of their own, because compiling keeps one busy. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, wit: { type: 'string', default: 'wit' } },
  });
  if (positionals.length === 0) throw new Error(USAGE);
  if (positionals.length > 1 && values.out !== undefined) throw new Error(`--out is for one component; ${USAGE}`);
  const stale = positionals
    .map((folder) => ({ folder, out: values.out ?? outputPath(folder), wit: values.wit }))
    .filter((options) => !isCurrent(options));
  const [first, ...others] = stale;
  if (!first) return;
  if (others.length > 0) {
    const codes = await Promise.all(stale.map(({ folder, wit }) => buildInChild(folder, wit)));
    process.exitCode = Math.max(...codes);
    return;
  }
  const start = performance.now();
  await buildComponent(first);
  process.stderr.write(`${first.out}: built in ${Math.round(performance.now() - start)} ms\n`);
}

function outputPath(folder: string): string {
  return join('build', `${basename(resolve(folder))}.component.wasm`);
}

async function buildInChild(folder: string, wit: string): Promise<number> {
  const child = spawn(process.execPath, [import.meta.filename, folder, '--wit', wit], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
