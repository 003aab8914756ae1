import { open, type Database } from 'lmdb';

export type Bytes = Database<Uint8Array, Uint8Array>;

/** What one would use without the engine: bytes, and each commit on the disk when it is reported. */
export function openBare(folder: string): Bytes {
  return open<Uint8Array, Uint8Array>({
    path: `${folder}/data.mdb`,
    noSubdir: true,
    keyEncoding: 'binary',
    encoding: 'binary',
    cache: false,
    overlappingSync: false,
    mapSize: 1024 ** 4,
  });
}
