import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './command.ts';

const WORLD_SUFFIX = '.world';

/** A world file: its path as it is to appear in messages, and its text. */
export interface WorldFile {
  readonly path: string;
  readonly text: string;
}

/** The folder of world files beside a component's source, if there is one. */
export function worldFolderOf(component: string): string | undefined {
  const folder = join(component, 'world');
  return existsSync(folder) ? folder : undefined;
}

/** Every world file under a folder, in the order of their paths. Throws `Failure` when there is no such folder. */
export function readWorldFiles(folder: string): WorldFile[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Failure(`there is no folder ${folder}: name one that holds *${WORLD_SUFFIX} files`);
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(WORLD_SUFFIX))
    .toSorted()
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}
