import { invalid, unsupported } from './invalid.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A cursor over a WebAssembly binary. Offsets count from the start of the whole binary, also in a reader made by `section`.
 * Anything malformed is a ComponentError `invalid` with the offset at which it was found.
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  get done(): boolean {
    return this.offset >= this.end;
  }

  fail(reason: string, offset = this.offset): never {
    return invalid(reason, offset);
  }

  unsupported(feature: string, offset = this.offset): never {
    return unsupported(`${feature} is not supported`, offset);
  }

  byte(what: string): number {
    if (this.offset >= this.end) this.fail(`the binary ends where ${what} should be`);
    return this.bytes[this.offset++]!;
  }

  peek(what: string): number {
    if (this.offset >= this.end) this.fail(`the binary ends where ${what} should be`);
    return this.bytes[this.offset]!;
  }

  skip(count: number, what: string): void {
    if (count > this.end - this.offset) this.fail(`the binary ends inside ${what}`);
    this.offset += count;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(what: string): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte(what);
      if (shift === 28 && byte > 0x0f) this.fail(`${what} is no 32-bit integer`, start);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return this.fail(`${what} is no 32-bit integer`, start);
  }

  /** Skips a signed LEB128 of at most `bits` bits. */
  skipSigned(bits: number, what: string): void {
    const start = this.offset;
    for (let read = 0; read < bits; read += 7) {
      if (this.byte(what) < 0x80) return;
    }
    this.fail(`${what} is no ${bits}-bit integer`, start);
  }

  /** Signed LEB128 of at most 33 bits: a type opcode when negative, an index otherwise. */
  s33(what: string): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte(what);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte >= 0x80) continue;
      return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
    return this.fail(`${what} is no 33-bit integer`, start);
  }

  name(what: string): string {
    const size = this.u32(`the size of ${what}`);
    const start = this.offset;
    this.skip(size, what);
    try {
      return utf8.decode(this.bytes.subarray(start, start + size));
    } catch {
      return this.fail(`${what} is not UTF-8`, start);
    }
  }

  /** A counted sequence. The count is checked against the bytes left first: every item takes at least one. */
  vector<T>(what: string, item: (index: number) => T): T[] {
    const start = this.offset;
    const count = this.u32(`the number of ${what}`);
    if (count > this.end - this.offset) this.fail(`${count} ${what} are announced but the binary ends before`, start);
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(item(index));
    return items;
  }

  /** A reader over the next `size` bytes, which this one steps over. */
  section(size: number, what: string): Reader {
    const start = this.offset;
    this.skip(size, what);
    return new Reader(this.bytes, start, this.offset);
  }

  expectEnd(what: string): void {
    if (this.offset !== this.end) this.fail(`${what} has ${this.end - this.offset} bytes too many`);
  }
}
