import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { Corrupt, Unavailable } from './errors.ts';
import { lockFile } from './folder-lock.ts';
import { readError, type Bytes } from './lmdb-snapshot.ts';

/** Version of the layout of keys and values in a data folder; raised with every change that older code would misread. */
const FORMAT_VERSION = 1;
const FORMAT_FILE = 'format';
/** The format file while it is written, so that it is never half there. */
const FORMAT_DRAFT_FILE = 'format.draft';
const FORMAT_TEXT = `atrium store, format ${FORMAT_VERSION}\n`;
const LOCK_FILE = 'lock';
const DATA_FILE = 'data.mdb';
/** Address space set aside for the file, in bytes: the most it can grow to. Costs neither memory nor disk. */
const MAP_BYTES = 1024 ** 4;
/** Slots of LMDB's reader table, at 64 bytes: more than snapshots are ever held. */
const MAX_READERS = 512;

/** An open, locked data folder. */
export interface DataFile {
  readonly folder: string;
  /** Path of the data file, for messages. */
  readonly path: string;
  readonly database: Bytes;
  close(): Promise<void>;
}

/** Opens a data folder, made when missing, for this process alone. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openDatabase(folder: string): Promise<DataFile> {
  makeFolder(folder);
  const unlock = lockFile(join(folder, LOCK_FILE));
  const path = join(folder, DATA_FILE);
  try {
    checkFormat(folder);
    const database = open<Uint8Array, Uint8Array>({
      path,
      noSubdir: true,
      maxDbs: 1,
      maxReaders: MAX_READERS,
      mapSize: MAP_BYTES,
      keyEncoding: 'binary',
      encoding: 'binary',
      cache: false,
      // Each commit is on disk when it is reported, instead of soon after.
      overlappingSync: false,
      // The engine gathers the commits of a turn of the event loop itself.
      eventTurnBatching: false,
    });
    syncFolder(folder);
    const close = async (): Promise<void> => {
      await database.close();
      unlock();
    };
    return { folder, path, database, close };
  } catch (error) {
    unlock();
    throw error instanceof Corrupt || error instanceof Unavailable ? error : readError(error, path);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Unavailable(
      `cannot write the data folder ${folder} (${(error as Error).message}): give this user access, or choose another folder`,
      { cause: error },
    );
  }
}

/** Marks an empty folder as ours; refuses one of another format. */
function checkFormat(folder: string): void {
  const path = join(folder, FORMAT_FILE);
  const names = readdirSync(folder);
  if (names.includes(FORMAT_FILE)) {
    const text = readFileSync(path, 'utf8');
    if (text === FORMAT_TEXT) return;
    const version = /^atrium store, format (\d+)\n$/.exec(text)?.[1];
    if (version === undefined) {
      throw new Corrupt(`${path} does not say a format: restore it from a backup, or choose another data folder`);
    }
    throw new Unavailable(
      `${folder} has data of format ${version}; this program reads format ${FORMAT_VERSION}: ` +
        `use the program that wrote it, or choose another data folder`,
    );
  }
  const foreign = names.find((name) => name !== LOCK_FILE && name !== FORMAT_DRAFT_FILE);
  if (foreign !== undefined) {
    throw new Unavailable(
      `${folder} is not a data folder: it has ${foreign} but no file "${FORMAT_FILE}"; choose an empty one`,
    );
  }
  const draft = join(folder, FORMAT_DRAFT_FILE);
  writeFileSync(draft, FORMAT_TEXT, { flush: true });
  renameSync(draft, path);
}

/** Makes the folder's list of names durable. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
