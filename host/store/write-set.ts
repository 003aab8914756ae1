import { keyText } from './bytes.ts';
import { ClearedRanges } from './cleared-ranges.ts';
import { VERSIONSTAMP_BYTES, type Mutation } from './engine.ts';
import { boundText, checkKey, checkStamp, checkTransactionBytes, checkValue } from './checks.ts';
import { Layer } from './layer.ts';
import { MUTATIONS } from './mutations.ts';
import { stamped, withChange, type PendingChange } from './pending-change.ts';

/** Memory that one write takes beside its key and value, in bytes: the map's entry, three records, the key as a string. */
const WRITE_OVERHEAD_BYTES = 256;

/** A write under a key that the commit completes. */
export interface StampedKey {
  /** The number of the call. */
  readonly call: number;
  readonly key: Uint8Array;
  readonly offset: number;
  readonly value: Uint8Array;
}

/** What a transaction has written. */
export class WriteSet {
  /** The writes in the order of the calls: the version is the number of the call, from 1. */
  readonly layer = new Layer();
  stampedKeys: StampedKey[] | undefined;
  /** Starts and ends of ranges that count as written, alternating. */
  markedRanges: string[] | undefined;
  /** Bytes of keys and values in all calls. */
  sizeBytes = 0;
  #calls = 0;
  /** Whether the call under way makes no conflict, and whether the next one does not. */
  #quiet = false;
  #nextQuiet = false;
  /** Where the commit will put versionstamps. */
  #unreadable: ClearedRanges | undefined;

  get isEmpty(): boolean {
    return this.#calls === 0;
  }

  /** Memory that the writes take, in bytes. */
  get heldBytes(): number {
    return this.sizeBytes + this.#calls * WRITE_OVERHEAD_BYTES;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    checkKey(key);
    checkValue(key, value);
    this.#account(key.length + value.length);
    this.#write(keyText(key), key, value, undefined);
  }

  clear(key: Uint8Array): void {
    checkKey(key);
    this.#account(key.length);
    const text = keyText(key);
    this.#unreadable?.add(text, `${text}\0`, 0, -1);
    this.#write(text, key, undefined, undefined);
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    const low = boundText(start);
    const high = boundText(end);
    if (low >= high) {
      // As in FoundationDB, this is no write, but it is the next one.
      this.#nextQuiet = false;
      return;
    }
    this.#account(start.length + end.length);
    this.#unreadable?.add(low, high, 0, -1);
    this.layer.clear(low, high, this.#calls, -1, this.#quiet);
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    checkKey(key);
    checkValue(key, operand);
    this.#account(key.length + operand.length);
    const text = keyText(key);
    const own = this.layer.find(text, Infinity);
    if (own !== undefined && own.changes === undefined) {
      this.#write(text, key, MUTATIONS[mutation](own.value, operand), undefined);
    } else {
      this.#write(text, key, undefined, withChange(own?.changes ?? [], { mutation, operand }));
    }
  }

  /** `leastVersion` is one that the commit's will be above. */
  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array, leastVersion: number): void {
    checkKey(key);
    checkStamp(key, offset, 'key');
    checkValue(key, value);
    this.#account(key.length + value.length);
    this.stampedKeys ??= [];
    this.stampedKeys.push({ call: this.#calls, key, offset, value });
    const highest = Uint8Array.from(key).fill(0xff, offset, offset + VERSIONSTAMP_BYTES);
    this.#markUnreadable(keyText(stamped(key, offset, leastVersion)), `${keyText(highest)}\0`);
  }

  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void {
    checkKey(key);
    checkStamp(value, offset, 'value');
    checkValue(key, value);
    this.#account(key.length + value.length);
    const text = keyText(key);
    this.#markUnreadable(text, `${text}\0`);
    this.#write(text, key, undefined, [{ mutation: 'stamp', operand: value, offset }]);
  }

  /** Makes a range count as written. */
  mark(start: Uint8Array, end: Uint8Array): void {
    const low = boundText(start);
    const high = boundText(end);
    if (low >= high) return;
    this.#count(start.length + end.length);
    this.markedRanges ??= [];
    this.markedRanges.push(low, high);
  }

  /** Lets the next write make no conflict. */
  withoutConflict(): void {
    this.#nextQuiet = true;
  }

  /** Whether what is at a key is settled only by the commit. */
  isUnreadable(text: string): boolean {
    return this.#unreadable !== undefined && this.#unreadable.find(text, Infinity) > 0;
  }

  /** Whether what is from `start` (included) to `end` (excluded) is settled only by the commit. */
  isUnreadableWithin(start: string, end: string): boolean {
    return this.#unreadable !== undefined && this.#unreadable.conflictsAfter(start, end, 0);
  }

  /** Counts one write. */
  #account(bytes: number): void {
    this.#count(bytes);
    this.#quiet = this.#nextQuiet;
    this.#nextQuiet = false;
  }

  #count(bytes: number): void {
    checkTransactionBytes(this.sizeBytes + bytes);
    this.sizeBytes += bytes;
    this.#calls++;
  }

  #write(
    text: string,
    key: Uint8Array,
    value: Uint8Array | undefined,
    changes: readonly PendingChange[] | undefined,
  ): void {
    this.layer.write(text, key, this.#calls, value, changes, -1, this.#quiet);
  }

  #markUnreadable(start: string, end: string): void {
    this.#unreadable ??= new ClearedRanges();
    this.#unreadable.add(start, end, this.#calls, -1);
  }
}
