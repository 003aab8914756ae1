/** Largest key, in bytes: LMDB's limit at its 4 KiB page (FoundationDB allows 10,000). */
export const MAX_KEY_BYTES = 1_978;
/** Largest value, in bytes: FoundationDB's limit (LMDB's is far higher). */
export const MAX_VALUE_BYTES = 100_000;
/** Most a transaction may write, in bytes, keys and values together: FoundationDB's limit. */
export const MAX_TRANSACTION_BYTES = 10_000_000;
/** Longest life of a transaction, in milliseconds: FoundationDB's limit. Older ones fail with `TooOld`. */
export const MAX_TRANSACTION_AGE_MS = 5_000;

export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface RangeOptions {
  /** Most entries to return; without it, all of them. */
  readonly limit?: number;
  /** From the end backwards. */
  readonly reverse?: boolean;
  /** Read without a conflict range: the transaction does not fail when what it read here is changed. */
  readonly snapshot?: boolean;
}

/** Receives one read-conflict range: `start` included, `end` excluded. */
export type ConflictSink = (start: Uint8Array, end: Uint8Array) => void;

/**
 * An ordered store of byte keys and byte values with serialisable transactions. Keys have 1 to `MAX_KEY_BYTES` bytes and
 * are ordered bytewise; values have 0 to `MAX_VALUE_BYTES` bytes.
 */
export interface Engine {
  /** A transaction that reads the state as of now: every commit whose `commit()` call has returned. Throws `Unavailable` after a failure or `close`. */
  begin(): Transaction;
  /** Version of the newest commit; what `begin()` would read at. Grows by at least one with each commit that writes. */
  readonly version: number;
  /** Version of the newest commit that is on disk. */
  readonly durableVersion: number;
  /** Memory held by commits that are not yet on disk, in bytes. Callers slow down by it: the engine itself never waits. */
  readonly pendingBytes: number;
  /** Resolves when every commit made so far is on disk; rejects as their commits do. */
  flushed(): Promise<void>;
  /** Flushes, then releases the store. Open transactions fail with `Unavailable` from then on. */
  close(): Promise<void>;
}

/**
 * One serialisable transaction. Reads see the snapshot taken by `begin` and the transaction's own writes. Returned arrays
 * belong to the store and are not to be changed; arrays passed in are kept and are not to be changed afterwards.
 * Every method throws `TooOld` once the transaction is over its age and `Unavailable` once the engine has failed.
 */
export interface Transaction {
  /** The version this transaction reads at. */
  readonly readVersion: number;
  /** Bytes of keys and values written so far, including overwritten ones. */
  readonly writtenBytes: number;

  /** The value at a key. Conflicts with later writes of this key. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Entries from `start` (included) to `end` (excluded), in order. Conflicts with later writes inside what was read: up to the last entry when `limit` ended it. */
  range(start: Uint8Array, end: Uint8Array, options?: RangeOptions): KeyValue[];
  /** Adds a read-conflict range as if it had been read. */
  addReadConflict(start: Uint8Array, end: Uint8Array): void;
  /** Names read-conflict ranges only if a commit must check them; `list` is called at most once, inside `commit`. */
  deferReadConflicts(list: (add: ConflictSink) => void): void;

  /** Throws `TooLarge`. */
  set(key: Uint8Array, value: Uint8Array): void;
  clear(key: Uint8Array): void;
  /** Removes every key from `start` (included) to `end` (excluded). */
  clearRange(start: Uint8Array, end: Uint8Array): void;
  /** Adds to the little-endian 64-bit integer at a key, modulo 2^64, without reading it; a missing value counts as 0, one of another length is truncated or zero-extended. */
  add(key: Uint8Array, delta: bigint): void;

  /**
   * Checks for conflicts and makes the writes visible to the next `begin()`, both before this call returns; the promise
   * resolves once the writes, and every commit this transaction could have read, are on disk. It rejects with `Conflict` or
   * `TooOld` (nothing happened, and nothing became visible), or with `Unavailable` or `CommitUnknown` when the disk failed.
   * A transaction that wrote nothing never conflicts; its promise waits only for commits it could have read.
   */
  commit(): Promise<void>;
  /** Called inside `commit`, after the conflict check has passed and before the writes are visible, with the version they get. Only for transactions that write. */
  onCommit(listener: (version: number) => void): void;
  /** Forgets the transaction. Does nothing after `commit` or `abort`. */
  abort(): void;
}
