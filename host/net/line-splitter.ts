import { Buffer } from 'node:buffer';

/** Longest line, in bytes without its ending. */
export const MAX_LINE_BYTES = 4_096;

const NUL = 0;
const LF = 10;
const CR = 13;

export interface LineSink {
  line(bytes: Buffer): void;
  /** A line is too long; it is left out. Called once for each such line, before it has ended. */
  tooLong(): void;
}

/** Cuts what is sent into lines. A line ends with LF, CR LF or, as Telnet has it, CR NUL. */
export class LineSplitter {
  readonly #sink: LineSink;
  /** What has come of the line. One byte more than the longest, for the CR of its ending. */
  readonly #line = Buffer.allocUnsafe(MAX_LINE_BYTES + 1);
  #length = 0;
  #tooLong = false;
  #last = LF;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  push(bytes: Buffer): void {
    for (const byte of bytes) {
      if (byte === LF || (byte === NUL && this.#last === CR)) this.#end();
      else if (this.#length < this.#line.length) this.#line[this.#length++] = byte;
      else this.#overflow();
      this.#last = byte;
    }
  }

  #end(): void {
    const length = this.#last === CR && this.#length > 0 ? this.#length - 1 : this.#length;
    const fits = !this.#tooLong && length <= MAX_LINE_BYTES;
    const told = this.#tooLong;
    this.#length = 0;
    this.#tooLong = false;
    if (fits) this.#sink.line(Buffer.from(this.#line.subarray(0, length)));
    else if (!told) this.#sink.tooLong();
  }

  #overflow(): void {
    if (this.#tooLong) return;
    this.#tooLong = true;
    this.#sink.tooLong();
  }
}
