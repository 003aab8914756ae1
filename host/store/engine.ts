import type { Answer } from './answer.ts';

/** Largest key, in bytes: LMDB's limit at its 4 KiB page (FoundationDB allows 10,000). */
export const MAX_KEY_BYTES = 1_978;
/** Largest value, in bytes: FoundationDB's limit (LMDB's is far higher). */
export const MAX_VALUE_BYTES = 100_000;
/** Most a transaction may write, in bytes, keys and values together: FoundationDB's limit. */
export const MAX_TRANSACTION_BYTES = 10_000_000;
/** Longest life of a transaction, in milliseconds: FoundationDB's limit. Older ones fail with `TooOld`. */
export const MAX_TRANSACTION_AGE_MS = 5_000;
/** Most watches that wait at one time on an engine: FoundationDB's limit for a client, which keeps a forgotten watch from using up memory. */
export const MAX_WATCHES = 10_000;
/** Bytes of a versionstamp: the version of a commit and its place among the commits of that version, big-endian. */
export const VERSIONSTAMP_BYTES = 10;

export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * A key named by its place: the last key below `key` (or not above it, with `orEqual`), and from there `offset` keys on (or back,
 * when negative). So `{ key, orEqual: false, offset: 1 }` is the first key that is not below `key`. This is FoundationDB's.
 */
export interface KeySelector {
  readonly key: Uint8Array;
  readonly orEqual: boolean;
  readonly offset: number;
}

export interface ReadOptions {
  /** Read without a conflict range: the transaction does not fail when what it read here is changed. */
  readonly snapshot?: boolean;
}

export interface RangeOptions extends ReadOptions {
  /** Most entries to return; without it, all of them. */
  readonly limit?: number;
  /** From the end backwards. */
  readonly reverse?: boolean;
  /** Stop after the entry that makes the keys and values returned this many bytes, about. Then only an empty answer says that nothing is left. */
  readonly targetBytes?: number;
}

/**
 * Changes of a value that need not read it: FoundationDB's, byte for byte. Integers are unsigned, little-endian and as long as the
 * operand; a value of another length is cut or extended with zeros to it. A missing value becomes the operand, except by
 * `compare-and-clear`, which leaves it missing. `append-if-fits` leaves a value as it is that would pass `MAX_VALUE_BYTES`.
 */
export type Mutation =
  'add' | 'and' | 'or' | 'xor' | 'append-if-fits' | 'max' | 'min' | 'byte-max' | 'byte-min' | 'compare-and-clear';

/** Receives one conflict range: `start` included, `end` excluded. */
export type ConflictSink = (start: Uint8Array, end: Uint8Array) => void;

/** A wait for the change of a key. */
export interface Watch {
  /**
   * Resolves once the key has, on disk, another value than the watching transaction saw in it when it asked. May miss a value that
   * changes and changes back. Rejects when the transaction is not committed, the watch is cancelled or the engine fails or closes.
   */
  readonly changed: Promise<void>;
  cancel(): void;
}

/**
 * An ordered store of byte keys and byte values with serialisable transactions. Keys have 1 to `MAX_KEY_BYTES` bytes, the first of
 * them below FF, and are ordered bytewise; values have 0 to `MAX_VALUE_BYTES` bytes.
 */
export interface Engine {
  /** Whether no other process writes here while this is open: what this process saw committed last is then the latest. */
  readonly exclusive: boolean;
  /** A transaction that reads the latest state: every commit that has been acknowledged, by whomever. Throws `Unavailable` after a failure or `close`. */
  begin(): Transaction;
  /** Resolves when every commit made so far is on disk; rejects as their commits do. */
  flushed(): Promise<void>;
  /** Flushes, then releases the store. Open transactions fail with `Unavailable` from then on. */
  close(): Promise<void>;
}

/**
 * One serialisable transaction. Reads see the snapshot that it reads at and the transaction's own writes. Returned arrays
 * belong to the store and are not to be changed; arrays passed in are kept and are not to be changed afterwards.
 * Every method throws `TooOld` once the transaction is over its age, `Unavailable` once it or the engine has ended or failed, and
 * `Misuse` for a call that no state of the store could serve. Reads throw `Unreadable` where a versionstamp that the commit will make
 * could put a key or stands in a value; then the commit rejects with it too. An engine that answers by promises rejects them instead
 * of throwing.
 */
export interface Transaction {
  /** Bytes of keys and values written so far, including overwritten ones. */
  readonly writtenBytes: number;
  /** The version this transaction reads at. Versions grow with every commit, in all processes and over restarts, and stay below 2^53. */
  getReadVersion(): Answer<number>;
  /** Reads at an earlier version instead of the latest; only before the first read. Throws `TooOld` when that is not readable any more, or was never. */
  setReadVersion(version: number): void;

