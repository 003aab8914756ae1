import type { ByteSink } from './streams.ts';

/** Longest line, in UTF-16 units; a longer one goes on in the next, so that a guest without newlines does not fill the memory. */
const MAX_LINE_UNITS = 4096;
/** Lines of one run, unless the host says otherwise: enough for any report a person reads. */
const MAX_LINES = 10_000;

/** Takes one line, without its newline. */
export type LineSink = (line: string) => void;

/**
 * Turns the bytes a guest writes to its standard output or error into lines for the host. What is no UTF-8 becomes U+FFFD. After
 * the most lines of one run, one more says so and the rest of the run is left out.
 */
export class LineOutput implements ByteSink {
  readonly #sink: LineSink;
  readonly #maxLines: number;
  #decoder = utf8Decoder();
  /** The line that is not at its end. */
  #partial = '';
  #lines = 0;

  constructor(sink: LineSink, maxLines: number = MAX_LINES) {
    this.#sink = sink;
    this.#maxLines = maxLines;
  }

  write(bytes: Uint8Array): void {
    if (this.#lines <= this.#maxLines) this.#add(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The run is over: a last line that has no newline is handed on, and lines are counted anew. */
  end(): void {
    if (this.#lines <= this.#maxLines) {
      this.#add(this.#decoder.decode());
      if (this.#partial !== '') this.#line(this.#partial);
    }
    this.#decoder = utf8Decoder();
    this.#partial = '';
    this.#lines = 0;
  }

  #add(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop()!;
    for (const line of lines) this.#long(line);
    while (this.#partial.length > MAX_LINE_UNITS) this.#partial = this.#cut(this.#partial);
  }

  #long(line: string): void {
    let rest = line;
    while (rest.length > MAX_LINE_UNITS) rest = this.#cut(rest);
    this.#line(rest);
  }

  /** Hands on as much as makes a line, without cutting a character in two, and returns the rest. */
  #cut(text: string): string {
    const last = text.charCodeAt(MAX_LINE_UNITS - 1);
    const at = last >= 0xd800 && last < 0xdc00 ? MAX_LINE_UNITS - 1 : MAX_LINE_UNITS;
    this.#line(text.slice(0, at));
    return text.slice(at);
  }

  #line(line: string): void {
    this.#lines++;
    if (this.#lines <= this.#maxLines) this.#sink(line);
    else if (this.#lines === this.#maxLines + 1) this.#sink(`over ${this.#maxLines} lines: the rest is left out`);
  }
}

function utf8Decoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}
