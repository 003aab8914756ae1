import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open, type Database } from 'lmdb';
import { checkAddressSpace } from './address-space.ts';
import { CommitLock } from './commit-lock.ts';
import { Corrupt, Locked, StoreError, Unavailable } from './errors.ts';
import { lockFile, shareFile } from './folder-lock.ts';
import { syncFolder } from './folder-sync.ts';
import { checkDataFile, DATA_VERSION, latestTransaction } from './lmdb-check.ts';
import { keyEncoder, valueEncoder } from './lmdb-codec.ts';
import { checkRoomForData, takeReaderRoom } from './lmdb-room.ts';

/** Version of the layout of keys and values in a data folder; raised with every change that older code would misread. */
export const FORMAT_VERSION = 1;
/** What keeps the data, for the records of backups. */
export const ENGINE_VERSION = `lmdb, data version ${DATA_VERSION}`;
export const FORMAT_FILE = 'format';
/** The format file while the folder is being filled, so that it is never half there. */
const FORMAT_DRAFT_FILE = 'format.draft';
const FORMAT_TEXT = `atrium store, format ${FORMAT_VERSION}\n`;
const LOCK_FILE = 'lock';
const COMMIT_LOCK_FILE = 'commit-lock';
const DATA_FILE = 'data.mdb';
/** Address space set aside for the file, in bytes: the most it can grow to. Costs neither memory nor disk. */
const MAP_BYTES = 1024 ** 4;
/** Slots of LMDB's reader table, at 64 bytes: more than snapshots are ever held. */
const MAX_READERS = 512;
/** The same where many processes share the folder. */
const MAX_SHARED_READERS = 8_192;

/** LMDB's codes for damaged data: page not found, corrupted, version mismatch, invalid file, bad value size. */
const DAMAGE_CODES = new Set([-30797, -30796, -30794, -30793, -30781]);

/** The type of a database of bytes under bytes. */
export type Bytes = Database<Uint8Array, Uint8Array>;

/** An open, locked data folder. */
export interface DataFile {
  readonly folder: string;
  /** Path of the data file, for messages. */
  readonly path: string;
  readonly database: Bytes;
  /** LMDB's number of the latest transaction that the file shows. */
  latestTransaction(): bigint;
  /** Runs an action in a write transaction; when it throws, nothing of it stays. Waits for other processes that write or open the file. */
  transact(action: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Whether other processes may open it too, all of them this way; else this one has it alone. */
  readonly shared?: boolean;
  /** Fills the folder before it counts as having data: all of it or, when this throws, nothing. Then it must have none yet. */
  readonly fill?: (database: Bytes) => Promise<void>;
}

/** Opens a data folder, made when missing. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openDatabase(given: string, { shared = false, fill }: OpenOptions = {}): Promise<DataFile> {
  const folder = resolve(given);
  accessFolder(folder);
  const lockPath = join(folder, LOCK_FILE);
  const path = join(folder, DATA_FILE);
  let unlock = shared ? lockFirst(lockPath) : lockFile(lockPath);
  let database: Bytes | undefined;
  let commitLock: CommitLock | undefined;
  try {
    if (unlock !== undefined) {
      const made = checkFormat(folder);
      if (made && fill !== undefined) throw new Unavailable(`${folder} has data already: choose an empty folder`);
      if (made) checkDataFile(path);
      else checkRoomForData(path);
      takeReaderRoom(path, readersOf(shared));
      database = openFile(path, shared);
      if (!made) await fillFolder(folder, database, fill);
      if (shared) unlock();
    }
    if (shared) {
      unlock = await shareFile(lockPath);
      commitLock = await CommitLock.take(join(folder, COMMIT_LOCK_FILE));
    }
    // Who has opened it first has checked it.
    const opened = (database ??= openFile(path, shared));
    commitLock?.release();
    const descriptor = openSync(path, 'r');
    return {
      folder,
      path,
      database: opened,
      latestTransaction: () => latestTransaction(descriptor),
      transact: async (action) => {
        await commitLock?.share();
        try {
          await opened.childTransaction(action);
        } finally {
          commitLock?.release();
        }
      },
      close: async () => {
        await opened.close();
        closeSync(descriptor);
        commitLock?.close();
        unlock?.();
      },
    };
  } catch (error) {
    await database?.close();
    commitLock?.close();
    unlock?.();
    throw error instanceof StoreError ? error : readError(error, path, 'open');
  }
}

function openFile(path: string, shared: boolean): Bytes {
  checkAddressSpace(MAP_BYTES, `the map of ${path}`);
  return open<Uint8Array, Uint8Array>({
    path,
    noSubdir: true,
    maxDbs: 1,
    maxReaders: readersOf(shared),
    mapSize: MAP_BYTES,
    keyEncoder,
    encoder: valueEncoder,
    cache: false,
    // Each commit is on disk when it is reported, instead of soon after.
    overlappingSync: false,
    // The engine gathers the commits of a turn of the event loop itself.
    eventTurnBatching: false,
  });
}

function readersOf(shared: boolean): number {
  return shared ? MAX_SHARED_READERS : MAX_READERS;
}

/** The lock for this process alone, for as long as nobody shares the folder yet. */
function lockFirst(path: string): (() => void) | undefined {
  try {
    return lockFile(path);
  } catch (error) {
    if (error instanceof Locked) return undefined;
    throw error;
  }
}

/** What a failed read of the file means. */
export function readError(error: unknown, path: string, attempt: 'read' | 'open' = 'read'): StoreError {
  const { code, message } = error as { code?: number; message?: string };
  if (code !== undefined && DAMAGE_CODES.has(code)) {
    return new Corrupt(`${path} is damaged (${message}): restore it from a backup`, { cause: error });
  }
  return new Unavailable(`cannot ${attempt} ${path}: ${message}`, { cause: error });
}

/** Makes the folder when it is missing. */
function accessFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Unavailable(
      `cannot write the data folder ${folder} (${(error as Error).message}): give this user access, or choose another folder`,
      { cause: error },
    );
  }
}

