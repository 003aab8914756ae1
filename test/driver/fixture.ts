import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { buildComponent } from '../../host/bindgen/build.ts';
import { Locked } from '../../host/store/errors.ts';
import { lockFile } from '../../host/store/folder-lock.ts';

const FOLDER = 'build/test-driver';
const WIT = 'wit';
/** How long to wait before the next look whether another test file has finished its build, in milliseconds. */
const LOOK_AGAIN_MS = 50;

/** The real driver, the program of the tests, and the driver's tuples alone. */
export async function buildFixtures(): Promise<{ driver: Uint8Array; probe: Uint8Array; codec: Uint8Array }> {
  mkdirSync(FOLDER, { recursive: true });
  const unlock = await lock(join(FOLDER, 'lock'));
  try {
    const wit = join(FOLDER, WIT);
    cpSync(WIT, wit, { recursive: true });
    cpSync(join(import.meta.dirname, WIT), wit, { recursive: true });
    const driver = 'build/driver.component.wasm';
    await buildComponent({ folder: 'components/driver', out: driver, wit: WIT });
    cpSync('components/driver/assembly/values', join(FOLDER, 'codec/assembly/values'), { recursive: true });
    return { driver: readFileSync(driver), probe: await build('probe', wit), codec: await build('codec', wit) };
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
