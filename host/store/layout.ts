import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { CODE } from './tuple-codes.ts';
import { pack, unpack } from './tuple.ts';

/*
 * Keys of the spaces in one store, as tuples; further ones belong to the kernel's parts.
 *
 *     ("o", oid, name)             a slot's value
 *     ("i", slot, value, oid)      an index entry, empty; a long value as (its beginning, its SHA-256)
 *     ("d", slot)                  an index's declaration: 01 when unique, else 00
 *     ("n", "oid")                 the first oid not yet leased
 *     ("b", bucket) 01 key         an entry of a bucket; the key's bytes as they are
 */

/** Values up to this many bytes are index keys as they are; longer ones by this much of their beginning and a hash. */
const INDEXED_VALUE_BYTES = 512;
/** After every key that continues a tuple: no type code is this high. */
const LAST = 0xff;

const SLOTS = pack(['o']);
export const OID_COUNTER = pack(['n', 'oid']);
const DECLARATIONS = pack(['d']);

export interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** All keys that continue a tuple. */
function within(tuple: Uint8Array): KeyRange {
  const end = new Uint8Array(tuple.length + 1);
  end.set(tuple);
  end[tuple.length] = LAST;
  return { start: tuple, end };
}

/** Every slot of every object. */
export const ALL_SLOTS = within(SLOTS);
/** Every declaration of an index. */
export const ALL_DECLARATIONS = within(DECLARATIONS);

/** The slots of one object. */
export function objectRange(oid: bigint): KeyRange {
  return within(objectPrefix(oid));
}

export function slotKey(oid: bigint, name: Uint8Array): Uint8Array {
  const prefix = objectPrefix(oid);
  const zeros = countZeros(name);
  const key = Buffer.allocUnsafe(prefix.length + name.length + zeros + 2);
  key.set(prefix);
  key[prefix.length] = CODE.string;
  let at = prefix.length + 1;
  if (zeros === 0) key.set(name, at);
  else {
    for (const byte of name) {
      key[at++] = byte;
      if (byte === 0) key[at++] = LAST;
    }
  }
  key[key.length - 1] = 0;
  return key;
}

/** The name in a slot's key, in UTF-8. */
export function slotName(key: Uint8Array): Uint8Array {
  const start = SLOTS.length + 1 + (key[SLOTS.length]! - CODE.zero) + 1;
  const name = key.subarray(start, key.length - 1);
  return countZeros(name) === 0 ? name : name.filter((byte, i) => byte !== LAST || name[i - 1] !== 0);
}

/** The object in a slot's key. */
export function slotOid(key: Uint8Array): bigint {
  return readOid(key, SLOTS.length);
}

export function declarationKey(slot: string): Uint8Array {
  return pack(['d', slot]);
}

/** The slot in a declaration's key. */
export function declaredSlot(key: Uint8Array): string {
  return unpack(key)[1] as string;
}

/** Every entry of one index. */
export function indexRange(slot: string): KeyRange {
  return within(pack(['i', slot]));
}

/** The entries of one value in an index. */
export function indexValueRange(slot: string, value: Uint8Array): KeyRange {
  return within(indexPrefix(slot, value));
}

export function indexKey(slot: string, value: Uint8Array, oid: bigint): Uint8Array {
  return Buffer.concat([indexPrefix(slot, value), pack([oid])]);
}

/** The object in an index entry's key. */
export function indexOid(key: Uint8Array, range: KeyRange): bigint {
  return readOid(key, range.start.length);
}

function indexPrefix(slot: string, value: Uint8Array): Uint8Array {
  if (value.length <= INDEXED_VALUE_BYTES) return pack(['i', slot, value]);
  return pack(['i', slot, [value.subarray(0, INDEXED_VALUE_BYTES), createHash('sha256').update(value).digest()]]);
}

/** The keys of one bucket start with this. The 01 keeps a key's first byte from continuing the bucket's name. */
export function bucketPrefix(bucket: string): Uint8Array {
  return Buffer.concat([pack(['b', bucket]), Buffer.of(1)]);
}

/** ("o", oid): the tuple encoding's integer, written without its detour over bigint arithmetic. */
function objectPrefix(oid: bigint): Uint8Array {
  const high = Number(oid >> 32n);
  const low = Number(oid & 0xffff_ffffn);
  const size = high === 0 ? numberBytes(low) : 4 + numberBytes(high);
  const prefix = Buffer.allocUnsafe(SLOTS.length + 1 + size);
  prefix.set(SLOTS);
  prefix[SLOTS.length] = CODE.zero + size;
  let at = prefix.length;
  for (let rest = low, i = Math.min(size, 4); i > 0; i--, rest >>>= 8) prefix[--at] = rest;
  for (let rest = high, i = size - 4; i > 0; i--, rest >>>= 8) prefix[--at] = rest;
  return prefix;
}

function numberBytes(value: number): number {
  return (32 - Math.clz32(value) + 7) >>> 3;
}

function readOid(key: Uint8Array, at: number): bigint {
  const size = key[at]! - CODE.zero;
  let oid = 0n;
  for (let i = 1; i <= size; i++) oid = (oid << 8n) | BigInt(key[at + i]!);
  return oid;
}

function countZeros(bytes: Uint8Array): number {
  let zeros = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) zeros++;
  return zeros;
}