/** Makes a folder and those above it. Node's own recursion never returns where the kernel denies a file that could be there, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/**
 * Whether the folder has data; refuses data of another format, and a folder of something else. One that has none, or whose making
 * was interrupted, is left ready to be filled: a draft of the format file says so.
 */
function checkFormat(folder: string): boolean {
  const path = join(folder, FORMAT_FILE);
  const draft = join(folder, FORMAT_DRAFT_FILE);
  const names = readdirSync(folder);
  if (names.includes(FORMAT_FILE)) {
    const text = readFileSync(path, 'utf8');
    const version = /^atrium store, format (\d+)\n$/.exec(text)?.[1];
    if (version === undefined) {
      throw new Corrupt(`${path} does not say a format: restore it from a backup, or choose another data folder`);
    }
    if (text !== FORMAT_TEXT) {
      throw new Unavailable(
        `${folder} has data of format ${version}; this program reads format ${FORMAT_VERSION}: ` +
          `use the program that wrote it, or choose another data folder`,
      );
    }
    if (!names.includes(DATA_FILE)) {
      throw new Corrupt(
        `${join(folder, DATA_FILE)} is missing: restore it from a backup, or choose another data folder`,
      );
    }
    return true;
  }
  if (names.includes(FORMAT_DRAFT_FILE)) {
    rmSync(join(folder, DATA_FILE), { force: true });
  } else {
    const foreign = names.find((name) => name !== LOCK_FILE && name !== 'lost+found' && !name.startsWith('.'));
    if (foreign !== undefined) {
      throw new Unavailable(
        `${folder} is not a data folder: it has ${foreign} but no file "${FORMAT_FILE}"; choose an empty one`,
      );
    }
  }
  writeFileSync(draft, FORMAT_TEXT, { flush: true });
  syncFolder(folder);
  return false;
}

/** Fills a folder that has no data yet, and marks it as filled. */
async function fillFolder(folder: string, database: Bytes, fill: OpenOptions['fill']): Promise<void> {
  try {
    await fill?.(database);
  } catch (error) {
    // The draft goes last: with it, the folder counts as one to be filled.
    for (const name of [DATA_FILE, `${DATA_FILE}-lock`, FORMAT_DRAFT_FILE]) rmSync(join(folder, name), { force: true });
    throw error;
  }
  syncFolder(folder);
  renameSync(join(folder, FORMAT_DRAFT_FILE), join(folder, FORMAT_FILE));
  syncFolder(folder);
}
