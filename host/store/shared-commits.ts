import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { BaseSnapshot } from './base.ts';
import { CommitUnknown, StoreError } from './errors.ts';
import { Generation } from './generation.ts';
import { boundsOf, LmdbSnapshot, writeError } from './lmdb-base.ts';
import type { DataFile } from './lmdb-file.ts';
import { reservedVersion, VERSION_KEY } from './local-engine.ts';
import type { LayeredTransaction } from './local-transaction.ts';
import { SharedHistory } from './shared-history.ts';
import { CommitRecord, recordKey, WRITER_BYTES } from './shared-log.ts';
import type { KeyWatch, Watches } from './watches.ts';

/** A commit that waits for its turn. */
class Waiting {
  readonly transaction: LayeredTransaction;
  readonly promise: Promise<void>;
  readonly #resolve: () => void;
  readonly #reject: (reason: Error) => void;
  /** Set by the decision: a version, or why not. */
  version = -1;
  refusal: StoreError | undefined;
  /** Watches that it made to see another value. */
  readonly seenBy: KeyWatch[] = [];

  constructor(transaction: LayeredTransaction) {
    this.transaction = transaction;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    this.promise = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settle(): void {
    const { transaction, version, refusal } = this;
    if (refusal !== undefined) {
      this.#reject(refusal);
      return;
    }
    transaction.committedVersion = version;
    for (const listener of transaction.listeners) listener(version);
    for (const watch of this.seenBy) watch.fire(this.promise);
    this.#resolve();
  }
}

/**
 * Gathers the commits of this process and writes those of a turn of the event loop, or of the time a write takes, in one LMDB write
 * transaction, of which there is one at a time among all processes: a `kill -9` frees it. In it is decided who may commit, in order.
 */
export class SharedCommits {
  readonly #file: DataFile;
  readonly #name: string;
  /** Tells the records of this process from those of others. */
  readonly #writer = randomBytes(WRITER_BYTES);
  readonly #history: SharedHistory;
  readonly #watches: Watches;
  readonly #failed: (reason: StoreError) => void;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failure: StoreError | undefined;
  pendingBytes = 0;

  constructor(file: DataFile, name: string, watches: Watches, version: number, failed: (reason: StoreError) => void) {
    this.#file = file;
    this.#name = name;
    this.#watches = watches;
    this.#history = new SharedHistory(file.database, name, version);
    this.#failed = failed;
  }

  /** Resolves when the transaction is on disk. */
  add(transaction: LayeredTransaction): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const waiting = new Waiting(transaction);
    this.#waiting.push(waiting);
    this.pendingBytes += transaction.writes.heldBytes;
    this.#writing ??= this.#write();
    return waiting.promise;
  }

  /** Resolves when nothing waits any more; rejects after a failure. */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(): Promise<void> {
    // All commits of this turn of the event loop go together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      let group: readonly Waiting[] = [];
      let record: CommitRecord | undefined;
      try {
        await this.#file.transact(() => {
          // With those who came while others wrote.
          group = this.#waiting;
          this.#waiting = [];
          record = this.#decide(group);
        });
      } catch (error) {
        await this.#fail(group, record, error);
      }
      for (const waiting of group) {
        this.pendingBytes -= waiting.transaction.writes.heldBytes;
        waiting.settle();
      }
    }
    this.#writing = undefined;
  }

  /** Checks the transactions in their order against what was committed since they began, and writes those that may be; inside of the write transaction. */
  #decide(group: readonly Waiting[]): CommitRecord | undefined {
    const { database } = this.#file;
    const firstVersion = reservedVersion(database.get(VERSION_KEY), this.#name);
    this.#history.catchUp(firstVersion);
    const generation = new Generation(firstVersion);
    const committed = (text: string, key: Uint8Array): Uint8Array | undefined => {
      const write = generation.find(text, Infinity);
      return write === undefined ? database.get(key) : write.value;
    };
    for (const waiting of group) {
      const { reads, readVersion, writes } = waiting.transaction;
      try {
        this.#history.check(reads, readVersion);
        reads.check(generation, readVersion);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        waiting.refusal = error;
        continue;
      }
      waiting.version = generation.lastVersion + 1;
      generation.take(writes, waiting.version, -1, committed);
      generation.lastVersion = waiting.version;
      for (const watch of this.#watches.touchedBy(writes)) {
        if (!watch.sees(committed(watch.text, watch.key))) waiting.seenBy.push(watch);
      }
    }
    const { lastVersion } = generation;
    if (lastVersion === firstVersion) return undefined;
    const record = CommitRecord.of({ firstVersion, lastVersion }, Date.now(), this.#writer, generation.conflicts());
    this.#store(generation);
    this.#history.append(record);
    const version = Buffer.alloc(8);
    version.writeBigUInt64BE(BigInt(lastVersion));
    void database.put(VERSION_KEY, version);
    return record;
  }

  #store(generation: Generation): void {
    const { database } = this.#file;
    const cleared: Uint8Array[] = [];
    for (const { start, end } of generation.clears()) {
      for (const { key } of database.getRange(boundsOf(start, end, false))) cleared.push(key);
    }
    for (const key of cleared) void database.remove(key);
    for (const [key, value] of generation.writes()) {
      if (value === undefined) void database.remove(key);
      else void database.put(key, value);
    }
  }

  async #fail(group: readonly Waiting[], record: CommitRecord | undefined, error: unknown): Promise<void> {
    const refusal = error instanceof StoreError ? error : await writeError(error, this.#file);
    const reason = this.#mayHave(record)
      ? new CommitUnknown(`${refusal.message}; this commit may or may not be in it`, { cause: refusal })
      : refusal;
    this.#failure = refusal;
    for (const waiting of group) waiting.refusal ??= reason;
    for (const waiting of this.#waiting) {
      waiting.refusal = refusal;
      waiting.settle();
    }
    this.#waiting = [];
    this.#failed(refusal);
  }

  /** Whether a group whose write failed is in the file all the same, or may be. */
  #mayHave(record: CommitRecord | undefined): boolean {
    if (record === undefined) return false;
    let state: BaseSnapshot | undefined;
    try {
      state = freshState(this.#file);
      const found = state.get(recordKey(record.lastVersion));
      if (found === undefined) return false;
      const { writer } = CommitRecord.decode(record.lastVersion, found, this.#name);
      return Buffer.compare(writer, this.#writer) === 0;
    } catch {
      return true;
    } finally {
      state?.release();
    }
  }
}

/** The latest state of a file that other processes write to. */
export function freshState({ database, path }: DataFile): BaseSnapshot {
  // lmdb-js would read on in the state of this turn of the event loop.
  (database as unknown as { resetReadTxn(): void }).resetReadTxn();
  return new LmdbSnapshot(database, path);
}
