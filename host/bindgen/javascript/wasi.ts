import type { World } from '../wit/model.ts';

/** Whether a world imports an interface of WASI whose id, `wasi:clocks/wall-clock@0.2.0`, begins so; any of them when left out. */
export function importsWasi(world: World, prefix = ''): boolean {
  return [...world.imports.keys()].some((id) => id.startsWith(`wasi:${prefix}`));
}
