import {
  NULL,
  BYTES,
  TEXT,
  NESTED,
  ZERO,
  DOUBLE,
  FALSE,
  TRUE,
  REF,
  INTEGERS,
  NUMBERS,
  ELEMENT,
  ESCAPE,
  SIGN,
  ordered,
} from './tuple-codes';

// The FoundationDB tuple encoding, byte for byte as host/store/tuple.ts writes it, for the kinds that slots of the driver hold:
// null, bytes, text, tuple, integer (of 64 bits), double, false, true, a reference to an object, and vectors of i64 and f64.

export { ElementKind, TupleReader } from './tuple-reader';

/** Writes one tuple at a time into memory that is kept. */
export class TupleWriter {
  private buffer: StaticArray<u8> = new StaticArray<u8>(512);
  private length: i32 = 0;
  private depth: i32 = 0;

  /** Begins a tuple. */
  start(): this {
    this.length = 0;
    this.depth = 0;
    return this;
  }

  private reserve(more: i32): usize {
    if (this.length + more > this.buffer.length) {
      const grown = new StaticArray<u8>(max(this.buffer.length * 2, this.length + more));
      memory.copy(changetype<usize>(grown), changetype<usize>(this.buffer), this.length);
      this.buffer = grown;
    }
    return changetype<usize>(this.buffer) + this.length;
  }

  private byte(value: u8): void {
    store<u8>(this.reserve(1), value);
    this.length++;
  }

  nothing(): this {
    this.byte(NULL);
    // Inside a tuple a bare 00 is the end.
    if (this.depth > 0) this.byte(ESCAPE);
    return this;
  }

  truth(value: bool): this {
    this.byte(value ? TRUE : FALSE);
    return this;
  }

  integer(value: i64): this {
    const negative = value < 0;
    const magnitude = negative ? <u64>0 - <u64>value : <u64>value;
    let size = 0;
    for (let rest = magnitude; rest != 0; rest >>= 8) size++;
    this.byte(negative ? ZERO - <u8>size : ZERO + <u8>size);
    // A negative number is written as its complement, so that a larger magnitude sorts first.
    const bits = negative ? ~magnitude : magnitude;
    const at = this.reserve(size);
    for (let i = 0; i < size; i++) store<u8>(at + i, <u8>(bits >> (<u64>(size - 1 - i) * 8)));
    this.length += size;
    return this;
  }

  double(value: f64): this {
    return this.fixed(DOUBLE, ordered(value));
  }

  ref(oid: u64): this {
    return this.fixed(REF, oid);
  }

  integers(values: Int64Array): this {
    this.byte(INTEGERS);
    for (let i = 0; i < values.length; i++) this.fixed(ELEMENT, (<u64>unchecked(values[i])) ^ SIGN);
    this.byte(0);
    return this;
  }

  numbers(values: Float64Array): this {
    this.byte(NUMBERS);
    for (let i = 0; i < values.length; i++) this.fixed(ELEMENT, ordered(unchecked(values[i])));
    this.byte(0);
    return this;
  }

  private fixed(code: u8, bits: u64): this {
    const at = this.reserve(9);
    store<u8>(at, code);
    store<u64>(at + 1, bswap(bits));
    this.length += 9;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.byte(BYTES);
    const length = value.length;
    const at = this.reserve(length * 2 + 1);
    let to = at;
    for (let i = 0; i < length; i++) {
      const byte = unchecked(value[i]);
      store<u8>(to++, byte);
      if (byte == 0) store<u8>(to++, ESCAPE);
    }
    store<u8>(to++, 0);
    this.length += <i32>(to - at);
    return this;
  }

  /** Text as UTF-8. Half of a surrogate pair, which has no UTF-8, becomes U+FFFD. */
  text(value: string): this {
    this.byte(TEXT);
    const length = value.length;
    const at = this.reserve(length * 3 + 1);
    let to = at;
    for (let i = 0; i < length; i++) {
      let code: u32 = value.charCodeAt(i);
      if (code < 0x80) {
        store<u8>(to++, <u8>code);
        if (code == 0) store<u8>(to++, ESCAPE);
        continue;
      }
      if (code < 0x800) {
        store<u8>(to++, <u8>(0xc0 | (code >> 6)));
        store<u8>(to++, <u8>(0x80 | (code & 0x3f)));
        continue;
      }
      if (code >= 0xd800 && code < 0xe000) {
        const next: u32 = i + 1 < length ? value.charCodeAt(i + 1) : 0;
        if (code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          i++;
          store<u8>(to++, <u8>(0xf0 | (code >> 18)));
          store<u8>(to++, <u8>(0x80 | ((code >> 12) & 0x3f)));
          store<u8>(to++, <u8>(0x80 | ((code >> 6) & 0x3f)));
          store<u8>(to++, <u8>(0x80 | (code & 0x3f)));
          continue;
        }
        code = 0xfffd;
      }
      store<u8>(to++, <u8>(0xe0 | (code >> 12)));
      store<u8>(to++, <u8>(0x80 | ((code >> 6) & 0x3f)));
      store<u8>(to++, <u8>(0x80 | (code & 0x3f)));
    }
    store<u8>(to++, 0);
    this.length += <i32>(to - at);
    return this;
  }

  /** Begins a nested tuple. */
  open(): this {
    this.byte(NESTED);
    this.depth++;
    return this;
  }

  /** Ends a nested tuple. */
  close(): this {
    this.byte(0);
    this.depth--;
    return this;
  }

  /** The bytes of the tuple. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    memory.copy(bytes.dataStart, changetype<usize>(this.buffer), this.length);
    return bytes;
  }
}

/** For writing slots: one tuple at a time. */
export const packing = new TupleWriter();

/** One text as a tuple. */
export function packText(text: string): Uint8Array {
  return packing.start().text(text).finish();
}

/** One reference as a tuple. */
export function packRef(oid: u64): Uint8Array {
  return packing.start().ref(oid).finish();
}

/** One whole number as a tuple. */
export function packInteger(value: i64): Uint8Array {
  return packing.start().integer(value).finish();
}

/** Texts as a tuple. */
export function packTexts(texts: Array<string>): Uint8Array {
  packing.start();
  for (let i = 0; i < texts.length; i++) packing.text(texts[i]);
  return packing.finish();
}

/** References as a tuple. */
export function packRefs(oids: Array<u64>): Uint8Array {
  packing.start();
  for (let i = 0; i < oids.length; i++) packing.ref(oids[i]);
  return packing.finish();
}
