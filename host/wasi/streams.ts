import { hostResource } from '../component/index.ts';
import { readyPollable, type Pollable } from './poll.ts';
import { versioned, type WasiImports } from './version.ts';

/** What one `check-write` permits, and one `read` returns, in bytes: the size of writes that WASI's own convenience functions take. */
const PERMIT_BYTES = 4096;

/** Where the bytes of an output stream go. It takes all it is given at once. */
export interface ByteSink {
  write(bytes: Uint8Array): void;
}

/** `wasi:io/streams.stream-error`; nothing here fails in another way than by being at its end. */
type Result<T> =
  { readonly tag: 'ok'; readonly val: T } | { readonly tag: 'err'; readonly val: { readonly tag: 'closed' } };

const CLOSED: Result<never> = { tag: 'err', val: { tag: 'closed' } };
const DONE: Result<undefined> = { tag: 'ok', val: undefined };

function ok<T>(val: T): Result<T> {
  return { tag: 'ok', val };
}

/** `wasi:io/streams.input-stream` over bytes that are all there: it is always ready, and closed after the last of them. */
export class InputStream {
  #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }

  read(length: bigint): Result<Uint8Array> {
    if (this.#rest.length === 0) return CLOSED;
    const taken = this.#rest.subarray(0, atMost(length, PERMIT_BYTES));
    this.#rest = this.#rest.subarray(taken.length);
    return ok(taken);
  }

  skip(length: bigint): Result<bigint> {
    if (this.#rest.length === 0) return CLOSED;
    const skipped = atMost(length, this.#rest.length);
    this.#rest = this.#rest.subarray(skipped);
    return ok(BigInt(skipped));
  }
}

/** `wasi:io/streams.output-stream`. */
export class OutputStream {
  readonly #sink: ByteSink;
  #permitted = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** How many bytes may be written without asking again. */
  checkWrite(): bigint {
    this.#permitted = PERMIT_BYTES;
    return BigInt(PERMIT_BYTES);
  }

  write(bytes: Uint8Array): void {
    this.#take(bytes.length);
    this.#sink.write(bytes);
  }

  writeZeroes(length: bigint): void {
    this.#take(length);
    this.#sink.write(new Uint8Array(Number(length)));
  }

  #take(length: number | bigint): void {
    if (length > this.#permitted) {
      throw new Error(`write of ${length} bytes where check-write permitted ${this.#permitted}`);
    }
    this.#permitted -= Number(length);
  }

  /** Up to `length` bytes from the other stream. */
  splice(from: InputStream, length: bigint): Result<bigint> {
    this.checkWrite();
    const read = from.read(length);
    if (read.tag === 'err') return read;
    this.write(read.val);
    return ok(BigInt(read.val.length));
  }
}

function atMost(length: bigint, limit: number): number {
  return length < limit ? Number(length) : limit;
}

const inputStream = hostResource<InputStream>({ name: 'input-stream' });
const outputStream = hostResource<OutputStream>({ name: 'output-stream' });

/** `wasi:io/streams`. Gives no power: streams come from elsewhere. No function ever waits, since no stream is ever not ready. */
export function streams(): WasiImports {
  const read = (from: InputStream, length: bigint): Result<Uint8Array> => from.read(length);
  const skip = (from: InputStream, length: bigint): Result<bigint> => from.skip(length);
  const flush = (): Result<undefined> => DONE;
  const splice = (to: OutputStream, from: InputStream, length: bigint): Result<bigint> => to.splice(from, length);
  const subscribe = (): Pollable => readyPollable();
  return {
    [versioned('wasi:io/streams')]: {
      'input-stream': inputStream,
      '[method]input-stream.read': read,
      '[method]input-stream.blocking-read': read,
      '[method]input-stream.skip': skip,
      '[method]input-stream.blocking-skip': skip,
      '[method]input-stream.subscribe': subscribe,
      'output-stream': outputStream,
      '[method]output-stream.check-write': (to: OutputStream): Result<bigint> => ok(to.checkWrite()),
      '[method]output-stream.write': (to: OutputStream, bytes: Uint8Array): Result<undefined> => {
        to.write(bytes);
        return DONE;
      },
      '[method]output-stream.blocking-write-and-flush': (to: OutputStream, bytes: Uint8Array): Result<undefined> => {
        to.checkWrite();
        to.write(bytes);
        return DONE;
      },
      '[method]output-stream.flush': flush,
      '[method]output-stream.blocking-flush': flush,
      '[method]output-stream.subscribe': subscribe,
      '[method]output-stream.write-zeroes': (to: OutputStream, length: bigint): Result<undefined> => {
        to.writeZeroes(length);
        return DONE;
      },
      '[method]output-stream.blocking-write-zeroes-and-flush': (
        to: OutputStream,
        length: bigint,
      ): Result<undefined> => {
        to.checkWrite();
        to.writeZeroes(length);
        return DONE;
      },
      '[method]output-stream.splice': splice,
      '[method]output-stream.blocking-splice': splice,
    },
  };
}
