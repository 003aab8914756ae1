import { componentEmbed, componentNew } from '@bytecodealliance/jco';

import { renameExports } from './core-exports.ts';
import type { Package, World } from './wit/model.ts';
import { printPackages } from './wit/print.ts';

/** Makes a component of a core module: exports get their names, and the world is embedded as the module's type. */
export async function componentOf(
  core: Uint8Array,
  exportNames: ReadonlyMap<string, string>,
  world: World,
  packages: readonly Package[],
): Promise<Uint8Array> {
  const embedded = await componentEmbed({
    binary: renameExports(core, exportNames),
    witSource: printPackages(world.package, packages),
    world: world.id,
    stringEncoding: 'utf16',
  });
  return componentNew(embedded, []);
}
