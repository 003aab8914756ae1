import type { Element, Tuple } from './tuple-elements.ts';
import { Reader } from './tuple-reader.ts';
import { Writer } from './tuple-writer.ts';

export {
  F32,
  MAX_TUPLE_DEPTH,
  Ref,
  Uuid,
  Versionstamp,
  type Element,
  type Fixed,
  type Tuple,
} from './tuple-elements.ts';
export type { Vector } from './tuple-vectors.ts';

/*
 * The FoundationDB tuple encoding (github.com/apple/foundationdb, design/tuple.md), byte for byte, with kinds of our own in the
 * codes it leaves to users. The order of encoded tuples is the order of their elements: by type code, then by value.
 *
 *     null                 00           boolean              26 27
 *     bytes                01           Uuid                 30
 *     string               02           Versionstamp         33
 *     tuple (array)        05           Ref (u64)            40
 *     bigint               0B..1D       I32 U32 I64 U64 V128 41 42 43 44 45
 *     F32                  20           vectors of i32 u32 i64 u64 f32 f64: 46 47 48 49 4A 4B
 *     number (f64)         21
 *
 * Fixed-width integers are big-endian with the sign bit flipped; floats as FoundationDB orders them (negative: all bits flipped,
 * else the sign bit); v128 is its 16 bytes. A vector is its elements, each after a 01, then a 00: a prefix sorts first.
 */

/** The bytes of a tuple. Throws `TooLarge` for what the encoding has no room for, and `TypeError` for what it has no kind for. */
export function pack(tuple: Tuple): Uint8Array {
  const writer = new Writer();
  for (const element of tuple) writer.element(element, 0);
  return writer.bytes();
}

/** The elements of a packed tuple. Throws `Corrupt` for bytes that neither `pack` nor a packer of FoundationDB makes. */
export function unpack(bytes: Uint8Array): Element[] {
  const reader = new Reader(bytes);
  const tuple: Element[] = [];
  while (!reader.atEnd) tuple.push(reader.element(0));
  return tuple;
}
