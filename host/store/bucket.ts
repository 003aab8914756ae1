import { Buffer } from 'node:buffer';
import { after, type Answer, type AtOnce } from './answer.ts';
import type { KeyValue, LocalTransaction, Transaction } from './engine.ts';
import { bucketPrefix, within } from './layout.ts';
import {
  MAX_BUCKET_ENTRIES,
  MAX_BUCKET_KEY_BYTES,
  MAX_SLOT_VALUE_BYTES,
  overTaskLimit,
  type WriteError,
} from './limits.ts';

/** About the bytes of entries that are read to list their keys: the values come along. */
const KEYS_PAGE_BYTES = 1_000_000;

/** `kernel:store/bucket` over one transaction: a space of its own for each name. Which name, the grant says. */
export class Bucket {
  readonly #transaction: Transaction;
  readonly #prefix: Uint8Array;

  private constructor(transaction: Transaction, name: string) {
    this.#transaction = transaction;
    this.#prefix = bucketPrefix(name);
  }

  static within(transaction: LocalTransaction, name: string): LocalBucket;
  static within(transaction: Transaction, name: string): Bucket;
  static within(transaction: Transaction, name: string): Bucket | LocalBucket {
    return new Bucket(transaction, name);
  }

  get(key: Uint8Array): Answer<Uint8Array | undefined> {
    return isKey(key) ? this.#transaction.get(this.#stored(key)) : undefined;
  }

  set(key: Uint8Array, value: Uint8Array): WriteError | undefined {
    if (!isKey(key)) return { tag: 'bad-name', val: key.length };
    if (value.length > MAX_SLOT_VALUE_BYTES) return { tag: 'value-too-large', val: value.length };
    const stored = this.#stored(key);
    if (overTaskLimit(this.#transaction.writtenBytes, stored.length + value.length)) return { tag: 'task-too-large' };
    this.#transaction.set(stored, value);
    return undefined;
  }

  clear(key: Uint8Array): void {
    if (isKey(key)) this.#transaction.clear(this.#stored(key));
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    this.#transaction.clearRange(this.#bound(start), this.#bound(end));
  }

  range(start: Uint8Array, end: Uint8Array, limit: number, reverse: boolean): Answer<KeyValue[]> {
    const most = limit === 0 ? MAX_BUCKET_ENTRIES : Math.min(limit, MAX_BUCKET_ENTRIES);
    return after(this.#transaction.range(this.#bound(start), this.#bound(end), { limit: most, reverse }), (found) =>
      found.map(({ key, value }) => ({ key: key.subarray(this.#prefix.length), value })),
    );
  }

  /** Up to so many keys behind one, ascending; fewer when their values are large, and none only when there are no more. */
  keys(beyond: Uint8Array, limit: number): Answer<Uint8Array[]> {
    const start = Buffer.concat([this.#bound(beyond), Buffer.of(0)]);
    const { end } = within(this.#prefix);
    return after(this.#transaction.range(start, end, { limit, targetBytes: KEYS_PAGE_BYTES }), (found) =>
      found.map(({ key }) => key.subarray(this.#prefix.length)),
    );
  }

  #stored(key: Uint8Array): Uint8Array {
    return Buffer.concat([this.#prefix, key]);
  }

  /** A bound in the store's keys. One longer than any key, cut after the first byte too many, bounds the same keys. */
  #bound(key: Uint8Array): Uint8Array {
    return this.#stored(key.subarray(0, MAX_BUCKET_KEY_BYTES + 1));
  }
}

/** `Bucket` on an engine that answers at once. */
export type LocalBucket = AtOnce<Bucket>;

function isKey(key: Uint8Array): boolean {
  return key.length > 0 && key.length <= MAX_BUCKET_KEY_BYTES;
}
