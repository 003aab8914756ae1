import type { LocalEngine } from './engine.ts';
import { openLocal, type LocalOptions } from './local-engine.ts';
import { MemoryBase } from './memory-base.ts';

/** Opens an empty store that is gone with the process: the engine of the data folders, without files. */
export function openMemory(options: LocalOptions = {}): LocalEngine {
  return openLocal(new MemoryBase(), options);
}
