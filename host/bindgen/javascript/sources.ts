import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';

import { BuildError } from '../problem.ts';
import { filesUnder } from '../stamp.ts';

/** Where an author's source begins, inside the component's folder. */
const MAINS = ['src/main.ts', 'src/main.js'];

/** The path of the module that a component's source begins with. Throws `BuildError`. */
export function mainOf(folder: string): string {
  const found = MAINS.filter((path) => existsSync(join(folder, path)));
  if (found.length === 1) return found[0]!;
  const message =
    found.length === 0
      ? 'is missing: a component in JavaScript begins there, or in src/main.ts'
      : 'is there beside src/main.ts: keep one of them';
  throw new BuildError([{ severity: 'error', place: { file: join(folder, 'src/main.js') }, message }]);
}

/** Copies a component's source to another folder, as JavaScript; answers the paths. Throws `BuildError`. */
export function copyStripped(folder: string, to: string): string[] {
  return filesUnder(join(folder, 'src')).map((file) => {
    const path = relative(folder, file);
    const text = readFileSync(file, 'utf8');
    const copy = join(to, path);
    makeFolders(to, dirname(path));
    writeFileSync(copy, file.endsWith('.ts') ? strip(text, file) : text);
    return path;
  });
}

/** Makes folders inside of another, and never that one: it is gone when the build was interrupted. */
function makeFolders(inside: string, path: string): void {
  let folder = inside;
  for (const name of path.split(sep)) {
    folder = join(folder, name);
    if (!existsSync(folder)) mkdirSync(folder);
  }
}

/** Types become spaces, so that lines and columns stay. */
function strip(text: string, file: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip', sourceUrl: basename(file) });
  } catch (error) {
    // The message begins in the line of the stack after the place and its source.
    const { message, stack = '' } = error as Error;
    const line = /^\S*:(\d+)$/m.exec(stack)?.[1];
    const place = line === undefined ? { file } : { file, line: Number(line) };
    throw new BuildError([{ severity: 'error', place, message: message.split('\n')[0]! }], { cause: error });
  }
}

/** The first line of a file that fits; the file alone when none does. */
export function placeOf(
  folder: string,
  path: string,
  fits: (line: string) => boolean,
): { file: string; line?: number } {
  const file = join(folder, path);
  const index = readFileSync(file, 'utf8').split('\n').findIndex(fits);
  return index < 0 ? { file } : { file, line: index + 1 };
}
