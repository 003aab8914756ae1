import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ENTRY_PATH } from './assemblyscript/paths.ts';
import { sourceFolders } from './project.ts';
import { findPackages, witFolders } from './wit-path.ts';

export interface BuildOptions {
  /** The component's folder: `component.json` and its source. */
  readonly folder: string;
  /** Where the component is written. */
  readonly out: string;
  /** A folder of WIT packages besides the component's own, in place of the nearest `wit/` above it and that of Atrium. */
  readonly wit?: string;
}

/** Whether `out` is what a build would write. */
export function isCurrent(options: BuildOptions): boolean {
  const { folder, out } = options;
  // Of AssemblyScript: somebody may have removed what was generated.
  const generated = existsSync(join(folder, 'assembly')) ? [join(folder, `${ENTRY_PATH}.ts`)] : [];
  if (![out, stampPath(out), ...generated].every((path) => existsSync(path))) return false;
  return readFileSync(stampPath(out), 'utf8') === fingerprint(options);
}

/** Where the digest of what a component was built from is kept. */
export function stampPath(out: string): string {
  return `${out}.stamp`;
}

/** A digest of everything that a build depends on. */
export function fingerprint({ folder, wit }: BuildOptions): string {
  const hash = createHash('sha256');
  const own = [
    ...filesUnder(import.meta.dirname),
    join(folder, 'component.json'),
    ...sourceFolders(folder).flatMap(filesUnder),
  ];
  const add = (path: string, bytes: string | Uint8Array): void =>
    void hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  for (const path of own) if (existsSync(path)) add(path, readFileSync(path));
  for (const sources of findPackages(witFolders(folder, wit))) for (const { path, text } of sources) add(path, text);
  return hash.digest('hex');
}

/** Every file under a folder, by path; none when there is no such folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
