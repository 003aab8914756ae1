import { hex, keyBytes, keyText } from './bytes.ts';
import type { ConflictSink } from './engine.ts';
import { Conflict } from './errors.ts';

/** What was written by commits up to a version, and what by those after it. */
export interface Written {
  readonly lastVersion: number;
  readonly next: Written | undefined;
  /** Version of the newest write of a key that makes conflicts; 0 when there is none. */
  conflictVersion(text: string): number;
  /** Whether anything from `start` (included) to `end` (excluded) was written after a version, and makes conflicts. */
  conflictsAfter(start: string, end: string, after: number): boolean;
}

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

  /** Throws `Conflict` when a commit after a version, here or in what follows, wrote what was read. */
  check(first: Written, readVersion: number): void {
    for (const list of this.#deferred.splice(0)) list((start, end) => this.addRange(keyText(start), keyText(end)));
    for (let layer: Written | undefined = first; layer !== undefined; layer = layer.next) {
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
