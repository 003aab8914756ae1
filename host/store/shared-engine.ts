import type { BackupSource, BaseSnapshot } from './base.ts';
import { MAX_TRANSACTION_AGE_MS, type Engine } from './engine.ts';
import { TooOld, Unavailable, type StoreError } from './errors.ts';
import { Generation } from './generation.ts';
import { openDatabase, type DataFile } from './lmdb-file.ts';
import { reservedVersion, tooOld, VERSION_KEY, type LocalOptions } from './local-engine.ts';
import { LayeredTransaction, type Committer } from './local-transaction.ts';
import { freshState, SharedCommits } from './shared-commits.ts';
import { Snapshot } from './snapshot.ts';
import { Watches, type KeyWatch } from './watches.ts';

/** Most bytes of commits that wait for their turn; past it, they are refused. */
const MAX_PENDING_BYTES = 256 * 1024 * 1024;
/** Most states of the file held by open transactions; past it, the oldest ends. So 32 processes fit into the reader table. */
const MAX_SNAPSHOTS = 256;
/** How often transactions past their age are looked for, in milliseconds: the longest one is kept over it. What it reads cannot be used again by the file. */
const AGE_CHECK_MS = 500;
/** How often the places of processes that have died are cleared from the reader table, in milliseconds: until then the file grows. */
const READER_CHECK_MS = 5_000;
/** How often, in milliseconds, a process whose watches wait looks whether others have committed: two reads of the file, some microseconds. */
const WATCH_POLL_MS = 5;

