// The FoundationDB tuple encoding, byte for byte as host/store/tuple.ts writes it, for the kinds that slots of the driver hold:
// null, bytes, text, tuple, integer (of 64 bits), double, false, true, a reference to an object, and vectors of i64 and f64.

const NULL: u8 = 0x00;
const BYTES: u8 = 0x01;
const TEXT: u8 = 0x02;
const NESTED: u8 = 0x05;
const ZERO: u8 = 0x14;
const DOUBLE: u8 = 0x21;
const FALSE: u8 = 0x26;
const TRUE: u8 = 0x27;
const REF: u8 = 0x40;
const INTEGERS: u8 = 0x48;
const NUMBERS: u8 = 0x4b;
/** Before each element of a vector; a 00 is its end. */
const ELEMENT: u8 = 0x01;
/** After a 00 inside text or bytes, and after a null inside a nested tuple. */
const ESCAPE: u8 = 0xff;
const SIGN: u64 = 0x8000000000000000;

/** What the next element of a tuple is. */
export enum ElementKind {
  /** Nothing is left at this level. */
  End,
  Null,
  Bytes,
  Text,
  Nested,
  Integer,
  Double,
  Truth,
  Ref,
  /** A vector of whole numbers of 64 bits. */
  Integers,
  /** A vector of numbers with a fraction. */
  Numbers,
  /** A kind that no slot of the driver holds. */
  Other,
}

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

/** Reads one packed tuple in order. What it reads was written by `TupleWriter`: anything else ends the task. */
export class TupleReader {
  private at: usize = 0;
  private end: usize = 0;
  private depth: i32 = 0;

  /** Reads `size` bytes of memory, which must stay where they are meanwhile. */
  over(data: usize, size: i32): this {
    this.at = data;
    this.end = data + size;
    this.depth = 0;
    return this;
  }

  /** Reads bytes. */
  of(bytes: Uint8Array): this {
    return this.over(bytes.dataStart, bytes.length);
  }

  kind(): ElementKind {
    if (this.at >= this.end) return ElementKind.End;
    const code = load<u8>(this.at);
    if (code >= ZERO - 8 && code <= ZERO + 8) return ElementKind.Integer;
    switch (code) {
      case NULL:
        return this.depth > 0 && !(this.at + 1 < this.end && load<u8>(this.at, 1) == ESCAPE)
          ? ElementKind.End
          : ElementKind.Null;
      case BYTES:
        return ElementKind.Bytes;
      case TEXT:
        return ElementKind.Text;
      case NESTED:
        return ElementKind.Nested;
      case DOUBLE:
        return ElementKind.Double;
      case FALSE:
      case TRUE:
        return ElementKind.Truth;
      case REF:
        return ElementKind.Ref;
      case INTEGERS:
        return ElementKind.Integers;
      case NUMBERS:
        return ElementKind.Numbers;
      default:
        return ElementKind.Other;
    }
  }

  /** Whether an element is left at this level. */
  @inline
  more(): bool {
    return this.kind() != ElementKind.End;
  }

  private expect(kind: ElementKind): void {
    if (this.kind() != kind) throw new Error('a slot holds another kind of value than the driver wrote there');
  }

  private take(size: i32): usize {
    const at = this.at;
    if (at + size > this.end) throw new Error('a slot ends inside a value');
    this.at = at + size;
    return at;
  }

  nothing(): void {
    this.expect(ElementKind.Null);
    this.take(this.depth > 0 ? 2 : 1);
  }

  truth(): bool {
    this.expect(ElementKind.Truth);
    return load<u8>(this.take(1)) == TRUE;
  }

  integer(): i64 {
    this.expect(ElementKind.Integer);
    const code = <i32>load<u8>(this.take(1));
    const negative = code < <i32>ZERO;
    const size = negative ? <i32>ZERO - code : code - <i32>ZERO;
    const at = this.take(size);
    let bits: u64 = 0;
    for (let i = 0; i < size; i++) bits = (bits << 8) | (<u64>load<u8>(at + i));
    if (!negative) return <i64>bits;
    const mask: u64 = size == 8 ? ~(<u64>0) : ((<u64>1) << (<u64>size * 8)) - 1;
    return -(<i64>(~bits & mask));
  }

  double(): f64 {
    this.expect(ElementKind.Double);
    return unordered(bswap(load<u64>(this.take(9), 1)));
  }

  integers(): Int64Array {
    this.expect(ElementKind.Integers);
    const at = this.at + 1;
    const values = new Int64Array(this.vectorLength());
    for (let i = 0; i < values.length; i++) values[i] = <i64>(bswap(load<u64>(at + i * 9, 1)) ^ SIGN);
    return values;
  }

  numbers(): Float64Array {
    this.expect(ElementKind.Numbers);
    const at = this.at + 1;
    const values = new Float64Array(this.vectorLength());
    for (let i = 0; i < values.length; i++) values[i] = unordered(bswap(load<u64>(at + i * 9, 1)));
    return values;
  }

  /** Passes over a vector; how many elements it has. */
  private vectorLength(): i32 {
    let length = 0;
    this.take(1);
    while (this.at < this.end && load<u8>(this.at) == ELEMENT) {
      this.take(9);
      length++;
    }
    if (load<u8>(this.take(1)) != 0) throw new Error('a slot has a vector with a wrong mark between its elements');
    return length;
  }

  ref(): u64 {
    this.expect(ElementKind.Ref);
    return bswap(load<u64>(this.take(9), 1));
  }

  text(): string {
    this.expect(ElementKind.Text);
    const start = this.at + 1;
    const size = this.escapedSize(start);
    if (this.escapes == 0) return String.UTF8.decodeUnsafe(start, size);
    const plain = new StaticArray<u8>(<i32>size);
    const length = this.unescape(start, <i32>size, changetype<usize>(plain));
    return String.UTF8.decodeUnsafe(changetype<usize>(plain), length);
  }

  bytes(): Uint8Array {
    this.expect(ElementKind.Bytes);
    const start = this.at + 1;
    const size = <i32>this.escapedSize(start);
    const plain = new Uint8Array(size - this.escapes);
    this.unescape(start, size, plain.dataStart);
    return plain;
  }

  /** How many escapes `escapedSize` passed over. */
  private escapes: i32 = 0;

  /** Passes over text or bytes; their size, escapes included. */
  private escapedSize(start: usize): usize {
    this.escapes = 0;
    let at = start;
    for (; at < this.end; at++) {
      if (load<u8>(at) != 0) continue;
      if (at + 1 >= this.end || load<u8>(at, 1) != ESCAPE) break;
      this.escapes++;
      at++;
    }
    if (at >= this.end) throw new Error('a slot ends inside a text');
    this.at = at + 1;
    return at - start;
  }

  private unescape(start: usize, size: i32, to: usize): i32 {
    let length = 0;
    for (let i = 0; i < size; i++) {
      const byte = load<u8>(start + i);
      store<u8>(to + length++, byte);
      if (byte == 0) i++;
    }
    return length;
  }

  /** Goes into a nested tuple. */
  open(): void {
    this.expect(ElementKind.Nested);
    this.take(1);
    this.depth++;
  }

  /** Leaves a nested tuple, all of which has been read. */
  close(): void {
    this.expect(ElementKind.End);
    this.take(1);
    this.depth--;
  }
}

/** The bits of a number whose order is that of numbers. */
function ordered(value: f64): u64 {
  const bits = reinterpret<u64>(value);
  return bits & SIGN ? ~bits : bits | SIGN;
}

function unordered(bits: u64): f64 {
  return reinterpret<f64>(bits & SIGN ? bits ^ SIGN : ~bits);
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
