import { Buffer } from 'node:buffer';
import { MAX_TRANSACTION_AGE_MS } from './engine.ts';
import { Corrupt, TooOld } from './errors.ts';
import type { Bytes } from './lmdb-file.ts';
import type { ReadSet } from './read-set.ts';
import { CommitRecord, recordKey, recordVersion } from './shared-log.ts';

/** How much is remembered of what was committed. */
export interface HistoryLimits {
  /** Milliseconds after which a commit is forgotten. */
  readonly ageMs: number;
  /** Most bytes of records, in the store and in each process. Past it, the oldest are forgotten. */
  readonly sizeBytes: number;
}

/** As long as transactions live, and as much for clocks that are set; and some minutes of small commits. */
const LIMITS: HistoryLimits = { ageMs: 2 * MAX_TRANSACTION_AGE_MS, sizeBytes: 64 * 1024 * 1024 };
/** Most records forgotten with one commit, so that none has to wait for long. */
const FORGOTTEN_AT_ONCE = 64;
/** Where the store has the bytes of all its records. */
const SIZE_KEY = Buffer.from('\xffcommit-bytes', 'latin1');

/** The latest commits of all processes that share a store, oldest first. Used inside of write transactions only. */
export class SharedHistory {
  readonly #database: Bytes;
  readonly #place: string;
  readonly #limits: HistoryLimits;
  /** All commits after this version are here. */
  #since: number;
  #records: CommitRecord[] = [];
  #sizeBytes = 0;

  constructor(database: Bytes, place: string, version: number, limits = LIMITS) {
    this.#limits = limits;
    this.#database = database;
    this.#place = place;
    this.#since = version;
  }

  /** Takes in what others have committed, up to the latest version. Throws `Corrupt`. */
  catchUp(version: number): void {
    let known = this.#records.at(-1)?.lastVersion ?? this.#since;
    if (known === version) return;
    const rows = this.#database.getRange({ start: recordKey(known + 1), end: recordKey(version), inclusiveEnd: true });
    for (const { key, value } of rows) {
      const record = CommitRecord.decode(recordVersion(key), value, this.#place);
      if (record.firstVersion !== known) {
        // Others have forgotten commits that this process never saw.
        this.#records = [];
        this.#sizeBytes = 0;
        this.#since = record.firstVersion;
      }
      this.#add(record);
      known = record.lastVersion;
    }
    if (known === version) return;
    throw new Corrupt(
      `${this.#place} does not have the record of its latest commit, ${version}, but that of ${known}: restore a backup`,
    );
  }

  /** Throws `Conflict` when a commit after a version wrote what was read, and `TooOld` when that cannot be told any more. */
  check(reads: ReadSet, readVersion: number): void {
    if (readVersion < this.#since) {
      throw new TooOld(
        `what was committed since version ${readVersion} is not remembered any more: run this transaction again, and split it if it takes that long by itself`,
      );
    }
    let first = this.#records.length;
    while (first > 0 && this.#records[first - 1]!.lastVersion > readVersion) first--;
    const oldest = this.#records[first];
    if (oldest !== undefined) reads.check(oldest, readVersion);
  }

  /** Writes a record down, and forgets the oldest when it is time. */
  append(record: CommitRecord): void {
    const database = this.#database;
    const encoded = record.encode();
    let storedBytes = sizeOf(database.get(SIZE_KEY)) + encoded.length;
    void database.put(recordKey(record.lastVersion), encoded);
    this.#add(record);
    const forgotten: Uint8Array[] = [];
    const oldest = database.getRange({
      start: recordKey(0),
      end: recordKey(record.firstVersion),
      limit: FORGOTTEN_AT_ONCE,
    });
    for (const { key, value } of oldest) {
      const { writtenMs } = CommitRecord.decode(recordVersion(key), value, this.#place);
      if (storedBytes <= this.#limits.sizeBytes && record.writtenMs - writtenMs <= this.#limits.ageMs) break;
      storedBytes -= value.length;
      forgotten.push(key);
    }
    for (const key of forgotten) void database.remove(key);
    void database.put(SIZE_KEY, sizeBytesOf(storedBytes));
    this.#trim(record.writtenMs);
  }

  #add(record: CommitRecord): void {
    const last = this.#records.at(-1);
    if (last !== undefined) last.next = record;
    this.#records.push(record);
    this.#sizeBytes += record.sizeBytes;
  }

  #trim(nowMs: number): void {
    let count = 0;
    for (const { writtenMs, sizeBytes } of this.#records) {
      if (this.#sizeBytes <= this.#limits.sizeBytes && nowMs - writtenMs <= this.#limits.ageMs) break;
      this.#sizeBytes -= sizeBytes;
      count++;
    }
    if (count === 0) return;
    this.#since = this.#records[count - 1]!.lastVersion;
    this.#records = this.#records.slice(count);
  }
}

function sizeOf(value: Uint8Array | undefined): number {
  return value === undefined ? 0 : Number(Buffer.from(value).readBigUInt64BE());
}

function sizeBytesOf(size: number): Uint8Array {
  const value = Buffer.alloc(8);
  value.writeBigUInt64BE(BigInt(Math.max(size, 0)));
  return value;
}
