import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { generateBindings } from './assemblyscript/generate.ts';
import { ABORT_PATH, AUTHOR_ABORT_PATH, ENTRY_PATH } from './assemblyscript/paths.ts';
import { compile } from './compile.ts';
import { componentOf } from './component.ts';
import { filesUnder, fingerprint, stampPath, type BuildOptions } from './stamp.ts';
import { packageFolders } from './wit/folders.ts';
import type { Package, World } from './wit/model.ts';
import { parsePackages } from './wit/packages.ts';
import { resolveWorld } from './wit/world.ts';

/** Builds one component, whether it is current or not. */
export async function build({ folder, out, wit }: BuildOptions): Promise<void> {
  const stamp = fingerprint(folder, wit);

  const packages = parsePackages(packageFolders(wit));
  const world = findWorld(packages, folder);
  const abort = existsSync(join(folder, `${AUTHOR_ABORT_PATH}.ts`)) ? AUTHOR_ABORT_PATH : ABORT_PATH;
  const bindings = generateBindings(resolveWorld(world), abort);
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  writeBindings(folder, bindings.files, temporary);

  const core = await compile(folder, ENTRY_PATH, abort);
  const component = await componentOf(core, bindings.exportNames, world, packages);
  writeAtomically(out, component, temporary);
  writeAtomically(stampPath(out), stamp, temporary);
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

/** Writes a file so that it is either old or whole; `temporary` is a path on the same file system. */
function writeAtomically(path: string, data: string | Uint8Array, temporary: string): void {
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}
