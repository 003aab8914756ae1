import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFile } from '../kernel/index.ts';
import { readWorldFiles as readAll } from '../shipped.ts';
import { Failure } from './command.ts';

/** The folder of world files beside a component's source, if there is one. */
export function worldFolderOf(component: string): string | undefined {
  const folder = join(component, 'world');
  return existsSync(folder) ? folder : undefined;
}

/** Every world file under a folder, in the order of their paths. Throws `Failure` when there is no such folder. */
export function readWorldFiles(folder: string): ImageFile[] {
  if (existsSync(folder) && statSync(folder).isDirectory()) return readAll(folder);
  throw new Failure(`there is no folder ${folder}: name one that holds *.world files`);
}
