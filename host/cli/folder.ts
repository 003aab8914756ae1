import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Failure } from './command.ts';

/** The folder of a component that an argument names, as it is to appear in messages. Throws `Failure` when it is none. */
export function folderOf(argument = '.'): string {
  const folder = relative('.', argument) || '.';
  if (!existsSync(folder))
    throw new Failure(`there is no folder ${argument}: "atrium new ${argument}" makes a component there`);
  if (!statSync(folder).isDirectory()) throw new Failure(`${argument} is a file: name the folder of a component`);
  if (existsSync(join(folder, 'component.json'))) return folder;
  throw new Failure(`${argument} is no component: it has no component.json. "atrium new NAME" makes one`);
}
