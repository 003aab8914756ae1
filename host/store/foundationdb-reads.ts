import { Buffer } from 'node:buffer';
import type { NativeTransaction } from 'foundationdb/dist/lib/native.js';
import { END_BYTE } from './checks.ts';
import type { KeySelector, KeyValue, RangeOptions } from './engine.ts';
import type { Client } from './foundationdb-client.ts';
import type { KeySpace } from './foundationdb-keys.ts';

/** Most rows, and bytes, that the client takes as a limit: it has 32 bits for them. */
const MAX_COUNT = 0x7fffffff;
const EMPTY = new Uint8Array(0);
const END = Uint8Array.of(END_BYTE);

/** A part of a cluster, and what reaches it. */
export interface Part {
  readonly client: Client;
  readonly space: KeySpace;
}

/** Waits for what the client answers, and fails as the transaction does. */
type Answered = <T>(answer: Promise<T>) => Promise<T>;

/** What one transaction reads, within a key space, of keys that have been checked. */
export class ClusterReads {
  readonly #part: Part;
  readonly #native: NativeTransaction;
  readonly #answered: Answered;

  constructor(part: Part, native: NativeTransaction, answered: Answered) {
    this.#part = part;
    this.#native = native;
    this.#answered = answered;
  }

  get(key: Uint8Array, snapshot: boolean): Promise<Uint8Array | undefined> {
    return this.#answered(this.#native.get(this.#part.space.outer(key), snapshot));
  }

  /**
   * The key a selector names: the last of so many rows from its place on, or back. The client's own search for it counts keys of others
   * beyond the space, and those that the transaction itself has taken away by `compare-and-clear`.
   */
  async select({ key, orEqual, offset }: KeySelector, snapshot: boolean): Promise<Uint8Array> {
    const from = orEqual && key[0] !== END_BYTE ? following(key) : key;
    const isForward = offset >= 1;
    const limit = isForward ? offset : 1 - offset;
    const [low, high] = isForward ? [from, END] : [EMPTY, from];
    const rows = await this.#rows(low, high, { limit, reverse: !isForward, snapshot });
    return rows[limit - 1]?.key ?? (isForward ? END : EMPTY);
  }

  async range(
    start: Uint8Array | KeySelector,
    end: Uint8Array | KeySelector,
    options: RangeOptions,
  ): Promise<KeyValue[]> {
    // What is known already is sent at once: the writes that follow are none of it.
    if (start instanceof Uint8Array && end instanceof Uint8Array) return this.#rows(start, end, options);
    const keyOf = async (bound: Uint8Array | KeySelector): Promise<Uint8Array> =>
      bound instanceof Uint8Array ? bound : this.select(bound, options.snapshot === true);
    const [low, high] = await Promise.all([keyOf(start), keyOf(end)]);
    return this.#rows(low, high, options);
  }

  async #rows(start: Uint8Array, end: Uint8Array, options: RangeOptions): Promise<KeyValue[]> {
    const { limit = Infinity, reverse = false, snapshot = false, targetBytes = Infinity } = options;
    if (limit <= 0 || Buffer.compare(start, end) >= 0) return [];
    const { client, space } = this.#part;
    let [low, high] = [space.outerBound(start), space.outerBound(end)];
    const rows: KeyValue[] = [];
    let bytes = 0;
    for (let part = 1; ; part++) {
      const rowsLeft = Math.min(limit - rows.length, MAX_COUNT);
      // The client counts more than keys and values, so it stops at the target or before. It takes one as it is only in its exact mode.
      const [mode, count, target] =
        targetBytes === Infinity
          ? [client.StreamingMode.WantAll, rowsLeft === MAX_COUNT ? 0 : rowsLeft, 0]
          : [client.StreamingMode.Exact, rowsLeft, Math.max(1, Math.min(targetBytes - bytes, MAX_COUNT))];
      const { results, more } = await this.#answered(
        this.#native.getRange(low, false, 1, high, false, 1, count, target, mode, part, snapshot, reverse),
      );
      for (const [key, value] of results) {
        rows.push({ key: space.inner(key), value });
        bytes += key.length - space.prefix.length + value.length;
      }
      if (!more || rows.length >= limit || bytes >= targetBytes || results.length === 0) return rows;
      const last = results[results.length - 1]![0];
      if (reverse) high = last;
      else low = following(last);
    }
  }
}

/** The least key above a key. */
function following(key: Uint8Array): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}
