import { hex, keyBytes, keyText } from './bytes.ts';
import type { ConflictSink } from './engine.ts';
import { Conflict } from './errors.ts';
import type { Generation } from './generation.ts';

/** What a transaction has read, for the commit to check. */
export class ReadSet {
  readonly #keys: string[] = [];
  /** Starts and ends of ranges, alternating. */
  readonly #ranges: string[] = [];
  readonly #deferred: ((add: ConflictSink) => void)[] = [];

  get isEmpty(): boolean {
    return this.#keys.length === 0 && this.#ranges.length === 0;
  }

  addKey(text: string): void {
    this.#keys.push(text);
  }

  /** From `start` (included) to `end` (excluded). */
  addRange(start: string, end: string): void {
    if (start < end) this.#ranges.push(start, end);
  }

  defer(list: (add: ConflictSink) => void): void {
    this.#deferred.push(list);
  }

  /** Throws `Conflict` when a commit after a version, in a generation or those that follow it, wrote what was read. */
  check(first: Generation, readVersion: number): void {
    for (const list of this.#deferred) list((start, end) => this.addRange(keyText(start), keyText(end)));
    for (let layer: Generation | undefined = first; layer !== undefined; layer = layer.next) {
      if (layer.lastVersion <= readVersion) continue;
      for (const text of this.#keys) {
        if (layer.conflictVersion(text) > readVersion) throw conflict(`key ${hex(keyBytes(text))}`);
      }
      for (let i = 0; i < this.#ranges.length; i += 2) {
        const low = this.#ranges[i]!;
        const high = this.#ranges[i + 1]!;
        if (layer.conflictsAfter(low, high, readVersion)) {
          throw conflict(`the range from ${hex(keyBytes(low))} to ${hex(keyBytes(high))}`);
        }
      }
    }
  }
}

function conflict(what: string): Conflict {
  return new Conflict(`another transaction wrote ${what}, which this one had read: run this transaction again`);
}
