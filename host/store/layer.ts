import { ClearedRanges } from './cleared-ranges.ts';
import type { Mutation } from './engine.ts';
import { MUTATIONS } from './mutations.ts';
import { SortedKeys } from './sorted-keys.ts';

/** A change of a value that is not known yet. */
export interface PendingChange {
  readonly mutation: Mutation;
  readonly operand: Uint8Array;
}

/** One state of a key. */
export interface Write {
  readonly version: number;
  /** `undefined` when the key was removed. */
  readonly value: Uint8Array | undefined;
  /** Changes still to be done to the value below, in order. */
  readonly changes: readonly PendingChange[] | undefined;
  /** The write before, kept only while an open transaction may read it. */
  readonly older: Write | undefined;
}

/** A key and its writes. */
export interface Entry {
  readonly key: Uint8Array;
  newest: Write;
}

/**
 * Writes not yet in the file, by key and version: those of one flush, or those of one open transaction. A range clear and a
 * write of one version are in that order: the write stands.
 */
export class Layer {
  readonly points = new Map<string, Entry>();
  readonly order = new SortedKeys();
  cleared: ClearedRanges | undefined;

  /** Records a write; the one before is kept when its version is not above `keepUpTo`. */
  write(
    text: string,
    key: Uint8Array,
    version: number,
    value: Uint8Array | undefined,
    changes: readonly PendingChange[] | undefined,
    keepUpTo: number,
  ): void {
    const entry = this.points.get(text);
    if (entry === undefined) {
      this.points.set(text, { key, newest: { version, value, changes, older: undefined } });
      this.order.insert(text);
      return;
    }
    const before = entry.newest;
    entry.newest = { version, value, changes, older: before.version <= keepUpTo ? before : before.older };
  }

  /** Records the removal of every key from `start` (included) to `end` (excluded). */
  clear(start: string, end: string, version: number, keepUpTo: number): void {
    this.cleared ??= new ClearedRanges();
    this.cleared.add(start, end, version, keepUpTo);
  }

  /** The state of a key as of a version, or `undefined` when this layer says nothing about it. */
  find(text: string, version: number): Write | undefined {
    let write = this.points.get(text)?.newest;
    while (write !== undefined && write.version > version) write = write.older;
    if (this.cleared === undefined) return write;
    const clearedAt = this.cleared.find(text, version);
    if (clearedAt === 0 || (write !== undefined && write.version >= clearedAt)) return write;
    return { version: clearedAt, value: undefined, changes: undefined, older: undefined };
  }

  /** Version of the newest write or clear of a key; 0 when there is none. */
  changed(text: string): number {
    const written = this.points.get(text)?.newest.version ?? 0;
    return this.cleared === undefined ? written : Math.max(written, this.cleared.find(text, Infinity));
  }

  /** Whether anything from `start` (included) to `end` (excluded) was written or cleared after a version. */
  changedWithin(start: string, end: string, after: number): boolean {
    if (this.cleared?.someAfter(start, end, after)) return true;
    for (const text of this.order.ascending(start, end)) {
      if (this.points.get(text)!.newest.version > after) return true;
    }
    return false;
  }

  /** Whether this layer says anything about keys from `start` (included) to `end` (excluded). */
  touches(start: string, end: string): boolean {
    return this.order.some(start, end) || (this.cleared?.someAfter(start, end, 0) ?? false);
  }
}

/** A value with pending changes done to it. */
export function changed(value: Uint8Array | undefined, changes: readonly PendingChange[]): Uint8Array | undefined {
  for (const { mutation, operand } of changes) value = MUTATIONS[mutation](value, operand);
  return value;
}