  /** The value at a key. Conflicts with later writes of this key. */
  get(key: Uint8Array, options?: ReadOptions): Answer<Uint8Array | undefined>;
  /** The key a selector names: the empty key when that is before the first, `FF` when it is after the last. Conflicts with writes that would have made it another. */
  getKey(selector: KeySelector, options?: ReadOptions): Answer<Uint8Array>;
  /**
   * Entries from `start` (included) to `end` (excluded), in order; none when `start` is not below `end`. Conflicts with later writes
   * inside what was read: up to the last entry when a limit ended it.
   */
  range(start: Uint8Array | KeySelector, end: Uint8Array | KeySelector, options?: RangeOptions): Answer<KeyValue[]>;
  /** Adds a read-conflict range as if it had been read. */
  addReadConflict(start: Uint8Array, end: Uint8Array): void;
  /** Adds a write-conflict range as if it had been written: others that have read in it fail. */
  addWriteConflict(start: Uint8Array, end: Uint8Array): void;
  /**
   * Names read-conflict ranges only if a commit must check them. `list` is called inside `commit`, on some engines also before writes:
   * each time it names what has been read since it last was, which is nothing that the transaction had written before.
   */
  deferReadConflicts(list: (add: ConflictSink) => void): void;

  /** Throws `TooLarge`. */
  set(key: Uint8Array, value: Uint8Array): void;
  clear(key: Uint8Array): void;
  /** Removes every key from `start` (included) to `end` (excluded). */
  clearRange(start: Uint8Array, end: Uint8Array): void;
  /** Changes the value at a key without reading it. */
  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void;
  /** Writes under a key in which the commit replaces the `VERSIONSTAMP_BYTES` at `offset` by its versionstamp. */
  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array): void;
  /** Writes a value in which the commit replaces the `VERSIONSTAMP_BYTES` at `offset` by its versionstamp. */
  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void;
  /** The next write makes no conflict for those who have read what it changes. */
  withoutWriteConflict(): void;
  /** Begins to wait, with the commit, for a change of a key. Throws `TooLarge` over `MAX_WATCHES`. */
  watch(key: Uint8Array): Watch;

  /**
   * Checks for conflicts and makes the writes visible; resolves once they, and every commit this transaction could have read, are on
   * disk: transactions begun from then on see them. It rejects with `Conflict` or `TooOld` (nothing happened), or with `Unavailable` or
   * `CommitUnknown` when the disk or the connection failed. A transaction that wrote nothing never conflicts; its promise waits only
   * for commits it could have read.
   */
  commit(): Promise<void>;
  /** The version of the commit; -1 before it, and when nothing was written. */
  readonly committedVersion: number;
  /**
   * The versionstamp of the commit, `VERSIONSTAMP_BYTES` long; it settles with the commit, so it is not to be awaited before.
   * Rejects with `Misuse` when nothing was written. Stamps are ordered as the commits are.
   */
  versionstamp(): Promise<Uint8Array>;
  /** Called when the conflict check has passed, with the version of the commit. Only for transactions that write. */
  onCommit(listener: (version: number) => void): void;
  /** Forgets the transaction. Does nothing after `commit` or `abort`. */
  abort(): void;
}

/** An engine in this process, which answers at once: code over it needs no `after`. */
export interface LocalEngine extends Engine {
  /** A transaction that reads the state as of now: every commit whose `commit()` call has returned, on disk or not. */
  begin(): LocalTransaction;
  /** Version of the newest commit; what `begin()` would read at. */
  readonly version: number;
  /** Version of the newest commit that is on disk. */
  readonly durableVersion: number;
  /** Memory held by commits that are not yet on disk, in bytes. Callers slow down by it: the engine itself never waits. */
  readonly pendingBytes: number;
}

/**
 * A transaction of a `LocalEngine`. Its `commit` has checked for conflicts and made the writes visible to the next `begin()` when the
 * call returns; the promise only waits for the disk. Listeners of `onCommit` hear inside the call, before the writes are visible.
 */
export interface LocalTransaction extends Transaction {
  /** The version this transaction reads at. */
  readonly readVersion: number;
  getReadVersion(): number;
  get(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined;
  getKey(selector: KeySelector, options?: ReadOptions): Uint8Array;
  range(start: Uint8Array | KeySelector, end: Uint8Array | KeySelector, options?: RangeOptions): KeyValue[];
}
