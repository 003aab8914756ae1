import { join } from 'node:path';

import { EngineProcess } from './engine-process.ts';
import type { Feature } from './spidermonkey.ts';

/** What a module is to be made a component with. */
export interface Assignment {
  /** Holds `entry.js`. */
  readonly folder: string;
  readonly wit: string;
  /** Its full name. */
  readonly world: string;
  readonly disabled: readonly Feature[];
}

/**
 * How long a module may run when it is loaded, in seconds of a processor. Before the first one for a world the engine is compiled, which
 * takes some 20; that is kept in the cache of the person who builds, and then a second is enough.
 */
export const MAX_LOADING_S = 120;

/** componentize-js, in a process of its own. */
export function spiderMonkeyTool(maxProcessorS = MAX_LOADING_S): EngineProcess<Assignment> {
  return new EngineProcess({ program: join(import.meta.dirname, 'spidermonkey-process.ts'), maxProcessorS });
}
