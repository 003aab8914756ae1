/** Most keys in one block: a splice moves at most this many pointers, and a block's search takes 8 comparisons. */
const BLOCK_KEYS = 256;

/**
 * A set of distinct strings in order, built for much insertion and little scanning: insertions wait unordered until the
 * first scan. Strings hold one byte in each code unit, so their order is the order of bytes.
 */
export class SortedKeys {
  #blocks: string[][] = [];
  #waiting: string[] = [];

  /** Adds a key that is not in the set. */
  insert(key: string): void {
    this.#waiting.push(key);
  }

  /** Keys from `start` (included) to `end` (excluded), ascending. The set must not change while it is iterated. */
  *ascending(start: string, end: string): Generator<string, undefined> {
    this.#order();
    for (let b = this.#blockOf(start); b < this.#blocks.length; b++) {
      const block = this.#blocks[b]!;
      for (let i = lowerBound(block, start); i < block.length; i++) {
        if (block[i]! >= end) return;
        yield block[i]!;
      }
    }
  }

  /** Keys below `end` (excluded) down to `start` (included), descending. The set must not change while it is iterated. */
  *descending(start: string, end: string): Generator<string, undefined> {
    this.#order();
    for (let b = Math.min(this.#blockOf(end), this.#blocks.length - 1); b >= 0; b--) {
      const block = this.#blocks[b]!;
      for (let i = lowerBound(block, end) - 1; i >= 0; i--) {
        if (block[i]! < start) return;
        yield block[i]!;
      }
    }
  }

  /** Whether any key lies from `start` (included) to `end` (excluded). */
  some(start: string, end: string): boolean {
    this.#order();
    const block = this.#blocks[this.#blockOf(start)];
    if (block === undefined) return false;
    const key = block[lowerBound(block, start)];
    return key !== undefined && key < end;
  }

  #order(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting.sort(compare);
    this.#waiting = [];
    if (this.#blocks.length === 0) {
      for (let i = 0; i < waiting.length; i += BLOCK_KEYS / 2) this.#blocks.push(waiting.slice(i, i + BLOCK_KEYS / 2));
      return;
    }
    for (const key of waiting) {
      const b = Math.min(this.#blockOf(key), this.#blocks.length - 1);
      const block = this.#blocks[b]!;
      block.splice(lowerBound(block, key), 0, key);
      if (block.length > BLOCK_KEYS) this.#blocks.splice(b + 1, 0, block.splice(BLOCK_KEYS / 2));
    }
  }

  /** Index of the first block whose last key is not below `key`. */
  #blockOf(key: string): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle]!;
      if (block[block.length - 1]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Index of the first element not below `key`. */
export function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
