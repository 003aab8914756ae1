const SIZE_BYTES = 5;

/** A growing WebAssembly binary. */
export class Writer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(source: Uint8Array, start = 0, end = source.length): void {
    this.#reserve(end - start);
    this.#bytes.set(source.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  u32(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** Writes a text as UTF-8, with its size in front. */
  name(text: string): void {
    const encoded = Buffer.from(text);
    this.u32(encoded.length);
    this.bytes(encoded);
  }

  /** Signed LEB128. */
  s32(value: number): void {
    let rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Makes a byte that was written another. */
  set(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  /** Writes what `content` writes, with its size in front. */
  sized(content: () => void): void {
    this.#reserve(SIZE_BYTES);
    const at = this.#length;
    this.#length += SIZE_BYTES;
    content();
    let size = this.#length - at - SIZE_BYTES;
    for (let index = 0; index < SIZE_BYTES; index++) {
      this.#bytes[at + index] = (size & 0x7f) | (index < SIZE_BYTES - 1 ? 0x80 : 0);
      size >>>= 7;
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** What was written, valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}
