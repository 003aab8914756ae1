import { closeSync, fsyncSync, ftruncateSync, fstatSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Unavailable } from './errors.ts';

/*
 * LMDB maps its table of readers and fills it as it goes, and its binding for Node does not survive a new file that cannot be
 * written: without room on the disk, both end the process with a signal. So the room is taken here first, where its lack is an error.
 */

/** Bytes of a reader in the table, and more than its head takes: sizes of LMDB 0.9.90 in npm lmdb. */
const READER_BYTES = 64;
const HEAD_BYTES = 16 * 1_024;
/** More than the first pages of a data file take, in bytes. */
const FIRST_PAGES_BYTES = 64 * 1_024;
/** Unit of `blocks` in a file's status, in bytes, whatever the file system's own is. */
const BLOCK_BYTES = 512;

/** Gives the table of readers of a data file all the disk it can need. Nobody may have the data file open. */
export function takeReaderRoom(dataPath: string, readers: number): void {
  takeRoom(`${dataPath}-lock`, readers * READER_BYTES + HEAD_BYTES, true);
}

/** Sees to it that a data file can be made. */
export function checkRoomForData(dataPath: string): void {
  takeRoom(dataPath, FIRST_PAGES_BYTES, false);
}

/** Fills a file with zeros, unless it has its room already; then empties it again, unless it is to keep it. */
function takeRoom(path: string, sizeBytes: number, keeps: boolean): void {
  try {
    const descriptor = openSync(path, 'a+');
    try {
      if (keeps && fstatSync(descriptor).blocks * BLOCK_BYTES >= sizeBytes) return;
      ftruncateSync(descriptor, 0);
      for (let left = sizeBytes; left > 0;) left -= writeSync(descriptor, new Uint8Array(left));
      fsyncSync(descriptor);
      if (!keeps) ftruncateSync(descriptor, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const mend =
      code === 'EACCES' || code === 'EPERM'
        ? `give this user access to all files in ${dirname(path)}`
        : `free ${sizeBytes} bytes on the disk of ${dirname(path)}`;
    throw new Unavailable(`cannot write ${path} (${message}): ${mend}`, { cause: error });
  }
}
