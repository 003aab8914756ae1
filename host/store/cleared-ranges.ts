import { lowerBound } from './sorted-keys.ts';

/** One clear of a segment. */
interface Clear {
  readonly version: number;
  readonly older: Clear | undefined;
}

/**
 * Which key ranges were cleared at which versions. The key space is cut into segments, each from its own start to the next
 * one's; the first starts at the empty key.
 */
export class ClearedRanges {
  readonly #starts: string[] = [''];
  readonly #clears: (Clear | undefined)[] = [undefined];

  /** Records a clear newer than all before; an older one is kept when its version is not above `keepUpTo`. */
  add(start: string, end: string, version: number, keepUpTo: number): void {
    if (start >= end) return;
    const first = this.#cut(start);
    const last = this.#cut(end);
    for (let i = first; i < last; i++) {
      const before = this.#clears[i];
      this.#clears[i] = { version, older: before !== undefined && before.version > keepUpTo ? before.older : before };
    }
  }

  /** The newest version, not above the given one, at which a key was cleared; 0 when there is none. */
  find(key: string, version: number): number {
    let clear = this.#clears[this.#segmentOf(key)];
    while (clear !== undefined && clear.version > version) clear = clear.older;
    return clear === undefined ? 0 : clear.version;
  }

  /** Whether any part of `start` (included) to `end` (excluded) was cleared after a version. */
  someAfter(start: string, end: string, after: number): boolean {
    for (let i = this.#segmentOf(start); i < this.#starts.length && this.#starts[i]! < end; i++) {
      if ((this.#clears[i]?.version ?? 0) > after) return true;
    }
    return false;
  }

  /** The cleared segments in order, with the version of their newest clear; `end` is excluded. */
  *segments(): Generator<{ start: string; end: string; version: number }> {
    for (let i = 0; i < this.#starts.length; i++) {
      const clear = this.#clears[i];
      // The last segment is never cleared: every range that was added ends where a segment starts.
      if (clear !== undefined) yield { start: this.#starts[i]!, end: this.#starts[i + 1]!, version: clear.version };
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
