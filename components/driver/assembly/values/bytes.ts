// Bytes between two instances of this driver, which never leave the task: little-endian, text as UTF-16 without conversion.

/** What one byte cannot say stands behind it. */
const LARGE_COUNT: i32 = 255;

/** Writes one run of bytes at a time into memory that is kept. */
export class ByteWriter {
  private buffer: ArrayBuffer = new ArrayBuffer(512);
  private length: i32 = 0;
  private view: Uint8Array = Uint8Array.wrap(this.buffer);

  start(): this {
    this.length = 0;
    return this;
  }

  private take(size: i32): usize {
    const at = this.length;
    if (at + size > this.buffer.byteLength) this.grow(at + size);
    this.length = at + size;
    return changetype<usize>(this.buffer) + at;
  }

  private grow(least: i32): void {
    const grown = new ArrayBuffer(max(this.buffer.byteLength * 2, least));
    memory.copy(changetype<usize>(grown), changetype<usize>(this.buffer), this.length);
    this.buffer = grown;
    this.view = Uint8Array.wrap(grown);
  }

  u8(value: u8): void {
    store<u8>(this.take(1), value);
  }

  /** A whole number of which most are small, in one byte or five. */
  count(value: i32): void {
    this.u8(<u8>min(value, LARGE_COUNT));
    if (value >= LARGE_COUNT) this.u32(value);
  }

  /** A number that is small as a rule: seven bits a byte, the lowest first (LEB128). */
  number(value: u64): void {
    for (; value > 0x7f; value >>= 7) this.u8((<u8>value) | 0x80);
    this.u8(<u8>value);
  }

  u32(value: u32): void {
    store<u32>(this.take(4), value);
  }

  u64(value: u64): void {
    store<u64>(this.take(8), value);
  }

  text(value: string): void {
    const size = value.length << 1;
    const at = this.take(4 + size);
    store<u32>(at, value.length);
    memory.copy(at + 4, changetype<usize>(value), size);
  }

  /** A run of memory after its size in bytes. */
  block(data: usize, size: i32): void {
    const at = this.take(4 + size);
    store<u32>(at, size);
    memory.copy(at + 4, data, size);
  }

  /** The bytes written, which hold until the next `start`: whoever gets them copies them into another instance. */
  finish(): Uint8Array {
    const view = this.view;
    store<i32>(changetype<usize>(view), this.length, offsetof<Uint8Array>('byteLength'));
    return view;
  }
}

/** Reads what a `ByteWriter` of another instance wrote. */
export class ByteReader {
  private at: usize = 0;
  private end: usize = 0;

  of(bytes: Uint8Array): this {
    this.at = bytes.dataStart;
    this.end = this.at + bytes.length;
    return this;
  }

  private take(size: i32): usize {
    const at = this.at;
    if (at + size > this.end) throw new Error('the bytes between two instances of the driver end early');
    this.at = at + size;
    return at;
  }

  u8(): u8 {
    return load<u8>(this.take(1));
  }

  count(): i32 {
    const count = <i32>this.u8();
    return count < LARGE_COUNT ? count : <i32>this.u32();
  }

  number(): u64 {
    let byte = this.u8();
    let value: u64 = byte & 0x7f;
    for (let shift: u64 = 7; byte > 0x7f; shift += 7) {
      byte = this.u8();
      value |= (<u64>(byte & 0x7f)) << shift;
    }
    return value;
  }

  u32(): u32 {
    return load<u32>(this.take(4));
  }

  u64(): u64 {
    return load<u64>(this.take(8));
  }

  /** The size in bytes of a block, which `block` reads next. */
  size(): i32 {
    return <i32>this.u32();
  }

  block(to: usize, size: i32): void {
    memory.copy(to, this.take(size), size);
  }

  text(): string {
    const length = <i32>this.u32();
    return String.UTF16.decodeUnsafe(this.take(length << 1), (<usize>length) << 1);
  }
}
