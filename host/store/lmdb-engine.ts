import { keyBytes } from './bytes.ts';
import { MAX_TRANSACTION_AGE_MS, type LocalEngine, type LocalTransaction } from './engine.ts';
import { CommitUnknown, TooOld, Unavailable, type StoreError } from './errors.ts';
import { Generation } from './generation.ts';
import { changed } from './layer.ts';
import { openDatabase, type DataFile } from './lmdb-file.ts';
import { Snapshot, type Bytes } from './lmdb-snapshot.ts';
import { LmdbTransaction, type Committer } from './lmdb-transaction.ts';

/** Most bytes kept in memory so that open transactions can read at their version; past it, the oldest ends with `TooOld`. */
const MAX_HISTORY_BYTES = 64 * 1024 * 1024;
/** Most bytes waiting for the disk; past it, commits are refused. Callers that watch `pendingBytes` never get there. */
const MAX_PENDING_BYTES = 256 * 1024 * 1024;
/** Most states of the file held by open transactions; past it, the oldest ends. Below LMDB's reader table. */
const MAX_SNAPSHOTS = 256;

export interface LmdbOptions {
  /** Folder of the data; made when missing. */
  readonly folder: string;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
}

/** Opens a data folder. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openLmdb(options: LmdbOptions): Promise<LocalEngine> {
  return new LmdbEngine(await openDatabase(options.folder), options.nowMs ?? (() => performance.now()));
}

/**
 * LMDB behind a layer of writes in memory. A commit lands in the current generation, where every later transaction sees it; one
 * generation at a time is written to the file and synced, while the next collects. LMDB commits with a sync of the data and a
 * synchronous write of the meta page (`overlappingSync: false`), so its promise means "on disk".
 */
class LmdbEngine implements LocalEngine, Committer {
  readonly exclusive = true;
  version = 0;
  durableVersion = 0;
  readonly #file: DataFile;
  readonly #database: Bytes;
  readonly #nowMs: () => number;
  #snapshot: Snapshot;
  /** Snapshots still held, the current one included. */
  #snapshots = 1;
  #current = new Generation(0);
  #flushing: Generation | undefined;
  #scheduled = false;
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;
  #committedBytes = 0;
  #oldest: LmdbTransaction | undefined;
  #newest: LmdbTransaction | undefined;

  constructor(file: DataFile, nowMs: () => number) {
    this.#file = file;
    this.#database = file.database;
    this.#nowMs = nowMs;
    this.#snapshot = this.#takeSnapshot();
  }

  get pendingBytes(): number {
    return this.#current.sizeBytes + (this.#flushing?.sizeBytes ?? 0);
  }

