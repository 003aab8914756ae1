import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { buildComponent } from '../../host/bindgen/build.ts';
import { Locked } from '../../host/store/errors.ts';
import { lockFile } from '../../host/store/folder-lock.ts';

const FOLDER = 'build/test-kernel';
const WIT = 'wit';
/** How long to wait before the next look whether another test file has finished its build, in milliseconds. */
const LOOK_AGAIN_MS = 50;

/**
 * Builds the components of `test/kernel/components` in a copy under `build/`, against the kernel's WIT and that of the tests. Built again
 * only when something they depend on changed; test files that run at once take turns.
 */
export async function buildFixtures(): Promise<{ driver: Uint8Array; program: Uint8Array }> {
  mkdirSync(FOLDER, { recursive: true });
  const unlock = await lock(join(FOLDER, 'lock'));
  try {
    const wit = join(FOLDER, WIT);
    for (const kernelPackage of readdirSync(WIT).filter((each) => each.startsWith('kernel-'))) {
      cpSync(join(WIT, kernelPackage), join(wit, kernelPackage), { recursive: true });
    }
    cpSync(join(import.meta.dirname, WIT), wit, { recursive: true });
    return { driver: await build('driver', wit), program: await build('program', wit) };
  } finally {
    unlock();
  }
}

async function build(name: string, wit: string): Promise<Uint8Array> {
  const folder = join(FOLDER, name);
  cpSync(join(import.meta.dirname, 'components', name), folder, { recursive: true });
  const out = `${folder}.component.wasm`;
  await buildComponent({ folder, out, wit });
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
