import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  CHUNK_BYTES,
  encodeChunk,
  MANIFEST_FILE,
  ROWS_FILE,
  rowBytes,
  writeManifest,
  type Manifest,
} from './backup-format.ts';
import type { BackupSource, BaseSnapshot } from './base.ts';
import { MAX_KEY_BYTES, type KeyValue } from './engine.ts';
import { StoreError, Unavailable } from './errors.ts';
import { lockFile } from './folder-lock.ts';
import { syncFolder } from './folder-sync.ts';
import { ENGINE_VERSION, FORMAT_VERSION } from './lmdb-file.ts';

export interface BackupOptions {
  /** When it was made, in milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Stops it and leaves nothing. */
  readonly signal?: AbortSignal;
}

const LOCK_FILE = 'lock';
/** Above every key. */
const END = new Uint8Array(MAX_KEY_BYTES + 1).fill(0xff);

/**
 * Writes one state of a store to a folder that is not there yet or is empty. The folder appears whole, when all of it is on disk: until
 * then it is beside, with `.draft` at its end. Throws `Unavailable`; `Locked` while another backup is written to the same folder.
 *
 * It reads in one state of the file from its begin to its end, not in a transaction, which would be too old in seconds. The store
 * goes on meanwhile, but cannot use again the pages that this state has: the file grows by what is written in that time.
 */
export async function writeBackup(source: BackupSource, given: string, options: BackupOptions): Promise<Manifest> {
  const folder = resolve(given);
  const draft = `${folder}.draft`;
  const unlock = makeDraft(folder, draft);
  try {
    const manifest = await fillDraft(source, draft, options);
    unlock();
    rmSync(join(draft, LOCK_FILE));
    syncFolder(draft);
    renameSync(draft, folder);
    syncFolder(dirname(folder));
    return manifest;
  } catch (error) {
    unlock();
    rmSync(draft, { recursive: true, force: true });
    if (error instanceof StoreError || options.signal?.aborted === true) throw error;
    throw new Unavailable(
      `cannot write the backup ${folder} (${(error as Error).message}): free space there, or choose another folder`,
      { cause: error },
    );
  }
}

/** Makes an empty, locked draft, in place of one that was left. */
function makeDraft(folder: string, draft: string): () => void {
  try {
    if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
      throw new Unavailable(`${folder} is there already and not empty: name a folder that is not, to back up to`);
    }
    if (!existsSync(draft)) mkdirSync(draft);
    const unlock = lockFile(join(draft, LOCK_FILE));
    for (const name of readdirSync(draft)) if (name !== LOCK_FILE) rmSync(join(draft, name), { recursive: true });
    return unlock;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new Unavailable(
      `cannot make the backup ${folder} (${(error as Error).message}): give this user access, or choose another folder`,
      { cause: error },
    );
  }
}

async function fillDraft(source: BackupSource, draft: string, { nowMs, signal }: BackupOptions): Promise<Manifest> {
  const made = new Date(nowMs()).toISOString();
  const state = await source.holdState();
  let file: FileHandle | undefined;
  try {
    file = await open(join(draft, ROWS_FILE), 'wx');
    const digest = createHash('sha256');
    let chunks = 0;
    let rows = 0;
    let bytes = 0;
    let after: Uint8Array = new Uint8Array(0);
    for (;;) {
      signal?.throwIfAborted();
      const found = chunkAfter(state, after);
      if (found.length === 0) break;
      after = Uint8Array.of(...found.at(-1)!.key, 0);
      const { chunk, checksum } = encodeChunk(chunks, found);
      digest.update(checksum);
      // Others go on while this is written.
      await file.writeFile(chunk);
      chunks++;
      rows += found.length;
      bytes += chunk.length;
    }
    await file.sync();
    const engine = ENGINE_VERSION;
    const manifest = { rows, chunks, bytes, storeFormat: FORMAT_VERSION, engine, made, digest: digest.digest('hex') };
    writeFileSync(join(draft, MANIFEST_FILE), writeManifest(manifest), { flush: true });
    return manifest;
  } finally {
    state.release();
    await file?.close();
  }
}

/** The rows from a key on that fill a chunk; none at the end. */
function chunkAfter(state: BaseSnapshot, start: Uint8Array): KeyValue[] {
  const cursor = state.cursor(start, END, false);
  try {
    const rows: KeyValue[] = [];
    let bytes = 0;
    while (bytes < CHUNK_BYTES) {
      const row = cursor.next();
      if (row === undefined) break;
      rows.push(row);
      bytes += rowBytes(row);
    }
    return rows;
  } finally {
    cursor.close();
  }
}
