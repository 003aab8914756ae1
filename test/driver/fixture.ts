import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildComponent } from '../../host/bindgen/build.ts';
import { buildCopy, inTurn } from '../component-copies.ts';

const FOLDER = 'build/test-driver';
const WIT = 'wit';
const COMPONENTS = join(import.meta.dirname, 'components');

/** The real driver, the program of the tests, and the driver's tuples alone. */
export function buildFixtures(): Promise<{ driver: Uint8Array; probe: Uint8Array; codec: Uint8Array }> {
  return inTurn(FOLDER, async () => {
    const wit = join(FOLDER, WIT);
    cpSync(WIT, wit, { recursive: true });
    cpSync(join(import.meta.dirname, WIT), wit, { recursive: true });
    const driver = 'build/driver.component.wasm';
    await buildComponent({ folder: 'components/driver', out: driver, wit: WIT });
    cpSync('components/driver/assembly/values', join(FOLDER, 'codec/assembly/values'), { recursive: true });
    const probe = await buildCopy(join(COMPONENTS, 'probe'), FOLDER, wit);
    const codec = await buildCopy(join(COMPONENTS, 'codec'), FOLDER, wit);
    return { driver: readFileSync(driver), probe, codec };
  });
}
