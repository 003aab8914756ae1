import type { KeyValue } from './engine.ts';

/*
 * What a local engine needs under it: one ordered state of keys and values that is replaced as a whole, and that can still be read
 * as it was. All of transactions, versions and conflicts is above it.
 */

/** Keys from `start` (included) to `end` (excluded). */
export interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** What one write changes. */
export interface Changes {
  /** Ranges whose keys are removed, in order and apart from each other; before the writes. */
  clears(): Iterable<KeyRange>;
  /** Keys, each once and in no order, with their value; without one, they are removed. */
  writes(): Iterable<readonly [key: Uint8Array, value: Uint8Array | undefined]>;
}

export interface Base {
  /** What and where it is, for messages. */
  readonly name: string;
  /** The state as the latest write left it. Costs no more when there is much in it. */
  snapshot(): BaseSnapshot;
  /**
   * Makes the changes, all of them or none; resolves when they are on disk. One write at a time. Rejects with `Unavailable`; from
   * then on the base is not written to any more, and whether the changes were made, `latestWrite` says.
   */
  write(changes: Changes): Promise<void>;
  /** A number that every write raises; the same after a failed write as before it when that changed nothing. Throws when it cannot tell. */
  latestWrite(): bigint;
  close(): Promise<void>;
}

/** One state. Reads throw `Corrupt` or `Unavailable`. Bounds may be longer than keys can be. */
export interface BaseSnapshot {
  get(key: Uint8Array): Uint8Array | undefined;
  /** At most `limit` entries from `start` (included) to `end` (excluded), in order. */
  list(start: Uint8Array, end: Uint8Array, reverse: boolean, limit?: number): KeyValue[];
  /** A position before the first of the entries from `start` (included) to `end` (excluded). It must be closed. */
  cursor(start: Uint8Array, end: Uint8Array, reverse: boolean): Cursor;
  release(): void;
}

export interface Cursor {
  next(): KeyValue | undefined;
  close(): void;
}

/** What can be backed up while it is written to. */
export interface BackupSource {
  /** The latest state, with every commit that has been acknowledged; it stays as it is until it is released. */
  holdState(): Promise<BaseSnapshot>;
}
