import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

import { ComponentError } from '../component/errors.ts';
import { WitError } from './wit/error.ts';
import { packageFolders, witFiles } from './wit/folders.ts';
import { parseFile } from './wit/parser.ts';
import { packageId } from './wit/resolver.ts';
import type { WitSource } from './wit/packages.ts';

/** The contracts of Atrium itself. */
const SHIPPED = join(import.meta.dirname, '../../wit');

/**
 * The folders in which a component's packages are looked for: its own `wit/`, then `further`, or else the nearest `wit/` above it and
 * that of Atrium.
 */
export function witFolders(folder: string, further?: string): string[] {
  const own = join(folder, 'wit');
  const roots = further === undefined ? [own, nearestAbove(folder), SHIPPED] : [own, further];
  return roots.filter((root): root is string => root !== undefined && existsSync(root));
}

function nearestAbove(folder: string): string | undefined {
  for (let at = dirname(resolve(folder)); ; at = dirname(at)) {
    const root = join(at, 'wit');
    if (existsSync(root)) return relative('.', root) || '.';
    if (at === dirname(at)) return undefined;
  }
}

/**
 * The files of every package, one list for each: those directly in a folder, and each folder in it or in its `deps/`, or file in
 * `deps/`: WIT, or a built component, of which it is the packages of what it exports. A package that is there twice is taken from
 * where it comes first. Throws `WitError` for what cannot be parsed and for what is no component.
 */
export function findPackages(folders: readonly string[]): WitSource[][] {
  const known = new Set<string>();
  const written = folders
    .flatMap(groups)
    .map((paths) => paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })));
  return [...written, ...folders.flatMap(builtPackages)].flatMap((sources) => {
    const id = idOf(sources);
    if (id !== undefined && known.has(id)) return [];
    if (id !== undefined) known.add(id);
    return [sources];
  });
}

/** Of the components in `deps/`. What reads them is loaded for them only: it takes longer than all else that is done here. */
function builtPackages(root: string): WitSource[][] {
  const deps = join(root, 'deps');
  const names = existsSync(deps) ? readdirSync(deps).filter((name) => name.endsWith('.wasm')) : [];
  if (names.length === 0) return [];
  const require = createRequire(import.meta.url);
  const { witOfComponent } = require('./wit-of-component.ts') as typeof import('./wit-of-component.ts');
  return names.toSorted().flatMap((name) => {
    const path = join(deps, name);
    try {
      return witOfComponent(readFileSync(path)).map(({ text }) => [{ path, text }]);
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      throw new WitError({ file: path, line: 1, column: 1 }, `is no valid component: ${error.message}`);
    }
  });
}

/** The package that files declare; none when they only hold nested ones. */
function idOf(sources: readonly WitSource[]): string | undefined {
  for (const { path, text } of sources) {
    const name = parseFile(path, text)[0]?.package;
    if (name) return packageId(name);
  }
  return undefined;
}

function groups(root: string): string[][] {
  const deps = join(root, 'deps');
  const hasDeps = existsSync(deps) && statSync(deps).isDirectory();
  const folders = [root, ...packageFolders(root).filter((folder) => folder !== deps)];
  if (hasDeps) folders.push(...packageFolders(deps));
  const found = folders.map(witFiles).filter((files) => files.length > 0);
  const single = hasDeps ? readdirSync(deps).filter((name) => name.endsWith('.wit')) : [];
  const files = single.toSorted().map((name) => join(deps, name));
  return [...found, ...files.filter((path) => statSync(path).isFile()).map((path) => [path])];
}
