import { hex } from './bytes.ts';
import { Corrupt } from './errors.ts';
import { CODE, END, ESCAPE, MORE } from './tuple-codes.ts';
import { F32, MAX_TUPLE_DEPTH, Ref, Uuid, Versionstamp, type Element } from './tuple-elements.ts';
import { ALL_64, byteLength, SIGN_32, SIGN_64, valueF32, valueF64, viewOf } from './tuple-numbers.ts';
import { VECTOR_KINDS, type Vector } from './tuple-vectors.ts';

// A byte order mark is a character like any other.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads elements one after the other. */
export class Reader {
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
    const isLong = size === 9;
    if (isLong) {
      const byte = this.#byte();
      size = negative ? byte ^ 0xff : byte;
    }
    const at = this.#take(size);
    let value = 0n;
    for (let i = at; i < at + size; i++) value = (value << 8n) | BigInt(this.#bytes[i]!);
    if (negative) value = value - (1n << BigInt(size * 8)) + 1n;
    const magnitude = negative ? -value : value;
    // FoundationDB's Python writes the largest of 8 bytes as if it had more, and its other bindings do not.
    const isSpare = isLong && size <= 8 && magnitude !== ALL_64;
    if (isSpare || byteLength(magnitude) !== size) {
      throw this.#corrupt('has an integer longer than it needs to be', start);
    }
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
