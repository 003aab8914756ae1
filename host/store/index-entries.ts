import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Corrupt } from './errors.ts';
import type { Index } from './index-declaration.ts';
import { continued, indexPrefix, oidsAfter, type KeyRange } from './layout.ts';
import { CODE } from './tuple-codes.ts';
import { pack, unpack } from './tuple.ts';

/*
 * An entry's key is ("i", index, value..., oid): one value for each slot of the index, or one element. A value longer than its share
 * of the key is its beginning, then the SHA-256 of all of it as two v128, whose code sorts after that of an oid and of further
 * values. So entries are ordered by value as far as the shares reach, and equal values have equal keys.
 */

/** Bytes of values in a key, at most: escaped they can take twice as much of the 1,978 a key may have. */
const KEY_VALUES_BYTES = 768;
/** Most of one value. */
const KEY_VALUE_BYTES = 512;

/** How much of each value an index has in its keys, in bytes. */
export function shareBytes(columns: number): number {
  return Math.min(KEY_VALUE_BYTES, Math.floor(KEY_VALUES_BYTES / columns));
}

/** The part of the keys that a value makes. */
function column(value: Uint8Array, share: number): Uint8Array {
  if (value.length <= share) return pack([value]);
  const digest = createHash('sha256').update(value).digest();
  const halves = [digest.subarray(0, 16), digest.subarray(16)].map((half) => ({ kind: 'v128', value: half }) as const);
  return pack([value.subarray(0, share), ...halves]);
}

/** What the keys of the entries have before the oid, for equal values of the first slots. */
export function entryPrefix(index: Index, values: readonly Uint8Array[]): Uint8Array {
  const share = shareBytes(index.slots.length);
  return Buffer.concat([indexPrefix(index.id), ...values.map((value) => column(value, share))]);
}

/** The entries whose first slots have these values. */
export function entriesWith(index: Index, values: readonly Uint8Array[]): KeyRange {
  const prefix = entryPrefix(index, values);
  if (values.length === index.slots.length) return oidsAfter(prefix);
  return { start: continued(prefix, CODE.bytes), end: continued(prefix, CODE.bytes + 1) };
}

/** What the keys of an object's entries have before the oid, given the values of the index's slots. */
export function prefixesOf(index: Index, values: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  if (values.some((value) => value === undefined)) return [];
  const there = values as readonly Uint8Array[];
  if (index.subject.tag !== 'elements') return [entryPrefix(index, there)];
  return elementsOf(there[0]!).map((element) => entryPrefix(index, [element]));
}

/** Each element of a packed tuple once, packed by itself; none of what is no packed tuple. */
function elementsOf(value: Uint8Array): Uint8Array[] {
  let tuple: ReturnType<typeof unpack>;
  try {
    tuple = unpack(value);
  } catch (error) {
    if (error instanceof Corrupt) return [];
    throw error;
  }
  const elements = new Map<string, Uint8Array>();
  for (const element of tuple) {
    const packed = pack([element]);
    elements.set(Buffer.from(packed.buffer, packed.byteOffset, packed.length).toString('latin1'), packed);
  }
  return [...elements.values()];
}

/** The object of an entry. */
export function entryOid(key: Uint8Array): bigint {
  return unpack(key).at(-1) as bigint;
}
