import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ENTRY_PATH } from './assemblyscript/paths.ts';
import { packageFolders, witFiles } from './wit/folders.ts';

export interface BuildOptions {
  /** The component's folder: `component.json` and `assembly/`. */
  readonly folder: string;
  /** Where the component is written. */
  readonly out: string;
  /** The folder with one folder for each WIT package. */
  readonly wit: string;
}

/** Whether `out` is what a build would write. */
export function isCurrent({ folder, out, wit }: BuildOptions): boolean {
  if (![out, stampPath(out), join(folder, `${ENTRY_PATH}.ts`)].every((path) => existsSync(path))) return false;
  return readFileSync(stampPath(out), 'utf8') === fingerprint(folder, wit);
}

/** Where the digest of what a component was built from is kept. */
export function stampPath(out: string): string {
  return `${out}.stamp`;
}

/** A digest of everything that a build depends on. */
export function fingerprint(folder: string, wit: string): string {
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

/** Every file under a folder, by path; none when there is no such folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
