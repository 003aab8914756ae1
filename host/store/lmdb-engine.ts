import type { BackupSource } from './base.ts';
import type { LocalEngine } from './engine.ts';
import { LmdbBase } from './lmdb-base.ts';
import { openLocal, type LocalOptions } from './local-engine.ts';

export interface LmdbOptions extends LocalOptions {
  /** Folder of the data; made when missing. */
  readonly folder: string;
}

/** Opens a data folder. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openLmdb(options: LmdbOptions): Promise<LocalEngine & BackupSource> {
  const base = await LmdbBase.open(options.folder);
  try {
    return openLocal(base, options);
  } catch (error) {
    await base.close();
    throw error;
  }
}
