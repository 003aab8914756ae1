import { Buffer } from 'node:buffer';
import { hex } from './bytes.ts';
import { Corrupt, TooLarge } from './errors.ts';
import { byteLength, orderF32, orderF64, SIGN_32, SIGN_64, valueF32, valueF64, viewOf } from './tuple-numbers.ts';
import { VECTOR_KINDS, type Vector } from './tuple-vectors.ts';

/**
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
/** Most bytes of a bigint's magnitude: the length has one byte. */
const MAX_INTEGER_BYTES = 255;

const CODE = {
  null: 0x00,
  bytes: 0x01,
  string: 0x02,
  tuple: 0x05,
  negative: 0x0b,
  zero: 0x14,
  positive: 0x1d,
  f32: 0x20,
  f64: 0x21,
  false: 0x26,
  true: 0x27,
  uuid: 0x30,
  versionstamp: 0x33,
  ref: 0x40,
  i32: 0x41,
  u32: 0x42,
  i64: 0x43,
  u64: 0x44,
  v128: 0x45,
  /** The first of the vectors, which follow each other as `VECTOR_KINDS` lists them. */
  vectors: 0x46,
} as const;
// A byte order mark is a character like any other.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const isArray = Array.isArray as (element: unknown) => element is Tuple;
/** After a 00 inside text or bytes, and after a null inside a nested tuple. */
const ESCAPE = 0xff;
const MORE = 0x01;
const END = 0x00;

/** The bytes of a tuple. Throws `TooLarge` for what the encoding has no room for, and `TypeError` for what it has no kind for. */
export function pack(tuple: Tuple): Uint8Array {
  const writer = new Writer();
  for (const element of tuple) writer.element(element, 0);
  return writer.bytes();
}

/** The elements of a packed tuple. Throws `Corrupt` for any bytes that `pack` does not make. */
export function unpack(bytes: Uint8Array): Element[] {
  const reader = new Reader(bytes);
  const tuple: Element[] = [];
  while (!reader.atEnd) tuple.push(reader.element(0));
  return tuple;
}

