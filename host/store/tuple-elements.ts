import type { Vector } from './tuple-vectors.ts';

/** What a tuple can hold. A plain `number` is a 64-bit float, a `bigint` an integer of any size. */
export type Element =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Element[]
  | F32
  | Fixed
  | Ref
  | Uuid
  | Versionstamp
  | Vector;
export type Tuple = readonly Element[];

/** A number of 32 bits; a plain `number` is one of 64. */
export class F32 {
  readonly value: number;
  constructor(value: number) {
    this.value = Math.fround(value);
  }
}

/** An integer of a fixed width, or the 16 bytes of a v128. */
export type Fixed =
  | { readonly kind: 'i32' | 'u32'; readonly value: number }
  | { readonly kind: 'i64' | 'u64'; readonly value: bigint }
  | { readonly kind: 'v128'; readonly value: Uint8Array };

/** A reference to an object: its u64 identity. */
export class Ref {
  readonly oid: bigint;
  constructor(oid: bigint) {
    this.oid = oid;
  }
}

/** 16 bytes. */
export class Uuid {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** 12 bytes: 10 of the transaction's version, 2 of the order within it. */
export class Versionstamp {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Deepest nesting of tuples, so that hostile bytes cannot exhaust the stack. */
export const MAX_TUPLE_DEPTH = 64;
