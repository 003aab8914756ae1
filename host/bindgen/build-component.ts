import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { generateBindings, type Bindings } from './assemblyscript/generate.ts';
import { expectedOf, type Expected } from './assemblyscript/expected.ts';
import { checkSources, compile } from './compile.ts';
import { componentOf } from './component.ts';
import { BuildError, type Problem } from './problem.ts';
import { BINDINGS_FOLDER, findWorld, readManifest, type Manifest } from './project.ts';
import { filesUnder, fingerprint, stampOf, stampPath, type BuildOptions } from './stamp.ts';
import { WitError } from './wit/error.ts';
import type { Package, World } from './wit/model.ts';
import { parseSources } from './wit/packages.ts';
import { resolveWorld } from './wit/world.ts';
import { findPackages, witFolders } from './wit-path.ts';

/** Builds one component, whether it is current or not; answers what it warns of. Throws `BuildError`; then the old one stays. */
export async function build(options: BuildOptions): Promise<readonly Problem[]> {
  return tellingAuthor(() => buildOrThrow(options));
}

async function buildOrThrow(options: BuildOptions): Promise<readonly Problem[]> {
  const { out } = options;
  const inputs = fingerprint(options);
  const project = readProject(options);
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  const { component, warnings } = await makeComponent(project, temporary);
  writeAtomically(out, component, temporary);
  writeAtomically(stampPath(out), stampOf(inputs, options), temporary);
  return warnings;
}

/** What a component is made of, and for. */
interface Project {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly world: World;
  readonly packages: readonly Package[];
}

function readProject({ folder, wit }: BuildOptions): Project {
  const packages = parseSources(findPackages(witFolders(folder, wit)));
  const manifest = readManifest(folder, packages);
  return { folder, manifest, world: findWorld(manifest.world, packages, folder), packages };
}

async function makeComponent(
  project: Project,
  temporary: string,
): Promise<{ component: Uint8Array; warnings: readonly Problem[] }> {
  const { folder, manifest, world, packages } = project;
  if (manifest.language !== 'assemblyscript') {
    const { componentOfJavaScript } = await import('./javascript/component.ts');
    return { component: await componentOfJavaScript({ ...manifest, folder, world, packages }), warnings: [] };
  }
  const { bindings, expected } = bind(project, temporary);
  const { binary, warnings } = await compile({ folder, runtime: manifest.runtime, world, packages, expected });
  return { component: await componentOf(binary, bindings.exportNames, world, packages), warnings };
}

function bind({ folder, world }: Project, temporary: string): { bindings: Bindings; expected: Expected } {
  const resolved = resolveWorld(world);
  const bindings = generateBindings(resolved);
  writeBindings(folder, new Map([...bindings.files, editorSettings()]), temporary);
  return { bindings, expected: expectedOf(resolved) };
}

/** What an editor needs to know the language: where this installation has its declarations. A component's own settings refer to it. */
function editorSettings(): readonly [path: string, text: string] {
  const declarations = createRequire(import.meta.url).resolve('assemblyscript/std/assembly.json');
  const settings = { extends: declarations, compilerOptions: { skipLibCheck: true, noEmit: true } };
  return [join(BINDINGS_FOLDER, 'tsconfig.json'), `${JSON.stringify(settings, undefined, 2)}\n`];
}

/** Finds what `build` would complain of, without making a component; answers what it warns of. Throws `BuildError`. */
export async function check(options: BuildOptions): Promise<readonly Problem[]> {
  return tellingAuthor(async () => {
    const project = readProject(options);
    const { folder, manifest, world, packages } = project;
    mkdirSync(dirname(options.out), { recursive: true });
    const temporary = `${options.out}.${process.pid}`;
    // What JavaScript exports is only known when it has run.
    if (manifest.language !== 'assemblyscript') return (await makeComponent(project, temporary)).warnings;
    const { expected } = bind(project, temporary);
    return checkSources({ folder, runtime: manifest.runtime, world, packages, expected });
  });
}

async function tellingAuthor<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WitError) throw new BuildError([problemOfWit(error)], { cause: error });
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    // The disk is full, or a path may not be read or written.
    throw new BuildError([{ severity: 'error', place: { file: path }, message }], { cause: error });
  }
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
