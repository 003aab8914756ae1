import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { generateBindings } from './assemblyscript/generate.ts';
import { expectedOf } from './assemblyscript/expected.ts';
import { compile } from './compile.ts';
import { componentOf } from './component.ts';
import { BuildError, type Problem } from './problem.ts';
import { BINDINGS_FOLDER, findWorld, readManifest } from './project.ts';
import { filesUnder, fingerprint, stampPath, type BuildOptions } from './stamp.ts';
import { WitError } from './wit/error.ts';
import { parseSources } from './wit/packages.ts';
import { resolveWorld } from './wit/world.ts';
import { findPackages, witFolders } from './wit-path.ts';

/** Builds one component, whether it is current or not; answers what it warns of. Throws `BuildError`; then the old one stays. */
export async function build(options: BuildOptions): Promise<readonly Problem[]> {
  try {
    return await buildOrThrow(options);
  } catch (error) {
    if (error instanceof WitError) throw new BuildError([problemOfWit(error)], { cause: error });
    throw error;
  }
}

async function buildOrThrow(options: BuildOptions): Promise<readonly Problem[]> {
  const { folder, out } = options;
  const stamp = fingerprint(options);
  const packages = parseSources(findPackages(witFolders(folder, options.wit)));
  const manifest = readManifest(folder, packages);
  const world = findWorld(manifest.world, packages, folder);
  const resolved = resolveWorld(world);
  const bindings = generateBindings(resolved);
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  writeBindings(folder, bindings.files, temporary);

  const { binary, warnings } = await compile({ folder, runtime: manifest.runtime, world, packages, expected: expectedOf(resolved) });
  const component = await componentOf(binary, bindings.exportNames, world, packages);
  writeAtomically(out, component, temporary);
  writeAtomically(stampPath(out), stamp, temporary);
  return warnings;
}

function problemOfWit({ location, message }: WitError): Problem {
  const { file, line, column } = location;
  // The message begins with the place.
  return { severity: 'error', place: { file, line, column }, message: message.replace(/^\S+:\d+:\d+: /, '') };
}

/**
 * Writes the generated sources, leaving equal files untouched, and removes what is no longer generated. Another build of the same
 * component may read them meanwhile: each file is either old or whole.
 */
function writeBindings(folder: string, files: ReadonlyMap<string, string>, temporary: string): void {
  const root = join(folder, BINDINGS_FOLDER);
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
