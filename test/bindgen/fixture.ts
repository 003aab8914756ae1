import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { buildComponent } from '../../host/bindgen/build.ts';

/**
 * Builds a component of `test/bindgen/components` under `build/`, so that generated sources do not lie among tests. Built again only
 * when something it depends on changed.
 */
export async function buildFixture(name: string): Promise<Uint8Array> {
  const folder = join('build/test-bindgen', name);
  mkdirSync(folder, { recursive: true });
  for (const part of ['component.json', 'assembly']) {
    linkOnce(join(import.meta.dirname, 'components', name, part), join(folder, part));
  }
  const out = `${folder}.component.wasm`;
  await buildComponent({ folder, out, wit: join(import.meta.dirname, 'wit') });
  return readFileSync(out);
}

/** Test files run at once, each in a process of its own: another may have made the link. */
function linkOnce(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}