  begin(): LocalTransaction {
    if (this.#failure !== undefined) throw this.#failure;
    const nowMs = this.#nowMs();
    while (this.#oldest !== undefined && nowMs - this.#oldest.startedMs > MAX_TRANSACTION_AGE_MS) this.#endOldest();
    const transaction = new LmdbTransaction(this, this.#snapshot, nowMs, this.#committedBytes);
    transaction.previous = this.#newest;
    if (this.#newest === undefined) this.#oldest = transaction;
    else this.#newest.following = transaction;
    this.#newest = transaction;
    return transaction;
  }

  flushed(): Promise<void> {
    return this.durable(this.version);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // After a failure nothing waits any more: every commit has been refused.
    const flushed = this.#failure === undefined ? this.flushed() : DONE;
    const closed = new Unavailable(`the store in ${this.#file.folder} is closed: open it again`);
    this.#failure ??= closed;
    this.#endAll(this.#failure);
    try {
      await flushed;
    } finally {
      this.#snapshot.release();
      await this.#file.close();
    }
  }

  forget(transaction: LmdbTransaction): void {
    const { previous, following } = transaction;
    if (previous === undefined) this.#oldest = following;
    else previous.following = following;
    if (following === undefined) this.#newest = previous;
    else following.previous = previous;
    transaction.previous = undefined;
    transaction.following = undefined;
  }

  admit(transaction: LmdbTransaction): void {
    const ageMs = this.#nowMs() - transaction.startedMs;
    if (ageMs > MAX_TRANSACTION_AGE_MS) {
      throw tooOld(`${Math.round(ageMs)} ms old; the most is ${MAX_TRANSACTION_AGE_MS}`);
    }
    if (this.pendingBytes > MAX_PENDING_BYTES) {
      throw new Unavailable(
        `${this.pendingBytes} bytes wait for the disk of ${this.#file.folder}; the most is ${MAX_PENDING_BYTES}: slow down and retry`,
      );
    }
  }

  durable(version: number): Promise<void> {
    if (this.#failure !== undefined && this.#closing === undefined) return Promise.reject(this.#failure);
    if (version <= this.durableVersion) return DONE;
    const generation =
      this.#flushing !== undefined && this.#flushing.lastVersion >= version ? this.#flushing : this.#current;
    return generation.flushed;
  }

  publish(transaction: LmdbTransaction): Promise<void> {
    const version = this.version + 1;
    for (const listener of transaction.listeners) listener(version);
    const generation = this.#current;
    const keepUpTo = this.#newest?.readVersion ?? -1;
    const { clears, points } = transaction.writes;
    if (clears !== undefined) {
      for (const { start, end } of clears.segments()) generation.clear(start, end, version, keepUpTo);
    }
    for (const [text, { key, newest }] of points) {
      // A write that one of the transaction's own later clears covers is in that clear.
      if (clears !== undefined && clears.find(text, Infinity) > newest.version) continue;
      const value = newest.changes === undefined ? newest.value : changed(this.#committed(text, key), newest.changes);
      generation.write(text, key, version, value, undefined, keepUpTo);
    }
    this.version = version;
    generation.lastVersion = version;
    generation.commits++;
    generation.sizeBytes += transaction.heldBytes;
    this.#committedBytes += transaction.heldBytes;
    while (this.#oldest !== undefined && this.#committedBytes - this.#oldest.startedBytes > MAX_HISTORY_BYTES) {
      this.#endOldest();
    }
    this.#schedule();
    return generation.flushed;
  }

  /** The newest committed value of a key. */
  #committed(text: string, key: Uint8Array): Uint8Array | undefined {
    const write = this.#current.find(text, Infinity) ?? this.#flushing?.find(text, Infinity);
    return write === undefined ? this.#snapshot.get(key) : write.value;
  }

  /** Flushes at the end of this turn of the event loop, so that all commits of the turn share it. */
  #schedule(): void {
    if (this.#scheduled || this.#flushing !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    while (this.#current.commits > 0 && (this.#failure === undefined || this.#closing !== undefined)) {
      const generation = this.#current;
      this.#current = new Generation(generation.lastVersion);
      generation.next = this.#current;
      this.#flushing = generation;
      const before = this.#file.latestTransaction();
      try {
        await this.#write(generation);
        this.#advance();
      } catch (error) {
        await this.#fail(generation, before, error);
        return;
      }
      this.#flushing = undefined;
      this.durableVersion = generation.lastVersion;
      generation.resolve();
    }
  }

  /** Writes a generation in one LMDB transaction. */
  async #write({ points, clears }: Generation): Promise<void> {
    const database = this.#database;
    const cleared: Uint8Array[] = [];
    for (const { start, end } of clears?.segments() ?? []) {
      for (const { key } of this.#snapshot.list(keyBytes(start), keyBytes(end), false)) cleared.push(key);
    }
    // Nothing in here may throw: lmdb-js would commit what the batch has so far.
    await database.batch(() => {
      for (const key of cleared) void database.remove(key);
      for (const [text, { key, newest }] of points) {
        if (clears !== undefined && clears.find(text, Infinity) > newest.version) continue;
        if (newest.value === undefined) void database.remove(key);
        else void database.put(key, newest.value);
      }
    });
  }

  /** Moves on to the state of the file that the flush left. */
  #advance(): void {
    const before = this.#snapshot;
    this.#snapshot = this.#takeSnapshot();
    this.#snapshots++;
    before.release();
    while (this.#snapshots > MAX_SNAPSHOTS && this.#oldest !== undefined) this.#endOldest();
  }

  #takeSnapshot(): Snapshot {
    return new Snapshot(this.#database, this.#file.path, this.#current, () => this.#snapshots--);
  }

  async #fail(generation: Generation, before: bigint, error: unknown): Promise<void> {
    // lmdb-js rejects with a general error that carries a promise of the actual one, already rejected by now.
    const { commitError } = error as { commitError?: Promise<never> };
    const cause = (await Promise.race([commitError, Promise.resolve()]).catch((reason: unknown) => reason)) ?? error;
    const { path, folder } = this.#file;
    const refusal = new Unavailable(
      `cannot write ${path} (${(cause as Error).message}): free space on the disk of ${folder}, or mend it, then open the store again`,
      { cause },
    );
    this.#failure = refusal;
    // The meta page is the last write of a commit: unless it shows the new transaction, the file is as it was before.
    generation.reject(
      this.#file.latestTransaction() === before
        ? refusal
        : new CommitUnknown(`${refusal.message}; this commit may or may not be in it`, { cause }),
    );
    this.#current.reject(refusal);
    this.#endAll(refusal);
    this.#flushing = undefined;
    this.#current = new Generation(this.version);
  }

  #endOldest(): void {
    this.#oldest!.end(tooOld(`over ${MAX_TRANSACTION_AGE_MS} ms old or in the way of newer ones`));
  }

  #endAll(reason: StoreError): void {
    while (this.#oldest !== undefined) this.#oldest.end(reason);
  }
}

const DONE = Promise.resolve();

function tooOld(why: string): TooOld {
  return new TooOld(`this transaction is ${why}: run it again, and split it if it takes that long by itself`);
}
