import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildCopy, inTurn } from '../component-copies.ts';

const FOLDER = 'build/test-kernel';
const WIT = 'wit';
const COMPONENTS = join(import.meta.dirname, 'components');

/** The components of `test/kernel/components`, built against the kernel's WIT and that of the tests. */
export function buildFixtures(): Promise<{ driver: Uint8Array; program: Uint8Array }> {
  return inTurn(FOLDER, async () => {
    const wit = join(FOLDER, WIT);
    for (const kernelPackage of readdirSync(WIT).filter((each) => each.startsWith('kernel-'))) {
      cpSync(join(WIT, kernelPackage), join(wit, kernelPackage), { recursive: true });
    }
    cpSync(join(import.meta.dirname, WIT), wit, { recursive: true });
    const driver = await buildCopy(join(COMPONENTS, 'driver'), FOLDER, wit);
    return { driver, program: await buildCopy(join(COMPONENTS, 'program'), FOLDER, wit) };
  });
}
