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
  unordered,
} from './tuple-codes';

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
