import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildComponent } from '../../host/bindgen/build.ts';

/**
 * Builds a component of `test/bindgen/components` in a copy under `build/`, so that generated sources do not lie among tests.
 * Built again only when something it depends on changed.
 */
export async function buildFixture(name: string): Promise<Uint8Array> {
  const folder = join('build/test-bindgen', name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'components', name), folder, { recursive: true });
  const out = `${folder}.component.wasm`;
  await buildComponent({ folder, out, wit: join(import.meta.dirname, 'wit') });
  return readFileSync(out);
}
