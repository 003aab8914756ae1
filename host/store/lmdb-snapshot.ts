import type { Database, Transaction as ReadTransaction } from 'lmdb';
import type { Generation } from './generation.ts';
import type { KeyValue } from './engine.ts';
import { MAX_KEY_BYTES } from './engine.ts';
import { Corrupt, Unavailable, type StoreError } from './errors.ts';

/** LMDB's codes for damaged data: page not found, corrupted, version mismatch, invalid file, bad value size. */
const DAMAGE_CODES = new Set([-30797, -30796, -30794, -30793, -30781]);

/** The type of a database of bytes under bytes. */
export type Bytes = Database<Uint8Array, Uint8Array>;

/** One state of the file, held by an LMDB read transaction, and the commits that came after it. */
export class Snapshot {
  readonly #database: Bytes;
  readonly #path: string;
  readonly #options: { transaction: ReadTransaction };
  /** Commits made since: the generation that followed this state, and through it all later ones. */
  readonly following: Generation;
  readonly #released: () => void;
  #holders = 1;

  constructor(database: Bytes, path: string, following: Generation, released: () => void) {
    this.#released = released;
    this.#database = database;
    this.#path = path;
    this.following = following;
    this.#options = { transaction: database.useReadTransaction() };
  }

  hold(): void {
    this.#holders++;
  }

  release(): void {
    if (--this.#holders > 0) return;
    this.#options.transaction.done();
    this.#released();
  }

  get(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.#database.get(key, this.#options);
    } catch (error) {
      throw readError(error, this.#path);
    }
  }

  /** At most `limit` entries from `start` (included) to `end` (excluded), in order. */
  list(start: Uint8Array, end: Uint8Array, reverse: boolean, limit = Infinity): KeyValue[] {
    const found: KeyValue[] = [];
    try {
      for (const entry of this.#range(start, end, reverse, limit)) found.push(entry);
    } catch (error) {
      throw readError(error, this.#path);
    }
    return found;
  }

  /** A cursor over the entries from `start` (included) to `end` (excluded), in order. It must be closed. */
  cursor(start: Uint8Array, end: Uint8Array, reverse: boolean): SnapshotCursor {
    return new SnapshotCursor(this.#range(start, end, reverse, Infinity)[Symbol.iterator](), this.#path);
  }

  #range(start: Uint8Array, end: Uint8Array, reverse: boolean, limit: number): Iterable<KeyValue> {
    // LMDB takes no empty key and none over its limit. No stored key lies between a longer bound and its cut, so a cut start is
    // excluded and a cut end included.
    const lowExcluded = start.length > MAX_KEY_BYTES;
    const highIncluded = end.length > MAX_KEY_BYTES;
    const high = highIncluded ? end.subarray(0, MAX_KEY_BYTES) : end;
    let low = lowExcluded ? start.subarray(0, MAX_KEY_BYTES) : start;
    if (low.length === 0) low = SMALLEST_KEY;
    const bounds = reverse
      ? { reverse, start: high, end: low, exclusiveStart: !highIncluded, inclusiveEnd: !lowExcluded }
      : { start: low, end: high, exclusiveStart: lowExcluded, inclusiveEnd: highIncluded };
    return this.#database.getRange({ ...this.#options, limit, ...bounds });
  }
}

/** A position in a range of the file. */
export class SnapshotCursor {
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

/** What a failed read of the file means. */
export function readError(error: unknown, path: string): StoreError {
  const { code, message } = error as { code?: number; message?: string };
  if (code !== undefined && DAMAGE_CODES.has(code)) {
    return new Corrupt(`${path} is damaged (${message}): restore it from a backup`, { cause: error });
  }
  return new Unavailable(`cannot read ${path}: ${message}`, { cause: error });
}
