import { lowerBound } from './sorted-keys.ts';

/** One clear of a segment. */
interface Clear {
  readonly version: number;
  /** Version of the newest clear, this or an earlier one, that conflicts with those who have read in the segment; 0 when there is none. */
  readonly conflictVersion: number;
  readonly older: Clear | undefined;
}

/** A stretch of keys that was cleared. */
export interface ClearedSegment {
  readonly start: string;
  /** Excluded. */
  readonly end: string;
  /** That of the newest clear. */
  readonly version: number;
  readonly conflictVersion: number;
}

/**
 * Which key ranges were cleared at which versions. The key space is cut into segments, each from its own start to the next
 * one's; the first starts at the empty key.
 */
export class ClearedRanges {
  readonly #starts: string[] = [''];
  readonly #clears: (Clear | undefined)[] = [undefined];

  /**
   * Records a clear newer than all before; an older one is kept when its version is not above `keepUpTo`. With `quiet`, it makes no
   * conflict.
   */
  add(start: string, end: string, version: number, keepUpTo: number, quiet = false): void {
    if (start >= end) return;
    const first = this.#cut(start);
    const last = this.#cut(end);
    for (let i = first; i < last; i++) {
      const before = this.#clears[i];
      this.#clears[i] = {
        version,
        conflictVersion: quiet ? (before?.conflictVersion ?? 0) : version,
        older: before !== undefined && before.version > keepUpTo ? before.older : before,
      };
    }
  }

  /** The newest version, not above the given one, at which a key was cleared; 0 when there is none. */
  find(key: string, version: number): number {
    let clear = this.#clears[this.#segmentOf(key)];
    while (clear !== undefined && clear.version > version) clear = clear.older;
    return clear === undefined ? 0 : clear.version;
  }

  /** Version of the newest clear of a key that makes conflicts; 0 when there is none. */
  conflictVersion(key: string): number {
    return this.#clears[this.#segmentOf(key)]?.conflictVersion ?? 0;
  }

  /** Whether any part of `start` (included) to `end` (excluded) was cleared after a version by a clear that makes conflicts. */
  conflictsAfter(start: string, end: string, after: number): boolean {
    for (let i = this.#segmentOf(start); i < this.#starts.length && this.#starts[i]! < end; i++) {
      if ((this.#clears[i]?.conflictVersion ?? 0) > after) return true;
    }
    return false;
  }

  /** Whether any part of `start` (included) to `end` (excluded) was cleared. */
  some(start: string, end: string): boolean {
    return this.segments(start, end).next().done !== true;
  }

  /** The cleared segments that reach into `start` (included) to `end` (excluded), in order; everywhere when left out. */
  *segments(start = '', end?: string): Generator<ClearedSegment> {
    for (
      let i = this.#segmentOf(start);
      i < this.#starts.length && (end === undefined || this.#starts[i]! < end);
      i++
    ) {
      const clear = this.#clears[i];
      if (clear === undefined) continue;
      const { version, conflictVersion } = clear;
      // The last segment is never cleared: every range that was added ends where a segment starts.
      yield { start: this.#starts[i]!, end: this.#starts[i + 1]!, version, conflictVersion };
    }
  }

  /** Makes a segment start at a key; its index. */
  #cut(key: string): number {
    const index = lowerBound(this.#starts, key);
    if (this.#starts[index] === key) return index;
    this.#starts.splice(index, 0, key);
    this.#clears.splice(index, 0, this.#clears[index - 1]);
    return index;
  }

  #segmentOf(key: string): number {
    const index = lowerBound(this.#starts, key);
    return this.#starts[index] === key ? index : index - 1;
  }
}
