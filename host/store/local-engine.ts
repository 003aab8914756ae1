import { Buffer } from 'node:buffer';
import type { BackupSource, Base, BaseSnapshot } from './base.ts';
import { hex, keyText } from './bytes.ts';
import { MAX_TRANSACTION_AGE_MS, type LocalEngine, type LocalTransaction } from './engine.ts';
import { CommitUnknown, Corrupt, TooOld, Unavailable, type StoreError } from './errors.ts';
import { Generation } from './generation.ts';
import { LayeredTransaction, type Committer } from './local-transaction.ts';
import { Snapshot } from './snapshot.ts';
import { Watches, type KeyWatch } from './watches.ts';

/** Most bytes kept in memory so that open transactions can read at their version; past it, the oldest ends with `TooOld`. */
const MAX_HISTORY_BYTES = 64 * 1024 * 1024;
/** Most bytes waiting for the disk; past it, commits are refused. Callers that watch `pendingBytes` never get there. */
const MAX_PENDING_BYTES = 256 * 1024 * 1024;
/** Most states of the base held by open transactions; past it, the oldest ends. Below the reader table of LMDB. */
const MAX_SNAPSHOTS = 256;

/**
 * Versions taken at a time, so that they grow over restarts too and yet not every flush writes one down. Each opening skips those that
 * are left; 2^53 last for thousands of millions of openings.
 */
const RESERVED_VERSIONS = 1_000_000;
/** Where the last version taken is written down: beyond the keys of callers. */
export const VERSION_KEY = Buffer.from('\xffversion', 'latin1');

export interface LocalOptions {
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
}

/** Opens an engine over a base that nobody else writes to; it closes the base when it is closed itself. */
export function openLocal(base: Base, options: LocalOptions = {}): LocalEngine & BackupSource {
  return new LayeredEngine(base, options.nowMs ?? (() => performance.now()));
}

/**
 * A base behind a layer of writes in memory. A commit lands in the current generation, where every later transaction sees it; one
 * generation at a time is written to the base, while the next collects.
 */
class LayeredEngine implements LocalEngine, BackupSource, Committer {
  readonly exclusive = true;
  version: number;
  durableVersion: number;
  readonly #base: Base;
  readonly #nowMs: () => number;
  #snapshot: Snapshot;
  /** Snapshots still held, the current one included. */
  #snapshots = 1;
  #current: Generation;
  #flushing: Generation | undefined;
  #scheduled = false;
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;
  #committedBytes = 0;
  readonly #watches = new Watches();
  /** Versions up to this one are taken: no later opening of the base gives them out. */
  #reservedVersion: number;
  #oldest: LayeredTransaction | undefined;
  #newest: LayeredTransaction | undefined;

  constructor(base: Base, nowMs: () => number) {
    this.#base = base;
    this.#nowMs = nowMs;
    const state = base.snapshot();
    this.#reservedVersion = reservedVersion(state.get(VERSION_KEY), base.name);
    this.version = this.#reservedVersion;
    this.durableVersion = this.version;
    this.#current = new Generation(this.version);
    this.#snapshot = this.#keep(state);
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

  /** The state of the base with every commit that has been acknowledged; it stays as it is until it is released. */
  async holdState(): Promise<BaseSnapshot> {
    await this.flushed();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#base.snapshot();
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
      this.#watches.fail(this.#failure);
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

  readerAt(version: number): LayeredTransaction {
    for (let reader = this.#newest; reader !== undefined; reader = reader.previous) {
      if (reader.readVersion === version) return reader;
    }
    throw new TooOld(
      `version ${version} cannot be read: only the latest, ${this.version}, and those at which open transactions read; read at the latest`,
    );
  }

  moveBehind(transaction: LayeredTransaction, other: LayeredTransaction): void {
    this.forget(transaction);
    transaction.previous = other;
    transaction.following = other.following;
    if (other.following === undefined) this.#newest = transaction;
    else other.following.previous = transaction;
    other.following = transaction;
  }

  openWatch(text: string, key: Uint8Array, value: Uint8Array | undefined): KeyWatch {
    return this.#watches.open(text, key, value);
  }

  armWatches(watches: readonly KeyWatch[], flushed: Promise<void>): void {
    for (const watch of watches) {
      if (watch.sees(this.#committed(watch.text, watch.key))) this.#watches.arm(watch);
      else watch.fire(flushed);
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
    const { writes } = transaction;
    generation.take(writes, version, this.#newest?.readVersion ?? -1, (text, key) => this.#committed(text, key));
    this.version = version;
    transaction.committedVersion = version;
    generation.lastVersion = version;
    generation.commits++;
    generation.sizeBytes += writes.heldBytes;
    this.#committedBytes += writes.heldBytes;
    const { flushed } = generation;
    if (this.#watches.someWait) {
      for (const watch of this.#watches.touchedBy(writes)) {
        if (!watch.sees(this.#committed(watch.text, watch.key))) watch.fire(flushed);
      }
    }
    while (this.#oldest !== undefined && this.#committedBytes - this.#oldest.startedBytes > MAX_HISTORY_BYTES) {
      this.#endOldest();
    }
    this.#schedule();
    return flushed;
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
    if (this.#current.commits === 0 || (this.#failure !== undefined && this.#closing === undefined)) return;
    const generation = this.#current;
    this.#current = new Generation(generation.lastVersion);
    generation.next = this.#current;
    this.#flushing = generation;
    const reserved = this.#reserve(generation);
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
    this.#reservedVersion = reserved;
    this.durableVersion = generation.lastVersion;
    generation.resolve();
    // Not at once: those who have waited for this flush and commit again come into the next one with those who wait already, instead of
    // each half waiting for the other's.
    if (this.#current.commits > 0) this.#schedule();
  }

  /** Lets a generation whose versions pass those that are taken take more; up to which, with it on disk. */
  #reserve(generation: Generation): number {
    const { lastVersion } = generation;
    if (lastVersion <= this.#reservedVersion) return this.#reservedVersion;
    const reserved = lastVersion + RESERVED_VERSIONS;
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, BigInt(reserved));
    generation.write(keyText(VERSION_KEY), VERSION_KEY, lastVersion, value, undefined, -1, true);
    return reserved;
  }

  /** Moves on to the state of the base that the flush left. */
  #advance(): void {
    const before = this.#snapshot;
    this.#snapshot = this.#keep(this.#base.snapshot());
    this.#snapshots++;
    before.release();
    while (this.#snapshots > MAX_SNAPSHOTS && this.#oldest !== undefined) this.#endOldest();
  }

  #keep(state: BaseSnapshot): Snapshot {
    return new Snapshot(state, this.#current, () => this.#snapshots--);
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
    this.#watches.fail(refusal);
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

/** Up to which version earlier openings of a base may have given them out. */
export function reservedVersion(value: Uint8Array | undefined, name: string): number {
  if (value === undefined) return 0;
  const version = value.length === 8 ? Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0)) : NaN;
  if (Number.isSafeInteger(version)) return version;
  throw new Corrupt(`${name} has no number in its record of versions (${hex(value)}): restore it from a backup`);
}

const DONE = Promise.resolve();

export function tooOld(why: string): TooOld {
  return new TooOld(`this transaction is ${why}: run it again, and split it if it takes that long by itself`);
}
