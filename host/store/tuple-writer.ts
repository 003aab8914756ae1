import { Buffer } from 'node:buffer';
import { TooLarge } from './errors.ts';
import { CODE, END, ESCAPE, MORE } from './tuple-codes.ts';
import {
  F32,
  MAX_TUPLE_DEPTH,
  Ref,
  Uuid,
  Versionstamp,
  type Element,
  type Fixed,
  type Tuple,
} from './tuple-elements.ts';
import { byteLength, orderF32, orderF64, SIGN_32, SIGN_64, viewOf } from './tuple-numbers.ts';
import { VECTOR_KINDS, type Vector } from './tuple-vectors.ts';

/** Most bytes of a bigint's magnitude: the length has one byte. */
const MAX_INTEGER_BYTES = 255;

const isArray = Array.isArray as (element: unknown) => element is Tuple;

/** Writes elements one after the other. */
export class Writer {
  #buffer = Buffer.allocUnsafe(64);
  #wholeView: DataView | undefined;
  #length = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Made when first asked for: most tuples have no number of fixed width. */
  get #view(): DataView {
    return (this.#wholeView ??= viewOf(this.#buffer));
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
    if (element instanceof Ref) return this.#unsigned(CODE.ref, element.oid, 'u64');
    if (element instanceof F32)
      return this.#fixed(CODE.f32, 4, (view, at) => view.setUint32(at, orderF32(element.value)));
    if (element instanceof Uuid) return this.#raw(CODE.uuid, element.bytes, 16);
    if (element instanceof Versionstamp) return this.#raw(CODE.versionstamp, element.bytes, 12);
    this.#number(element);
  }

  #number(element: Fixed): void {
    const { kind, value } = element;
    switch (kind) {
      case 'i32':
        if ((value | 0) !== value) throw outOfRange(value, kind);
        return this.#fixed(CODE.i32, 4, (view, at) => view.setUint32(at, value ^ SIGN_32));
      case 'u32':
        if (value >>> 0 !== value) throw outOfRange(value, kind);
        return this.#fixed(CODE.u32, 4, (view, at) => view.setUint32(at, value));
      case 'i64':
        if (BigInt.asIntN(64, value) !== value) throw outOfRange(value, kind);
        return this.#fixed(CODE.i64, 8, (view, at) => view.setBigUint64(at, value ^ SIGN_64));
      case 'u64':
        return this.#unsigned(CODE.u64, value, kind);
      case 'v128':
        return this.#raw(CODE.v128, value, 16);
      default:
        throw new TypeError('an object of no known kind cannot be packed');
    }
  }

  #unsigned(code: number, value: bigint, kind: string): void {
    if (BigInt.asUintN(64, value) !== value) throw outOfRange(value, kind);
    this.#fixed(code, 8, (view, at) => view.setBigUint64(at, value));
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
    let at = this.#length + size;
    for (; at - this.#length > 4; rest >>= 32n) {
      at -= 4;
      this.#buffer.writeUInt32BE(Number(rest & 0xffff_ffffn), at);
    }
    for (let low = Number(rest); at > this.#length; low >>>= 8) this.#buffer[--at] = low;
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
    this.#wholeView = undefined;
  }
}

function outOfRange(value: number | bigint, kind: string): TypeError {
  return new TypeError(`${value} is no ${kind}`);
}
