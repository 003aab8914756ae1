import type { LocalEngine } from './engine.ts';
import { LmdbBase } from './lmdb-base.ts';
import { openLocal, type LocalOptions } from './local-engine.ts';

export interface LmdbOptions extends LocalOptions {
  /** Folder of the data; made when missing. */
  readonly folder: string;
}

/** Opens a data folder. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openLmdb(options: LmdbOptions): Promise<LocalEngine> {
  return openLocal(await LmdbBase.open(options.folder), options);
}
