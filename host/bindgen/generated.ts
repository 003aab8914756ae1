import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { expectedOf, type Expected } from './assemblyscript/expected.ts';
import { generateBindings, type Bindings } from './assemblyscript/generate.ts';
import { declarationsOf } from './javascript/declarations.ts';
import { fitSource } from './javascript/fit.ts';
import { mainOf } from './javascript/sources.ts';
import { BINDINGS_FOLDER, findWorld, readManifest, type Manifest } from './project.ts';
import { filesUnder, type BuildOptions } from './stamp.ts';
import type { Package, World } from './wit/model.ts';
import { parseSources } from './wit/packages.ts';
import { resolveWorld } from './wit/world.ts';
import { findPackages, witFolders } from './wit-path.ts';

/** What a component is made of, and for. */
export interface Project {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly world: World;
  readonly packages: readonly Package[];
}

/** Throws `BuildError`, and `WitError`. */
export function readProject({ folder, wit }: Omit<BuildOptions, 'out'>): Project {
  const packages = parseSources(findPackages(witFolders(folder, wit)));
  const manifest = readManifest(folder, packages);
  return { folder, manifest, world: findWorld(manifest.world, packages, folder), packages };
}

/** Writes what an author's source, or the editor that it is written in, has of its world. `temporary` is a path on the same file system. */
export function writeGenerated(project: Project, temporary: string): void {
  if (project.manifest.language === 'assemblyscript') writeBindings(project, temporary);
  else writeDeclarations(project, temporary);
}

/** What AssemblyScript imports. */
export function writeBindings(
  { folder, world }: Project,
  temporary: string,
): { bindings: Bindings; expected: Expected } {
  const resolved = resolveWorld(world);
  const bindings = generateBindings(resolved);
  writeFiles(folder, new Map([...bindings.files, assemblyScriptSettings()]), temporary);
  return { bindings, expected: expectedOf(resolved) };
}

/** The types of what JavaScript imports and exports. Throws `BuildError` when there is no source, or two. */
export function writeDeclarations({ folder, manifest, world }: Project, temporary: string): void {
  const { engine } = manifest;
  const file = (name: string): string => join(BINDINGS_FOLDER, name);
  const files = new Map([
    [file('world.d.ts'), declarationsOf(world, engine)],
    [file('fit.ts'), fitSource(world, mainOf(folder))],
    [file('tsconfig.json'), json({ compilerOptions: javaScriptSettings(engine), include: ['.', '../src'] })],
  ]);
  writeFiles(folder, files, temporary);
}

/** What an editor needs to know the language: where this installation has its declarations. A component's own settings refer to it. */
function assemblyScriptSettings(): readonly [path: string, text: string] {
  const declarations = createRequire(import.meta.url).resolve('assemblyscript/std/assembly.json');
  const settings = { extends: declarations, compilerOptions: { skipLibCheck: true, noEmit: true } };
  return [join(BINDINGS_FOLDER, 'tsconfig.json'), json(settings)];
}

/** TypeScript of which a build takes the types off; with the library that an engine has. */
function javaScriptSettings(engine: Manifest['engine']): Record<string, unknown> {
  return {
    target: 'esnext',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: engine === 'spidermonkey' ? ['esnext', 'webworker'] : ['esnext'],
    types: [],
    strict: true,
    noEmit: true,
    allowJs: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/**
 * Writes the generated files, leaving equal ones untouched, and removes what is no longer generated. Another build of the same
 * component may read them meanwhile: each file is either old or whole.
 */
function writeFiles(folder: string, files: ReadonlyMap<string, string>, temporary: string): void {
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
export function writeAtomically(path: string, data: string | Uint8Array, temporary: string): void {
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}
