import type { Base } from './base.ts';
import { MAX_TRANSACTION_AGE_MS, type LocalEngine, type LocalTransaction } from './engine.ts';
import { CommitUnknown, TooOld, Unavailable, type StoreError } from './errors.ts';
import { Generation } from './generation.ts';
import { changed } from './layer.ts';
import { LayeredTransaction, type Committer } from './local-transaction.ts';
import { Snapshot } from './snapshot.ts';

/** Most bytes kept in memory so that open transactions can read at their version; past it, the oldest ends with `TooOld`. */
const MAX_HISTORY_BYTES = 64 * 1024 * 1024;
/** Most bytes waiting for the disk; past it, commits are refused. Callers that watch `pendingBytes` never get there. */
const MAX_PENDING_BYTES = 256 * 1024 * 1024;
/** Most states of the base held by open transactions; past it, the oldest ends. Below the reader table of LMDB. */
const MAX_SNAPSHOTS = 256;

export interface LocalOptions {
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
}

/** Opens an engine over a base that nobody else writes to; it closes the base when it is closed itself. */
export function openLocal(base: Base, options: LocalOptions = {}): LocalEngine {
  return new LayeredEngine(base, options.nowMs ?? (() => performance.now()));
}

/**
 * A base behind a layer of writes in memory. A commit lands in the current generation, where every later transaction sees it; one
 * generation at a time is written to the base, while the next collects.
 */
class LayeredEngine implements LocalEngine, Committer {
  readonly exclusive = true;
  version = 0;
  durableVersion = 0;
  readonly #base: Base;
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
  #oldest: LayeredTransaction | undefined;
  #newest: LayeredTransaction | undefined;

  constructor(base: Base, nowMs: () => number) {
    this.#base = base;
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
    const transaction = new LayeredTransaction(this, this.#snapshot, nowMs, this.#committedBytes);
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
    const closed = new Unavailable(`${this.#base.name} is closed: open it again`);
    this.#failure ??= closed;
    this.#endAll(this.#failure);
    try {
      await flushed;
    } finally {
      this.#snapshot.release();
      await this.#base.close();
    }
  }

  forget(transaction: LayeredTransaction): void {
    const { previous, following } = transaction;
    if (previous === undefined) this.#oldest = following;
    else previous.following = following;
    if (following === undefined) this.#newest = previous;
    else following.previous = previous;
    transaction.previous = undefined;
    transaction.following = undefined;
  }

  admit(transaction: LayeredTransaction): void {
    const ageMs = this.#nowMs() - transaction.startedMs;
    if (ageMs > MAX_TRANSACTION_AGE_MS) {
      throw tooOld(`${Math.round(ageMs)} ms old; the most is ${MAX_TRANSACTION_AGE_MS}`);
    }
    if (this.pendingBytes > MAX_PENDING_BYTES) {
      throw new Unavailable(
        `${this.pendingBytes} bytes of ${this.#base.name} wait for the disk; the most is ${MAX_PENDING_BYTES}: slow down and retry`,
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

  publish(transaction: LayeredTransaction): Promise<void> {
    const version = this.version + 1;
    for (const listener of transaction.listeners) listener(version);
    const generation = this.#current;
    const keepUpTo = this.#newest?.readVersion ?? -1;
    const { cleared, points } = transaction.writes;
    if (cleared !== undefined) {
      for (const { start, end } of cleared.segments()) generation.clear(start, end, version, keepUpTo);
    }
    for (const [text, { key, newest }] of points) {
      // A write that one of the transaction's own later clears covers is in that clear.
      if (cleared !== undefined && cleared.find(text, Infinity) > newest.version) continue;
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
    return write === undefined ? this.#snapshot.base.get(key) : write.value;
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
      let before: bigint | undefined;
      try {
        before = this.#base.latestWrite();
        await this.#base.write(generation);
        this.#advance();
      } catch (error) {
        this.#fail(generation, before, error as StoreError);
        return;
      }
      this.#flushing = undefined;
      this.durableVersion = generation.lastVersion;
      generation.resolve();
    }
  }

  /** Moves on to the state of the base that the flush left. */
  #advance(): void {
    const before = this.#snapshot;
    this.#snapshot = this.#takeSnapshot();
    this.#snapshots++;
    before.release();
    while (this.#snapshots > MAX_SNAPSHOTS && this.#oldest !== undefined) this.#endOldest();
  }

  #takeSnapshot(): Snapshot {
    return new Snapshot(this.#base.snapshot(), this.#current, () => this.#snapshots--);
  }

  #fail(generation: Generation, before: bigint | undefined, refusal: StoreError): void {
    this.#failure = refusal;
    generation.reject(
      this.#unchangedSince(before)
        ? refusal
        : new CommitUnknown(`${refusal.message}; this commit may or may not be in it`, { cause: refusal }),
    );
    this.#current.reject(refusal);
    this.#endAll(refusal);
    this.#flushing = undefined;
    this.#current = new Generation(this.version);
  }

  /** Whether the base certainly is as it was before a write. */
  #unchangedSince(latestWrite: bigint | undefined): boolean {
    try {
      return this.#base.latestWrite() === latestWrite;
    } catch {
      return false;
    }
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
