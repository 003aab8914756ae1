import { readFileSync } from 'node:fs';

import { WitError } from './error.ts';
import { witFiles } from './folders.ts';
import type { Package } from './model.ts';
import { parseFile } from './parser.ts';
import { packageId, resolvePackages, type PackageFiles } from './resolver.ts';
import type { FileSyntax, PackageNameSyntax } from './syntax.ts';

export { packageFolders } from './folders.ts';

/** One WIT file: its path, as it is to appear in errors, and its text. */
export interface WitSource {
  readonly path: string;
  readonly text: string;
}

/** Parses and resolves packages, one for each folder (and those nested in their files). Throws `WitError`. */
export function parsePackages(folders: readonly string[]): Package[] {
  return parseSources(
    folders.map((folder) => witFiles(folder).map((path) => ({ path, text: readFileSync(path, 'utf8') }))),
  );
}

/** The same from memory: one list of files for each package. */
export function parseSources(packages: readonly (readonly WitSource[])[]): Package[] {
  const found: PackageFiles[] = [];
  const nested = new Map<string, { name: PackageNameSyntax; files: FileSyntax[] }>();
  for (const sources of packages) {
    const own: FileSyntax[] = [];
    for (const { path, text } of sources) {
      const [file, ...inner] = parseFile(path, text);
      if (file) own.push(file);
      for (const one of inner) {
        if (!one.package) continue;
        const id = packageId(one.package);
        const entry = nested.get(id) ?? { name: one.package, files: [] };
        entry.files.push(one);
        nested.set(id, entry);
      }
    }
    const name = own.find((file) => file.package)?.package;
    if (!name) {
      // A folder may hold nothing but nested packages.
      const bare = own.find((file) => file.items.length > 0);
      if (!bare) continue;
      throw new WitError(
        { file: bare.file, line: 1, column: 1 },
        'no file of this package declares it: begin with `package NAMESPACE:NAME@VERSION;`',
      );
    }
    for (const { package: other } of own) {
      if (!other || packageId(other) === packageId(name)) continue;
      throw new WitError(
        other.location,
        `this file is of package ${packageId(other)}, its neighbours are of ${packageId(name)}: one folder holds one package`,
      );
    }
    found.push({ name, files: own });
  }
  return resolvePackages([...found, ...nested.values()]);
}
