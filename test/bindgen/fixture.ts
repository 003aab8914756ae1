import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildComponent } from '../../host/bindgen/build.ts';
import type { Runtime } from '../../host/bindgen/runtimes.ts';

/**
 * Builds a component of `test/bindgen/components` under `build/`, so that generated sources do not lie among tests. Built again only
 * when something it depends on changed.
 */
export async function buildFixture(name: string, runtime: Runtime = 'minimal'): Promise<Uint8Array> {
  const source = join(import.meta.dirname, 'components', name);
  const folder = join('build/test-bindgen', runtime, name);
  mkdirSync(folder, { recursive: true });
  linkOnce(join(source, 'assembly'), join(folder, 'assembly'));
  const { world } = JSON.parse(readFileSync(join(source, 'component.json'), 'utf8')) as { world: string };
  writeFileSync(join(folder, 'component.json'), JSON.stringify({ world, runtime }));
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
