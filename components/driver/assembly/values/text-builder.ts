import { TextTable } from './text-table';

/** UTF-16 units a builder has room for at first: most messages fit. */
const FIRST_CAPACITY = 1024;

/**
 * Text under construction, in memory that is kept: building a message allocates only the finished string.
 *
 * Builders are shared (see the constants below), so one is emptied by `start` and must be finished before anything else
 * that uses it is called.
 */
export class TextBuilder {
  private buffer: StaticArray<u16> = new StaticArray<u16>(FIRST_CAPACITY);
  /** UTF-16 units written so far. */
  length: i32 = 0;

  /** Empties it. */
  start(): this {
    this.length = 0;
    return this;
  }

  @inline
  private reserve(more: i32): void {
    if (this.length + more > this.buffer.length) this.grow(more);
  }

  private grow(more: i32): void {
    const grown = new StaticArray<u16>(max(this.buffer.length * 2, this.length + more));
    memory.copy(changetype<usize>(grown), changetype<usize>(this.buffer), (<usize>this.length) << 1);
    this.buffer = grown;
  }

  /** Appends one UTF-16 unit. */
  unit(code: i32): this {
    this.reserve(1);
    store<u16>(changetype<usize>(this.buffer) + ((<usize>this.length) << 1), <u16>code);
    this.length++;
    return this;
  }

  /** Appends a text. */
  text(text: string): this {
    return this.units(changetype<usize>(text), text.length);
  }

  /** Appends the part of a text from `start` to before `end`. */
  part(text: string, start: i32, end: i32): this {
    return this.units(changetype<usize>(text) + ((<usize>start) << 1), end - start);
  }

  /** Appends what another builder holds from `start` to before `end`. */
  portion(other: TextBuilder, start: i32, end: i32): this {
    return this.units(changetype<usize>(other.buffer) + ((<usize>start) << 1), end - start);
  }

  /** The index of the key of a table that is what was written so far, or -1. */
  indexIn<T>(table: TextTable<T>): i32 {
    return table.indexOfUnits(changetype<usize>(this.buffer), this.length);
  }

  private units(from: usize, count: i32): this {
    this.reserve(count);
    memory.copy(changetype<usize>(this.buffer) + ((<usize>this.length) << 1), from, (<usize>count) << 1);
    this.length += count;
    return this;
  }

  /** Appends a whole number in decimal. */
  integer(value: u64): this {
    this.reserve(20);
    let digits = 1;
    for (let rest = value; rest >= 10; rest /= 10) digits++;
    let at = changetype<usize>(this.buffer) + ((<usize>(this.length + digits)) << 1);
    for (let i = 0; i < digits; i++) {
      at -= 2;
      store<u16>(at, <u16>(48 + (value % 10)));
      value /= 10;
    }
    this.length += digits;
    return this;
  }

  /** Reads one unit of what was written. */
  @inline
  at(index: i32): i32 {
    return load<u16>(changetype<usize>(this.buffer) + ((<usize>index) << 1));
  }

  /** Replaces one unit of what was written. */
  @inline
  put(index: i32, code: i32): void {
    store<u16>(changetype<usize>(this.buffer) + ((<usize>index) << 1), <u16>code);
  }

  /** Forgets what was written after `length` units. */
  cut(length: i32): void {
    this.length = length;
  }

  /** What was written, as a string. */
  finish(): string {
    return String.UTF16.decodeUnsafe(changetype<usize>(this.buffer), (<usize>this.length) << 1);
  }
}

/** For sentences and lists: what people read. */
export const prose = new TextBuilder();
/** For messages to clients, which are made of sentences. */
export const frame = new TextBuilder();
/** For messages that are made for each of several people out of one that is in `frame`. */
export const tailored = new TextBuilder();
