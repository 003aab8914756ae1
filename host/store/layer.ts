import { ClearedRanges } from './cleared-ranges.ts';
import { KeyMap } from './key-map.ts';
import { areIndependent, type PendingChange } from './pending-change.ts';
import { SortedKeys } from './sorted-keys.ts';

/** One state of a key. */
export interface Write {
  version: number;
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
  /** Version of the newest write that conflicts with those who have read the key; 0 when there is none. */
  conflictVersion: number;
}

/**
 * Writes not yet in the base, by key and version: those of one flush, or those of one open transaction. A range clear and a
 * write of one version are in that order: the write stands.
 */
export class Layer {
  readonly points = new KeyMap<Entry>();
  readonly order = new SortedKeys();
  cleared: ClearedRanges | undefined;
  /** Ranges that count as written without having been. */
  #marked: ClearedRanges | undefined;

  /** Records a write; the one before is kept when its version is not above `keepUpTo`. With `quiet`, it makes no conflict. */
  write(
    text: string,
    key: Uint8Array,
    version: number,
    value: Uint8Array | undefined,
    changes: readonly PendingChange[] | undefined,
    keepUpTo: number,
    quiet: boolean,
  ): void {
    const newest = { version, value, changes, older: undefined };
    const entry = this.points.add(text, { key, newest, conflictVersion: quiet ? 0 : version });
    if (entry === undefined) {
      this.order.insert(text);
      return;
    }
    const before = entry.newest;
    entry.newest = { version, value, changes, older: before.version <= keepUpTo ? before : before.older };
    if (!quiet) entry.conflictVersion = version;
  }

  /** Records the write of a key in a layer that is not used any more: it becomes this one's, which is most of what a commit would allocate. */
  adopt(text: string, entry: Entry, version: number, keepUpTo: number): void {
    const { key, newest, conflictVersion } = entry;
    const quiet = conflictVersion === 0;
    if (this.points.add(text, entry) !== undefined) {
      this.write(text, key, version, newest.value, newest.changes, keepUpTo, quiet);
      return;
    }
    newest.version = version;
    if (!quiet) entry.conflictVersion = version;
    this.order.insert(text);
  }

  /** Records the removal of every key from `start` (included) to `end` (excluded). With `quiet`, it makes no conflict. */
  clear(start: string, end: string, version: number, keepUpTo: number, quiet: boolean): void {
    this.cleared ??= new ClearedRanges();
    this.cleared.add(start, end, version, keepUpTo, quiet);
  }

  /** Makes the keys from `start` (included) to `end` (excluded) count as written. */
  mark(start: string, end: string, version: number): void {
    this.#marked ??= new ClearedRanges();
    this.#marked.add(start, end, version, -1);
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

  /** Version of the newest write or clear of a key that makes conflicts; 0 when there is none. */
  conflictVersion(text: string): number {
    let version = this.points.get(text)?.conflictVersion ?? 0;
    if (this.cleared !== undefined) version = Math.max(version, this.cleared.conflictVersion(text));
    if (this.#marked !== undefined) version = Math.max(version, this.#marked.conflictVersion(text));
    return version;
  }

  /** Whether anything from `start` (included) to `end` (excluded) was written or cleared after a version, and makes conflicts. */
  conflictsAfter(start: string, end: string, after: number): boolean {
    if (this.cleared?.conflictsAfter(start, end, after) || this.#marked?.conflictsAfter(start, end, after)) return true;
    for (const text of this.order.ascending(start, end)) {
      if (this.points.get(text)!.conflictVersion > after) return true;
    }
    return false;
  }

  /** What makes conflicts: ranges from `start` (included) to `end` (excluded), in no order. */
  *conflicts(): Generator<readonly [start: string, end: string]> {
    const entries = this.points.values();
    for (const [i, text] of this.points.keys().entries()) {
      if (entries[i]!.conflictVersion > 0) yield [text, `${text}\0`];
    }
    for (const ranges of [this.cleared, this.#marked]) {
      for (const { start, end, conflictVersion } of ranges?.segments() ?? [])
        if (conflictVersion > 0) yield [start, end];
    }
  }

  /** Whether this layer says anything about keys from `start` (included) to `end` (excluded). */
  touches(start: string, end: string): boolean {
    return this.order.some(start, end) || (this.cleared?.some(start, end) ?? false);
  }

  /** The parts of `start` (included) to `end` (excluded) whose keys have, by this layer, no value that is independent of the one below; in order. */
  *unsettled(start: string, end: string): Generator<readonly [start: string, end: string]> {
    let from = start;
    const settled = [...(this.cleared?.segments(start, end) ?? [])].map(
      (segment) => [segment.start, segment.end] as const,
    );
    for (const text of this.order.ascending(start, end)) {
      const { changes } = this.find(text, Infinity)!;
      if (changes === undefined || areIndependent(changes)) settled.push([text, `${text}\0`]);
    }
    settled.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [low, high] of settled) {
      if (low > from) yield [from, low];
      if (high > from) from = high;
    }
    if (from < end) yield [from, end];
  }
}
