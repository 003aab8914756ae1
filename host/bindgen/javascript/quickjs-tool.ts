import { join } from 'node:path';

import type { ComponentizeOpts } from 'componentize-qjs';

import { EngineProcess } from './engine-process.ts';

/** How long a module may take to be loaded, in milliseconds: a hundred times what one does that loads a large library. */
const MAX_LOADING_MS = 30_000;

/** componentize-qjs, in a process of its own: it runs the module in the thread that calls it, and has no limits. */
export function quickJsTool(maxMs = MAX_LOADING_MS): EngineProcess<ComponentizeOpts> {
  return new EngineProcess({ program: join(import.meta.dirname, 'quickjs-process.ts'), maxMs });
}
