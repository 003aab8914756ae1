import type { MemoryViews } from './memory.ts';
import type { StringEncoding } from './model.ts';
import {
  bytesOfLatin1OrUtf16,
  storeLatin1OrUtf16,
  storeUtf16,
  storeUtf8,
  unitsOfLatin1OrUtf16,
  unitsOfUtf8,
  UTF16_TAG,
} from './strings.ts';

/** Asks the guest for memory in place of what it gave before (0 bytes at 0: nothing); answered by a checked address. */
export type Reallocate = (old: number, oldSize: number, alignment: number, size: number) => number;

/** Where a string lies in a guest's memory, its length in the units of its encoding, tagged where that is so. */
export interface Span {
  readonly pointer: number;
  readonly units: number;
}

/**
 * Lowers a string that another guest kept in another encoding, or in one of two. A guest sees how its realloc is called, so that
 * happens as the canonical ABI says (store_string_into_range): a first guess from the length at the source, the worst case where the
 * guess fails, and then what it really takes. `units` is the length at the source, tagged where that is so.
 */
export function transcode(
  memory: MemoryViews,
  reallocate: Reallocate,
  text: string,
  units: number,
  from: StringEncoding,
  to: StringEncoding,
): Span {
  const wide = from === 'utf16' || (from === 'latin1+utf16' && units >= UTF16_TAG);
  const count = units >= UTF16_TAG && from === 'latin1+utf16' ? units - UTF16_TAG : units;
  const target = new Target(memory, reallocate, text);
  if (to === 'utf8') return target.toUtf8(count, count * (wide ? 3 : 2));
  if (to === 'utf16') return from === 'utf8' ? target.toUtf16(count) : target.exact(2, count);
  if (from !== 'latin1+utf16') return target.toLatin1OrUtf16(count);
  return wide ? target.probablyUtf16(count) : target.exact(1, count);
}

class Target {
  readonly #memory: MemoryViews;
  readonly #reallocate: Reallocate;
  readonly #text: string;

  constructor(memory: MemoryViews, reallocate: Reallocate, text: string) {
    this.#memory = memory;
    this.#reallocate = reallocate;
    this.#text = text;
  }

  /** The size is known beforehand (store_string_copy). */
  exact(unitBytes: 1 | 2, units: number): Span {
    const pointer = this.#reallocate(0, 0, 2, units * unitBytes);
    this.#store(pointer, unitBytes === 2 ? units + UTF16_TAG : units);
    return { pointer, units };
  }

  /** Hopes for ASCII (store_string_to_utf8). */
  toUtf8(guess: number, worst: number): Span {
    const text = this.#text;
    let pointer = this.#reallocate(0, 0, 1, guess);
    const ascii = leading(text, 0x80);
    for (let index = 0; index < ascii; index++) this.#memory.u8[pointer + index] = text.charCodeAt(index);
    if (ascii === text.length) return { pointer, units: guess };
    pointer = this.#reallocate(pointer, guess, 1, worst);
    const rest = text.slice(ascii);
    const restBytes = unitsOfUtf8(rest);
    storeUtf8(this.#memory, pointer + ascii, restBytes, rest);
    const size = ascii + restBytes;
    if (size < worst) pointer = this.#reallocate(pointer, worst, 1, size);
    return { pointer, units: size };
  }

  /** Hopes for a unit of UTF-16 for each byte of UTF-8 (store_utf8_to_utf16). */
  toUtf16(bytes: number): Span {
    const worst = bytes * 2;
    const units = this.#text.length;
    let pointer = this.#reallocate(0, 0, 2, worst);
    storeUtf16(this.#memory, pointer, units, this.#text);
    if (units * 2 < worst) pointer = this.#reallocate(pointer, worst, 2, units * 2);
    return { pointer, units };
  }

  /** Hopes for Latin-1 (store_string_to_latin1_or_utf16). */
  toLatin1OrUtf16(guess: number): Span {
    const text = this.#text;
    let pointer = this.#reallocate(0, 0, 2, guess);
    const narrow = leading(text, 0x100);
    for (let index = 0; index < narrow; index++) this.#memory.u8[pointer + index] = text.charCodeAt(index);
    if (narrow === text.length) {
      if (narrow < guess) pointer = this.#reallocate(pointer, guess, 2, narrow);
      return { pointer, units: narrow };
    }
    const worst = guess * 2;
    pointer = this.#reallocate(pointer, guess, 2, worst);
    const { u8 } = this.#memory;
    for (let index = narrow - 1; index >= 0; index--) {
      u8[pointer + 2 * index] = u8[pointer + index]!;
      u8[pointer + 2 * index + 1] = 0;
    }
    storeUtf16(this.#memory, pointer + 2 * narrow, text.length - narrow, text.slice(narrow));
    const size = text.length * 2;
    if (size < worst) pointer = this.#reallocate(pointer, worst, 2, size);
    return { pointer, units: text.length + UTF16_TAG };
  }

  /** The source chose UTF-16, so it is probably needed (store_probably_utf16_to_latin1_or_utf16). */
  probablyUtf16(units: number): Span {
    let pointer = this.#reallocate(0, 0, 2, units * 2);
    const tagged = unitsOfLatin1OrUtf16(this.#text);
    this.#store(pointer, tagged);
    if (tagged < UTF16_TAG) pointer = this.#reallocate(pointer, units * 2, 1, bytesOfLatin1OrUtf16(tagged));
    return { pointer, units: tagged };
  }

  #store(pointer: number, tagged: number): void {
    storeLatin1OrUtf16(this.#memory, pointer, tagged, this.#text);
  }
}

/** How many units at the start are below a bound. */
function leading(text: string, bound: number): number {
  let index = 0;
  while (index < text.length && text.charCodeAt(index) < bound) index++;
  return index;
}
