import type { RangeOptions, Transaction as ReadTransaction } from 'lmdb';
import type { Base, BaseSnapshot, Changes, Cursor } from './base.ts';
import type { KeyValue } from './engine.ts';
import { MAX_KEY_BYTES } from './engine.ts';
import { Unavailable } from './errors.ts';
import { openDatabase, readError, type Bytes, type DataFile } from './lmdb-file.ts';

/**
 * A data folder. LMDB commits with a sync of the data and a synchronous write of the meta page (`overlappingSync: false`), so its
 * promise means "on disk".
 */
export class LmdbBase implements Base {
  readonly name: string;
  readonly #file: DataFile;
  readonly #database: Bytes;

  private constructor(file: DataFile) {
    this.name = `the store in ${file.folder}`;
    this.#file = file;
    this.#database = file.database;
  }

  /** Opens a data folder, made when missing, for this process alone. Throws `Locked`, `Corrupt` or `Unavailable`. */
  static async open(folder: string): Promise<LmdbBase> {
    return new LmdbBase(await openDatabase(folder));
  }

  snapshot(): BaseSnapshot {
    try {
      return new LmdbSnapshot(this.#database, this.#file.path);
    } catch (error) {
      throw readError(error, this.#file.path);
    }
  }

  latestWrite(): bigint {
    return this.#file.latestTransaction();
  }

  async write(changes: Changes): Promise<void> {
    const database = this.#database;
    try {
      const cleared = this.#keysIn(changes);
      // Nothing in here may throw: lmdb-js would commit what the batch has so far.
      await database.batch(() => {
        for (const key of cleared) void database.remove(key);
        for (const [key, value] of changes.writes()) {
          if (value === undefined) void database.remove(key);
          else void database.put(key, value);
        }
      });
    } catch (error) {
      throw await writeError(error, this.#file);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** The keys that the ranges cleared have in the file. */
  #keysIn(changes: Changes): Uint8Array[] {
    const keys: Uint8Array[] = [];
    for (const { start, end } of changes.clears()) {
      for (const { key } of this.#database.getRange(boundsOf(start, end, false))) keys.push(key);
    }
    return keys;
  }
}

/** One state of the file, held by an LMDB read transaction. */
export class LmdbSnapshot implements BaseSnapshot {
  readonly #database: Bytes;
  readonly #path: string;
  readonly #options: { transaction: ReadTransaction };

  constructor(database: Bytes, path: string) {
    this.#database = database;
    this.#path = path;
    this.#options = { transaction: database.useReadTransaction() };
  }

  release(): void {
    this.#options.transaction.done();
  }

  get(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.#database.get(key, this.#options);
    } catch (error) {
      throw readError(error, this.#path);
    }
  }

  list(start: Uint8Array, end: Uint8Array, reverse: boolean, limit = Infinity): KeyValue[] {
    const found: KeyValue[] = [];
    try {
      for (const entry of this.#range(start, end, reverse, limit)) found.push(entry);
    } catch (error) {
      throw readError(error, this.#path);
    }
    return found;
  }

  cursor(start: Uint8Array, end: Uint8Array, reverse: boolean): Cursor {
    return new LmdbCursor(this.#range(start, end, reverse, Infinity)[Symbol.iterator](), this.#path);
  }

  #range(start: Uint8Array, end: Uint8Array, reverse: boolean, limit: number): Iterable<KeyValue> {
    return this.#database.getRange({ ...this.#options, limit, ...boundsOf(start, end, reverse) });
  }
}

/** What lmdb-js is to be asked for. */
export function boundsOf(start: Uint8Array, end: Uint8Array, reverse: boolean): RangeOptions {
  // LMDB takes no empty key and none over its limit. No stored key lies between a longer bound and its cut, so a cut start is
  // excluded and a cut end included.
  const lowExcluded = start.length > MAX_KEY_BYTES;
  const highIncluded = end.length > MAX_KEY_BYTES;
  const high = highIncluded ? end.subarray(0, MAX_KEY_BYTES) : end;
  let low = lowExcluded ? start.subarray(0, MAX_KEY_BYTES) : start;
  if (low.length === 0) low = SMALLEST_KEY;
  return reverse
    ? { reverse, start: high, end: low, exclusiveStart: !highIncluded, inclusiveEnd: !lowExcluded }
    : { start: low, end: high, exclusiveStart: lowExcluded, inclusiveEnd: highIncluded };
}

/** A position in a range of the file. */
class LmdbCursor implements Cursor {
  readonly #rows: Iterator<KeyValue>;
  readonly #path: string;

  constructor(rows: Iterator<KeyValue>, path: string) {
    this.#rows = rows;
    this.#path = path;
  }

  next(): KeyValue | undefined {
    try {
      return this.#rows.next().value;
    } catch (error) {
      throw readError(error, this.#path);
    }
  }

  close(): void {
    this.#rows.return?.();
  }
}

const SMALLEST_KEY = new Uint8Array(1);

/** What a failed write of the file means. */
export async function writeError(error: unknown, { path, folder }: DataFile): Promise<Unavailable> {
  // lmdb-js rejects with a general error that carries a promise of the actual one, already rejected by now.
  const { commitError } = error as { commitError?: Promise<never> };
  const cause = (await Promise.race([commitError, Promise.resolve()]).catch((reason: unknown) => reason)) ?? error;
  return new Unavailable(
    `cannot write ${path} (${(cause as Error).message}): free space on the disk of ${folder}, or mend it, then open the store again`,
    { cause },
  );
}
