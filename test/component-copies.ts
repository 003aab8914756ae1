import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { buildComponent } from '../host/bindgen/build.ts';
import { Locked } from '../host/store/errors.ts';
import { lockFile } from '../host/store/folder-lock.ts';

/** How long to wait before the next look whether another test file has finished its build, in milliseconds. */
const LOOK_AGAIN_MS = 50;

/** Works on a folder under `build/` that is made when missing; test files that run at once take turns. */
export async function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const unlock = await lock(join(folder, 'lock'));
  try {
    return await work();
  } finally {
    unlock();
  }
}

/** Builds a copy of a component's source in `folder`, so that what is generated does not lie among tests. Only what changed is built again. */
export async function buildCopy(source: string, folder: string, wit: string): Promise<Uint8Array> {
  const copy = join(folder, basename(source));
  cpSync(source, copy, { recursive: true });
  const out = `${copy}.component.wasm`;
  await buildComponent({ folder: copy, out, wit });
  return readFileSync(out);
}

async function lock(path: string): Promise<() => void> {
  for (;;) {
    try {
      return lockFile(path);
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
    }
    await elapsed(LOOK_AGAIN_MS);
  }
}