/** Opens a data folder that other processes on this machine may open too. Throws `Locked`, `Corrupt` or `Unavailable`. */
export async function openShared(folder: string, options: LocalOptions = {}): Promise<Engine & BackupSource> {
  const file = await openDatabase(folder, { shared: true });
  try {
    return new SharedEngine(file, options.nowMs ?? (() => performance.now()));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * One LMDB file for several processes. Each transaction reads a state of the file; whether it may commit is decided in the one write
 * transaction that LMDB has for all processes, from what was committed since that state. Reads answer at once; a commit is visible,
 * here and elsewhere, when its promise resolves.
 */
class SharedEngine implements Engine, BackupSource, Committer {
  readonly exclusive = false;
  /** Version of the state that the latest transaction began with. */
  version: number;
  readonly #file: DataFile;
  readonly #name: string;
  readonly #nowMs: () => number;
  readonly #commits: SharedCommits;
  readonly #open = new Set<LayeredTransaction>();
  /** The state the latest transactions began with, while any of them is open. */
  #current: { readonly snapshot: Snapshot; readonly version: number } | undefined;
  #following = new Generation(-1);
  #snapshots = 0;
  readonly #watches = new Watches();
  #watchedVersion = -1;
  #watching: NodeJS.Timeout | undefined;
  readonly #timers: NodeJS.Timeout[];
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(file: DataFile, nowMs: () => number) {
    this.#file = file;
    this.#name = `the store in ${file.folder}`;
    this.#nowMs = nowMs;
    const state = this.#state();
    this.version = this.#versionOf(state);
    state.release();
    this.#commits = new SharedCommits(file, this.#name, this.#watches, this.version, (error) => this.#fail(error));
    file.database.readerCheck();
    this.#timers = [
      setInterval(() => this.#endAged(), AGE_CHECK_MS).unref(),
      setInterval(() => file.database.readerCheck(), READER_CHECK_MS).unref(),
    ];
  }

  begin(): LayeredTransaction {
    if (this.#failure !== undefined) throw this.#failure;
    this.#endAged();
    const snapshot = this.#latest();
    const transaction = new LayeredTransaction(this, snapshot, this.#nowMs(), 0);
    snapshot.release();
    this.#open.add(transaction);
    return transaction;
  }

  flushed(): Promise<void> {
    return this.#commits.settled();
  }

  async holdState(): Promise<BaseSnapshot> {
    await this.flushed();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#state();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#failure ??= new Unavailable(`${this.#name} is closed: open it again`);
    this.#endAll(this.#failure);
    for (const timer of this.#timers) clearInterval(timer);
    clearInterval(this.#watching);
    await this.#commits.settled().catch(() => {});
    this.#watches.fail(this.#failure);
    await this.#file.close();
  }

  forget(transaction: LayeredTransaction): void {
    this.#open.delete(transaction);
  }

  admit(transaction: LayeredTransaction): void {
    const ageMs = this.#nowMs() - transaction.startedMs;
    if (ageMs > MAX_TRANSACTION_AGE_MS) {
      throw tooOld(`${Math.round(ageMs)} ms old; the most is ${MAX_TRANSACTION_AGE_MS}`);
    }
    if (this.#commits.pendingBytes > MAX_PENDING_BYTES) {
      throw new Unavailable(
        `${this.#commits.pendingBytes} bytes of ${this.#name} wait for the disk; the most is ${MAX_PENDING_BYTES}: slow down and retry`,
      );
    }
  }

  publish(transaction: LayeredTransaction): Promise<void> {
    return this.#commits.add(transaction);
  }

  /** A state of the file is on disk before anybody can read it. */
  durable(): Promise<void> {
    return Promise.resolve();
  }

  readerAt(version: number): LayeredTransaction {
    for (const reader of this.#open) if (reader.readVersion === version) return reader;
    throw new TooOld(
      `version ${version} cannot be read: only the latest and those at which transactions of this process read; read at the latest`,
    );
  }

  /** The order of age is that of `startedMs` here. */
  moveBehind(): void {}

  openWatch(text: string, key: Uint8Array, value: Uint8Array | undefined): KeyWatch {
    return this.#watches.open(text, key, value);
  }

  armWatches(watches: readonly KeyWatch[], committed: Promise<void>): void {
    committed.then(
      () => {
        for (const watch of watches) this.#watches.arm(watch);
        this.#watchedVersion = -1;
        this.#watching ??= setInterval(() => this.#lookForChanges(), WATCH_POLL_MS).unref();
        this.#lookForChanges();
      },
      (reason: StoreError) => {
        for (const watch of watches) watch.fail(reason);
      },
    );
  }

  #lookForChanges(): void {
    if (!this.#watches.someWait) {
      clearInterval(this.#watching);
      this.#watching = undefined;
      return;
    }
    try {
      const state = this.#state();
      try {
        const version = this.#versionOf(state);
        if (version === this.#watchedVersion) return;
        this.#watchedVersion = version;
        for (const watch of this.#watches.waiting()) {
          if (!watch.sees(state.get(watch.key))) watch.fire(Promise.resolve());
        }
      } finally {
        state.release();
      }
    } catch (error) {
      this.#fail(error as StoreError);
    }
  }

  /** The latest state, held once more. */
  #latest(): Snapshot {
    const state = this.#state();
    const version = this.#versionOf(state);
    if (this.#current?.version === version) {
      state.release();
      this.#current.snapshot.hold();
      return this.#current.snapshot;
    }
    this.#snapshots++;
    // Nothing follows the state: what others commit is only in the file.
    if (this.#following.lastVersion !== version) this.#following = new Generation(version);
    const snapshot = new Snapshot(state, this.#following, () => {
      this.#snapshots--;
      if (this.#current?.snapshot === snapshot) this.#current = undefined;
    });
    this.#current = { snapshot, version };
    this.version = version;
    while (this.#snapshots > MAX_SNAPSHOTS && this.#open.size > 0) this.#endOldest();
    return snapshot;
  }

  #state(): BaseSnapshot {
    return freshState(this.#file);
  }

  #versionOf(state: BaseSnapshot): number {
    return reservedVersion(state.get(VERSION_KEY), this.#name);
  }

  #endAged(): void {
    const nowMs = this.#nowMs();
    for (const transaction of this.#open) {
      // They are in the order in which they began, but for those that have taken the place of an older one.
      if (nowMs - transaction.startedMs <= MAX_TRANSACTION_AGE_MS) return;
      transaction.end(tooOld(`over ${MAX_TRANSACTION_AGE_MS} ms old`));
    }
  }

  #endOldest(): void {
    const [oldest] = this.#open;
    oldest!.end(tooOld('in the way of newer ones'));
  }

  #endAll(reason: StoreError): void {
    for (const transaction of this.#open) transaction.end(reason);
  }

  #fail(reason: StoreError): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.#endAll(reason);
    this.#watches.fail(reason);
  }
}
