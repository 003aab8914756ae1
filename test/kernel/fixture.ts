import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildComponent } from '../../host/bindgen/build.ts';

const FOLDER = 'build/test-kernel';
const WIT = 'wit';

/**
 * Builds a component of `test/kernel/components` in a copy under `build/`, against the kernel's WIT and that of the tests. Built again only when
 * something it depends on changed.
 */
export async function buildFixture(name: 'driver' | 'program'): Promise<Uint8Array> {
  const wit = join(FOLDER, WIT);
  for (const kernelPackage of readdirSync(WIT).filter((each) => each.startsWith('kernel-'))) {
    cpSync(join(WIT, kernelPackage), join(wit, kernelPackage), { recursive: true });
  }
  cpSync(join(import.meta.dirname, WIT), wit, { recursive: true });
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'components', name), folder, { recursive: true });
  const out = `${folder}.component.wasm`;
  await buildComponent({ folder, out, wit });
  return readFileSync(out);
}
