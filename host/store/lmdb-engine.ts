import type { BackupSource } from './base.ts';
import type { Engine, LocalEngine } from './engine.ts';
import { LmdbBase } from './lmdb-base.ts';
import { openLocal, type LocalOptions } from './local-engine.ts';
import { openShared } from './shared-engine.ts';

export interface LmdbOptions extends LocalOptions {
  /** Folder of the data; made when missing. */
  readonly folder: string;
  /** Whether other processes on this machine may open it at the same time, all of them so. Without it, this process has it alone, and is faster. */
  readonly shared?: boolean;
}

/** Opens a data folder. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openLmdb(options: LmdbOptions & { readonly shared: true }): Promise<Engine & BackupSource>;
export async function openLmdb(options: LmdbOptions & { readonly shared?: false }): Promise<LocalEngine & BackupSource>;
export async function openLmdb(options: LmdbOptions): Promise<Engine & BackupSource> {
  if (options.shared === true) return openShared(options.folder, options);
  const base = await LmdbBase.open(options.folder);
  try {
    return openLocal(base, options);
  } catch (error) {
    await base.close();
    throw error;
  }
}
