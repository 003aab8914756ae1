import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  CHECKSUM_BYTES,
  CHUNK_HEADER_BYTES,
  checksumOf,
  decodeRows,
  MANIFEST_FILE,
  MAX_CHUNK_BYTES,
  otherFormat,
  readManifest,
  ROWS_FILE,
  type Manifest,
} from './backup-format.ts';
import type { KeyValue } from './engine.ts';
import { Corrupt, StoreError, Unavailable } from './errors.ts';
import { FORMAT_VERSION, openDatabase } from './lmdb-file.ts';

/** Most bytes of a manifest: it has some 300. */
const MAX_MANIFEST_BYTES = 4_096;

/**
 * Fills a data folder, which is not there yet or has no data, from a backup: all of it, or nothing. Every byte of the backup is
 * checked. Throws `Corrupt` for a damaged backup, naming the file and the place, `Unavailable` or `Locked`.
 */
export async function restoreBackup(given: string, dataFolder: string): Promise<Manifest> {
  const folder = resolve(given);
  const manifest = manifestOf(folder);
  const data = await openDatabase(dataFolder, {
    fill: async (database) => {
      for await (const rows of readRows(join(folder, ROWS_FILE), manifest)) {
        await database.batch(() => {
          for (const { key, value } of rows) void database.put(key, value);
        });
      }
    },
  });
  await data.close();
  return manifest;
}

function manifestOf(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path)) {
    throw new Unavailable(
      `${folder} is not a backup: it has no file "${MANIFEST_FILE}"; name a folder that "backup" has made`,
    );
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new Corrupt(`${path} has ${bytes.length} bytes, which is no manifest's size: use another backup`);
  }
  const manifest = readManifest(path, bytes.toString('latin1'));
  if (manifest.storeFormat !== FORMAT_VERSION) throw otherFormat(path, 'store', manifest.storeFormat);
  return manifest;
}

/** The rows of a backup, a chunk at a time; throws at the latest at its end unless all is there that the manifest says. */
async function* readRows(path: string, manifest: Manifest): AsyncGenerator<KeyValue[], void> {
  const file = await openRows(path);
  try {
    const { size } = await file.stat();
    if (size !== manifest.bytes) {
      const what = size < manifest.bytes ? 'is cut off' : 'goes on';
      throw new Corrupt(
        `${path} ${what} at byte ${Math.min(size, manifest.bytes)}: it has ${size} bytes, its manifest says ${manifest.bytes}: use another backup`,
      );
    }
    const digest = createHash('sha256');
    let before: Uint8Array = new Uint8Array(0);
    let at = 0;
    let rows = 0;
    for (let number = 0; number < manifest.chunks; number++) {
      const damaged = (why: string): Corrupt =>
        new Corrupt(`${path} is damaged in chunk ${number}, from byte ${at} on: ${why}: use another backup`);
      const header = await read(file, path, at, CHUNK_HEADER_BYTES);
      const payloadBytes = header?.readUInt32LE(0);
      if (header === undefined || payloadBytes! > MAX_CHUNK_BYTES) throw damaged('it does not say its length');
      const chunkBytes = CHUNK_HEADER_BYTES + payloadBytes! + CHECKSUM_BYTES;
      const chunk = await read(file, path, at, chunkBytes);
      if (chunk === undefined) throw damaged('it ends too soon');
      const checksum = checksumOf(number, chunk.subarray(0, -CHECKSUM_BYTES));
      if (Buffer.compare(checksum, chunk.subarray(-CHECKSUM_BYTES)) !== 0)
        throw damaged('it does not have its checksum');
      digest.update(checksum);
      const found = decodeRows(chunk.subarray(CHUNK_HEADER_BYTES, -CHECKSUM_BYTES), header.readUInt32LE(4));
      if (found === undefined) throw damaged('its rows do not fill it');
      for (const { key } of found) {
        if (Buffer.compare(before, key) >= 0) throw damaged('its keys are not in order');
        before = key;
      }
      at += chunkBytes;
      rows += found.length;
      yield found;
    }
    if (at !== size || rows !== manifest.rows || digest.digest('hex') !== manifest.digest) {
      throw new Corrupt(`${path} is not what its manifest says, at byte ${at} of ${size}: use another backup`);
    }
  } finally {
    await file.close();
  }
}

async function openRows(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** So many bytes of a file; `undefined` when it has fewer. */
async function read(file: FileHandle, path: string, position: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) return undefined;
      filled += bytesRead;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return buffer;
}

function unreadable(path: string, error: unknown): StoreError {
  return new Unavailable(
    `cannot read ${path} (${(error as Error).message}): give this user access, or use another backup`,
    {
      cause: error,
    },
  );
}
