import { MAX_VALUE_BYTES } from './limits.ts';
import type { MemoryViews } from './memory.ts';

/** Asks the guest for memory: alignment and size in bytes, answered by a checked address. */
export type Allocate = (alignment: number, size: number) => number;

/** Marks a string of `latin1+utf16` as UTF-16 (canonical ABI: utf16_tag). */
const UTF16_TAG = 0x8000_0000;

/**
 * Up to this many units a loop of `fromCharCode` or `charCodeAt` beats a call into Node (measured: such a call costs about 55 ns,
 * whatever the length).
 */
const LOOP_UNITS = 20;
/** Up to this many units a string is first tried as Latin-1, which V8 keeps in half the space and compares faster. */
const NARROW_UNITS = 64;
/** Up to this many units a loop copies a string between memories faster than a call into the engine does. */
const COPY_UNITS = 40;
/** The lowest surrogate: units below, and so any of their bitwise sums below, are whole characters. */
const SURROGATES = 0xd800;

const narrow = Buffer.alloc(NARROW_UNITS);

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function tooLong(): never {
  throw new Error(`a string of over ${MAX_VALUE_BYTES} bytes`);
}

function expectWellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Error('a string of UTF-16 holds half of a surrogate pair');
  return text;
}

function liftWideUtf16(memory: MemoryViews, pointer: number, units: number): string {
  return expectWellFormed(memory.node.toString('utf16le', pointer, pointer + units * 2));
}

export function liftUtf16(memory: MemoryViews, pointer: number, units: number): string {
  memory.checkString(pointer, units * 2, 2);
  if (units > NARROW_UNITS) return liftWideUtf16(memory, pointer, units);
  const { u16 } = memory;
  let at = pointer >>> 1;
  if (units > LOOP_UNITS) {
    let bits = 0;
    for (let index = 0; index < units; index++) {
      const unit = u16[at + index]!;
      bits |= unit;
      narrow[index] = unit;
    }
    return bits > 0xff ? liftWideUtf16(memory, pointer, units) : narrow.toString('latin1', 0, units);
  }
  const end = at + units;
  let text = '';
  let bits = 0;
  for (; at + 4 <= end; at += 4) {
    const a = u16[at]!;
    const b = u16[at + 1]!;
    const c = u16[at + 2]!;
    const d = u16[at + 3]!;
    bits |= a | b | c | d;
    text += String.fromCharCode(a, b, c, d);
  }
  for (; at < end; at++) {
    const unit = u16[at]!;
    bits |= unit;
    text += String.fromCharCode(unit);
  }
  return bits < SURROGATES ? text : expectWellFormed(text);
}

export function liftUtf8(memory: MemoryViews, pointer: number, size: number): string {
  memory.checkString(pointer, size, 1);
  const { u8 } = memory;
  const end = pointer + size;
  if (size <= LOOP_UNITS) {
    let text = '';
    let at = pointer;
    for (; at < end; at++) {
      const byte = u8[at]!;
      if (byte > 0x7f) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  try {
    return utf8Decoder.decode(u8.subarray(pointer, end));
  } catch {
    throw new Error('a string is not UTF-8');
  }
}

export function liftLatin1OrUtf16(memory: MemoryViews, pointer: number, tagged: number): string {
  if (tagged >= UTF16_TAG) return liftUtf16(memory, pointer, tagged - UTF16_TAG);
  memory.checkString(pointer, tagged, 2);
  return memory.node.toString('latin1', pointer, pointer + tagged);
}

/** Stores a string; half surrogate pairs become U+FFFD, as everywhere JavaScript's strings leave for UTF-16 proper. */
export function lowerUtf16(memory: MemoryViews, allocate: Allocate, text: string): number {
  const units = text.length;
  if (units * 2 > MAX_VALUE_BYTES) tooLong();
  const pointer = allocate(2, units * 2);
  memory.units = units;
  let bits = SURROGATES;
  if (units <= LOOP_UNITS) {
    const { u16 } = memory;
    const start = pointer >>> 1;
    bits = 0;
    for (let index = 0; index < units; index++) {
      const unit = text.charCodeAt(index);
      bits |= unit;
      u16[start + index] = unit;
    }
  }
  if (bits >= SURROGATES) memory.node.write(text.toWellFormed(), pointer, units * 2, 'utf16le');
  return pointer;
}

export function lowerUtf8(memory: MemoryViews, allocate: Allocate, text: string): number {
  const size = Buffer.byteLength(text);
  if (size > MAX_VALUE_BYTES) tooLong();
  const pointer = allocate(1, size);
  memory.units = size;
  if (size > LOOP_UNITS || size !== text.length) {
    memory.node.write(text, pointer, size, 'utf8');
    return pointer;
  }
  const { u8 } = memory;
  for (let index = 0; index < size; index++) u8[pointer + index] = text.charCodeAt(index);
  return pointer;
}

const BEYOND_LATIN1 = /[\u0100-\uffff]/;

export function lowerLatin1OrUtf16(memory: MemoryViews, allocate: Allocate, text: string): number {
  if (BEYOND_LATIN1.test(text)) {
    const pointer = lowerUtf16(memory, allocate, text);
    memory.units += UTF16_TAG;
    return pointer;
  }
  const pointer = allocate(2, text.length);
  memory.units = text.length;
  memory.node.write(text, pointer, text.length, 'latin1');
  return pointer;
}

/** Copies a checked UTF-16 string from one memory to another. */
export function copyUtf16(
  from: MemoryViews,
  pointer: number,
  units: number,
  to: MemoryViews,
  allocate: Allocate,
): number {
  from.checkString(pointer, units * 2, 2);
  const target = allocate(2, units * 2);
  if (units > COPY_UNITS) {
    liftWideUtf16(from, pointer, units);
    to.u8.set(from.u8.subarray(pointer, pointer + units * 2), target);
    return target;
  }
  const source = from.u16;
  const destination = to.u16;
  const start = pointer >>> 1;
  const shift = (target >>> 1) - start;
  let bits = 0;
  for (let at = start, end = start + units; at < end; at++) {
    const unit = source[at]!;
    bits |= unit;
    destination[at + shift] = unit;
  }
  if (bits >= SURROGATES) liftWideUtf16(from, pointer, units);
  return target;
}
