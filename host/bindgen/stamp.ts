import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

import { BINDINGS_FOLDER, sourceFolders } from './project.ts';
import type { WitSource } from './wit/packages.ts';
import { findPackages, witFolders } from './wit-path.ts';

export interface BuildOptions {
  /** The component's folder: `component.json` and its source. */
  readonly folder: string;
  /** Where the component is written. */
  readonly out: string;
  /** A folder of WIT packages besides the component's own, in place of the nearest `wit/` above it and that of Atrium. */
  readonly wit?: string;
}

/** Whether `out` is what a build would write, and so is what is generated beside it. */
export function isCurrent(options: BuildOptions): boolean {
  const { out } = options;
  if (![out, stampPath(out)].every((path) => existsSync(path))) return false;
  try {
    return readFileSync(stampPath(out), 'utf8') === stampOf(fingerprint(options), options);
  } catch {
    // What is wrong with a source is told by the build that meets it again.
    return false;
  }
}

/** Where the digests of what a component was built from, and of what was made of it, are kept. */
export function stampPath(out: string): string {
  return `${out}.stamp`;
}

/** What is kept of a build: what it depended on, and what it wrote, which somebody may change or remove. */
export function stampOf(fingerprint: string, { folder, out }: BuildOptions): string {
  return `${fingerprint}\n${digestOf(folder, [out, ...filesUnder(join(folder, BINDINGS_FOLDER))])}\n`;
}

/** The compiler, whose version decides what it makes of the same sources. */
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/package.json');

/** A digest of everything that a build depends on. It is the same wherever the build is called from. */
export function fingerprint({ folder, wit }: BuildOptions): string {
  const own = [
    COMPILER,
    ...filesUnder(import.meta.dirname),
    join(folder, 'component.json'),
    ...sourceFolders(folder).flatMap(filesUnder),
  ];
  return digestOf(folder, own, findPackages(witFolders(folder, wit)).flat());
}

/** Of files, as far as there are such, and of texts that were read already. */
function digestOf(folder: string, paths: readonly string[], texts: readonly WitSource[] = []): string {
  const hash = createHash('sha256');
  const add = (path: string, content: string | Uint8Array): void =>
    void hash.update(`${relative(resolve(folder), resolve(path))}\n${content.length}\n`).update(content);
  for (const path of paths) {
    const content = readIfThere(path);
    if (content !== undefined) add(path, content);
  }
  for (const { path, text } of texts) add(path, text);
  return hash.digest('hex');
}

/** Editors write files beside a source that are gone again when they have been listed. */
function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
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
