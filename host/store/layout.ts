import { Buffer } from 'node:buffer';
import { CODE } from './tuple-codes.ts';
import { pack, unpack } from './tuple.ts';

/*
 * Keys of the spaces in one store, as tuples; further ones belong to the kernel's parts.
 *
 *     ("o", oid, name)             a slot's value
 *     ("i", index, value..., oid)  an index entry, empty: `index-entries.ts`
 *     ("d", name)                  an index's declaration: `index-declaration.ts`
 *     ("n", "index")               the first number not yet given to an index
 *     ("u", index)                 where the building of an index goes on: the next slot's key
 *     ("e", index)                 a dropped index whose entries are still to be erased, empty
 *     ("n", "oid")                 the first oid not yet leased
 *     ("v", versionstamp)          what a task changed, for the caches of other processes: `changes.ts`
 *     ("w")                        the versionstamp up to which those have been removed
 *     ("m", process, n)            a mark of the n-th commit of a process: `commit-marks.ts`
 *     ("b", bucket) 01 key         an entry of a bucket; the key's bytes as they are
 */

/** After every key that continues a tuple: no type code is this high. */
const LAST = 0xff;

const SLOTS = pack(['o']);
export const OID_COUNTER = pack(['n', 'oid']);
export const INDEX_COUNTER = pack(['n', 'index']);
export const TRIMMED = pack(['w']);

export interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** All keys that continue a tuple. */
export function within(tuple: Uint8Array): KeyRange {
  const end = new Uint8Array(tuple.length + 1);
  end.set(tuple);
  end[tuple.length] = LAST;
  return { start: tuple, end };
}

/** Every slot of every object. */
export const ALL_SLOTS = within(SLOTS);
/** Every declaration of an index. */
export const ALL_DECLARATIONS = within(pack(['d']));
/** Every index whose entries are still to be erased. */
export const ALL_ERASURES = within(pack(['e']));
/** Every record of a change. */
export const ALL_CHANGES = within(pack(['v']));

/** Every mark of a commit. */
export const ALL_COMMIT_MARKS = within(pack(['m']));

/** The slots of one object. */
export function objectRange(oid: bigint): KeyRange {
  return within(withOid(SLOTS, oid));
}

export function slotKey(oid: bigint, name: Uint8Array): Uint8Array {
  const prefix = withOid(SLOTS, oid);
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

export function declarationKey(name: string): Uint8Array {
  return pack(['d', name]);
}

/** The index in a declaration's key. */
export function declaredName(key: Uint8Array): string {
  return unpack(key)[1] as string;
}

/** What entries of an index are under: a number, or the slot's name for one of the first format. */
export type IndexId = bigint | string;

/** Every entry of an index starts with this. */
export function indexPrefix(id: IndexId): Uint8Array {
  return pack(['i', id]);
}

export function buildKey(id: IndexId): Uint8Array {
  return pack(['u', id]);
}

export function erasureKey(id: IndexId): Uint8Array {
  return pack(['e', id]);
}

/** The index in the key of an erasure. */
export function erasedId(key: Uint8Array): IndexId {
  return unpack(key)[1] as IndexId;
}

/** Codes of the integers that an oid can be. */
const OIDS = { first: CODE.zero, end: CODE.zero + 9 };

/** The entries that have nothing but an oid after a prefix. */
export function oidsAfter(prefix: Uint8Array): KeyRange {
  return { start: continued(prefix, OIDS.first), end: continued(prefix, OIDS.end) };
}

/** A prefix with one byte behind it. */
export function continued(prefix: Uint8Array, byte: number): Uint8Array {
  const key = Buffer.allocUnsafe(prefix.length + 1);
  key.set(prefix);
  key[prefix.length] = byte;
  return key;
}

/** A prefix with an oid behind it: the tuple encoding's integer, written without its detour over bigint arithmetic. */
export function withOid(prefix: Uint8Array, oid: bigint): Uint8Array {
  const high = Number(oid >> 32n);
  const low = Number(oid & 0xffff_ffffn);
  const size = high === 0 ? numberBytes(low) : 4 + numberBytes(high);
  const key = Buffer.allocUnsafe(prefix.length + 1 + size);
  key.set(prefix);
  key[prefix.length] = CODE.zero + size;
  let at = key.length;
  for (let rest = low, i = Math.min(size, 4); i > 0; i--, rest >>>= 8) key[--at] = rest;
  for (let rest = high, i = size - 4; i > 0; i--, rest >>>= 8) key[--at] = rest;
  return key;
}

/** The oid behind a prefix of so many bytes. */
export function oidAt(key: Uint8Array, at: number): bigint {
  return readOid(key, at);
}

/** The key right after another. */
export function following(key: Uint8Array): Uint8Array {
  return continued(key, 0);
}

/** One of the marks of a process. */
export function commitMarkKey(writer: Uint8Array, commit: bigint): Uint8Array {
  return pack(['m', writer, commit]);
}

/** The keys of one bucket start with this. The 01 keeps a key's first byte from continuing the bucket's name. */
export function bucketPrefix(bucket: string): Uint8Array {
  return Buffer.concat([pack(['b', bucket]), Buffer.of(1)]);
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