class Writer {
  #buffer = Buffer.allocUnsafe(64);
  #view = viewOf(this.#buffer);
  #length = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  element(element: Element, depth: number): void {
    switch (typeof element) {
      case 'string':
        if (!element.isWellFormed())
          throw new TypeError('a string with a lone surrogate cannot be packed: it has no UTF-8');
        this.#byte(CODE.string);
        return this.#escaped(Buffer.from(element, 'utf8'));
      case 'bigint':
        return this.#integer(element);
      case 'number':
        return this.#fixed(CODE.f64, 8, (view, at) => view.setBigUint64(at, orderF64(element)));
      case 'boolean':
        return this.#byte(element ? CODE.true : CODE.false);
      case 'object':
        return this.#object(element, depth);
      default:
        throw new TypeError(`a ${typeof element} cannot be packed`);
    }
  }

  #object(element: Exclude<Element, string | bigint | number | boolean>, depth: number): void {
    if (element === null) {
      this.#byte(CODE.null);
      // Inside a tuple a bare 00 is the end.
      if (depth > 0) this.#byte(ESCAPE);
      return;
    }
    if (element instanceof Uint8Array) {
      this.#byte(CODE.bytes);
      return this.#escaped(element);
    }
    if (isArray(element)) {
      if (depth === MAX_TUPLE_DEPTH) throw new TooLarge(`a tuple is nested over ${MAX_TUPLE_DEPTH} deep: flatten it`);
      this.#byte(CODE.tuple);
      for (const inner of element) this.element(inner, depth + 1);
      return this.#byte(END);
    }
    if (ArrayBuffer.isView(element)) return this.#vector(element);
    if (element instanceof Ref) return this.#fixed(CODE.ref, 8, (view, at) => view.setBigUint64(at, element.oid));
    if (element instanceof F32)
      return this.#fixed(CODE.f32, 4, (view, at) => view.setUint32(at, orderF32(element.value)));
    if (element instanceof Uuid) return this.#raw(CODE.uuid, element.bytes, 16);
    if (element instanceof Versionstamp) return this.#raw(CODE.versionstamp, element.bytes, 12);
    switch (element.kind) {
      case 'i32':
        return this.#fixed(CODE.i32, 4, (view, at) => view.setUint32(at, element.value ^ SIGN_32));
      case 'u32':
        return this.#fixed(CODE.u32, 4, (view, at) => view.setUint32(at, element.value));
      case 'i64':
        return this.#fixed(CODE.i64, 8, (view, at) => view.setBigUint64(at, element.value ^ SIGN_64));
      case 'u64':
        return this.#fixed(CODE.u64, 8, (view, at) => view.setBigUint64(at, element.value));
      case 'v128':
        return this.#raw(CODE.v128, element.value, 16);
      default:
        throw new TypeError('an object of no known kind cannot be packed');
    }
  }

  #integer(value: bigint): void {
    const magnitude = value < 0n ? -value : value;
    const size = byteLength(magnitude);
    if (size > MAX_INTEGER_BYTES) throw new TooLarge(`an integer of ${size} bytes: the most is ${MAX_INTEGER_BYTES}`);
    if (size <= 8) this.#byte(value < 0n ? CODE.zero - size : CODE.zero + size);
    else {
      this.#byte(value < 0n ? CODE.negative : CODE.positive);
      this.#byte(value < 0n ? size ^ 0xff : size);
    }
    // A negative number is written as its complement, so that a larger magnitude sorts first.
    let rest = value < 0n ? value + (1n << BigInt(size * 8)) - 1n : value;
    this.#reserve(size);
    for (let i = this.#length + size - 1; i >= this.#length; i--) {
      this.#buffer[i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    this.#length += size;
  }

  #vector(vector: Vector): void {
    const index = VECTOR_KINDS.findIndex((kind) => kind.matches(vector));
    const kind = VECTOR_KINDS[index];
    if (kind === undefined) throw new TypeError('a vector of no known kind cannot be packed');
    this.#reserve(2 + vector.length * (kind.sizeBytes + 1));
    this.#buffer[this.#length++] = CODE.vectors + index;
    for (let i = 0; i < vector.length; i++) {
      this.#buffer[this.#length++] = MORE;
      kind.write(this.#view, this.#length, vector, i);
      this.#length += kind.sizeBytes;
    }
    this.#buffer[this.#length++] = END;
  }

  #fixed(code: number, size: number, put: (view: DataView, at: number) => void): void {
    this.#reserve(size + 1);
    this.#buffer[this.#length] = code;
    put(this.#view, this.#length + 1);
    this.#length += size + 1;
  }

  #raw(code: number, bytes: Uint8Array, size: number): void {
    if (bytes.length !== size) throw new TypeError(`${bytes.length} bytes where the kind has ${size}`);
    this.#reserve(size + 1);
    this.#buffer[this.#length] = code;
    this.#buffer.set(bytes, this.#length + 1);
    this.#length += size + 1;
  }

  #escaped(bytes: Uint8Array): void {
    this.#reserve(bytes.length * 2 + 1);
    for (const byte of bytes) {
      this.#buffer[this.#length++] = byte;
      if (byte === 0) this.#buffer[this.#length++] = ESCAPE;
    }
    this.#buffer[this.#length++] = END;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
    this.#view = viewOf(grown);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  element(depth: number): Element {
    const start = this.#at;
    const code = this.#byte();
    if (code >= CODE.negative && code <= CODE.positive) return this.#integer(code);
    switch (code) {
      case CODE.null:
        if (depth > 0) this.#byte();
        return null;
      case CODE.bytes:
        return this.#escaped();
      case CODE.string:
        return this.#string();
      case CODE.tuple:
        return this.#tuple(depth);
      case CODE.f32:
        return new F32(valueF32(this.#view.getUint32(this.#take(4))));
      case CODE.f64:
        return valueF64(this.#view.getBigUint64(this.#take(8)));
      case CODE.false:
        return false;
      case CODE.true:
        return true;
      case CODE.uuid:
        return new Uuid(this.#raw(16));
      case CODE.versionstamp:
        return new Versionstamp(this.#raw(12));
      case CODE.ref:
        return new Ref(this.#view.getBigUint64(this.#take(8)));
      case CODE.i32:
        return { kind: 'i32', value: this.#view.getUint32(this.#take(4)) ^ SIGN_32 };
      case CODE.u32:
        return { kind: 'u32', value: this.#view.getUint32(this.#take(4)) };
      case CODE.i64:
        return { kind: 'i64', value: BigInt.asIntN(64, this.#view.getBigUint64(this.#take(8)) ^ SIGN_64) };
      case CODE.u64:
        return { kind: 'u64', value: this.#view.getBigUint64(this.#take(8)) };
      case CODE.v128:
        return { kind: 'v128', value: this.#raw(16) };
      default: {
        const kind = VECTOR_KINDS[code - CODE.vectors];
        if (kind !== undefined) return this.#vector(kind);
        throw this.#corrupt(`has no kind with code ${code.toString(16)}`, start);
      }
    }
  }

  #integer(code: number): bigint {
    const start = this.#at - 1;
    const negative = code < CODE.zero;
    let size = Math.abs(code - CODE.zero);
    if (size === 9) {
      const byte = this.#byte();
      size = negative ? byte ^ 0xff : byte;
      if (size <= 8) throw this.#corrupt('has an integer longer than it needs to be', start);
    }
    const at = this.#take(size);
    let value = 0n;
    for (let i = at; i < at + size; i++) value = (value << 8n) | BigInt(this.#bytes[i]!);
    if (negative) value = value - (1n << BigInt(size * 8)) + 1n;
    if (byteLength(negative ? -value : value) !== size)
      throw this.#corrupt('has an integer longer than it needs to be', start);
    return value;
  }

  #string(): string {
    const start = this.#at - 1;
    try {
      return UTF8.decode(this.#escaped());
    } catch (error) {
      if (error instanceof Corrupt) throw error;
      throw this.#corrupt('has text that is not UTF-8', start);
    }
  }

  #escaped(): Uint8Array {
    const bytes = this.#bytes;
    const start = this.#at;
    let zero = bytes.indexOf(0, start);
    if (zero >= 0 && bytes[zero + 1] !== ESCAPE) {
      this.#at = zero + 1;
      return bytes.slice(start, zero);
    }
    const parts: number[] = [];
    for (let at = start; ; at = zero + 2) {
      zero = bytes.indexOf(0, at);
      if (zero < 0) throw this.#corrupt('ends inside text or bytes', start - 1);
      for (let i = at; i < zero; i++) parts.push(bytes[i]!);
      if (bytes[zero + 1] !== ESCAPE) break;
      parts.push(0);
    }
    this.#at = zero + 1;
    return Uint8Array.from(parts);
  }

  #tuple(depth: number): Element[] {
    const start = this.#at - 1;
    if (depth === MAX_TUPLE_DEPTH) throw this.#corrupt(`is nested over ${MAX_TUPLE_DEPTH} deep`, start);
    const tuple: Element[] = [];
    for (;;) {
      if (this.atEnd) throw this.#corrupt('ends inside a nested tuple', start);
      if (this.#bytes[this.#at] === END && this.#bytes[this.#at + 1] !== ESCAPE) break;
      tuple.push(this.element(depth + 1));
    }
    this.#at++;
    return tuple;
  }

  #vector(kind: (typeof VECTOR_KINDS)[number]): Vector {
    const start = this.#at;
    let count = 0;
    let mark = this.#byte();
    for (; mark === MORE; mark = this.#byte()) {
      this.#take(kind.sizeBytes);
      count++;
    }
    if (mark !== END) throw this.#corrupt('has a vector with a wrong mark between elements', start - 1);
    const vector = kind.make(count);
    for (let i = 0; i < count; i++) kind.read(this.#view, start + 1 + i * (kind.sizeBytes + 1), vector, i);
    return vector;
  }

  #raw(size: number): Uint8Array {
    const at = this.#take(size);
    return this.#bytes.slice(at, at + size);
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  /** Passes over bytes; where they start. */
  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw this.#corrupt(`ends early: ${size} bytes missing`, at);
    this.#at += size;
    return at;
  }

  #corrupt(what: string, at: number): Corrupt {
    return new Corrupt(`the packed tuple ${hex(this.#bytes)} ${what}, at byte ${at}: it was not made by this encoding`);
  }
}
