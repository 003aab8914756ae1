import { isUtf8 } from 'node:buffer';
import { MAX_VALUE_BYTES } from './limits.ts';
import type { MemoryViews } from './memory.ts';
import { SHORT_UNITS } from './string-loops.ts';

/*
 * How strings are lifted and lowered in each encoding. To lower one, the glue asks how long it will be (`unitsOf...`), allocates, then
 * stores it (`store...`). A call into Node costs about 50 ns whatever the length, so short strings take other ways.
 */

/** Marks a string of `latin1+utf16` as UTF-16 (canonical ABI: utf16_tag). */
export const UTF16_TAG = 0x8000_0000;

/** The lowest surrogate: units below, and so any of their bitwise sums below, are whole characters. */
const SURROGATES = 0xd800;
/** What a decoder puts where bytes are no text. */
const REPLACEMENT = '\ufffd';

/** Node's own methods of buffers, each a third quicker than the `toString` and `write` that choose among them. */
interface NodeBuffer {
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
  latin1Write(text: string, start: number, size: number): number;
  ucs2Write(text: string, start: number, size: number): number;
  utf8Write(text: string, start: number, size: number): number;
}

const nodeOf = (memory: MemoryViews) => memory.node as unknown as NodeBuffer;

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A string of the greatest size may take this much in another encoding. */
const MAX_LOWERED_BYTES = 2 * MAX_VALUE_BYTES;

function checkSize(bytes: number): void {
  if (bytes > MAX_LOWERED_BYTES) throw new Error(`a string of over ${MAX_LOWERED_BYTES} bytes`);
}

function expectWellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Error('a string of UTF-16 holds half of a surrogate pair');
  return text;
}

function liftWideUtf16(memory: MemoryViews, pointer: number, units: number): string {
  return expectWellFormed(nodeOf(memory).ucs2Slice(pointer, pointer + units * 2));
}

export function liftUtf16(memory: MemoryViews, pointer: number, units: number): string {
  memory.checkString(pointer, units * 2, 2);
  const short = units <= SHORT_UNITS ? memory.strings.load(pointer, units) : null;
  return short ?? liftWideUtf16(memory, pointer, units);
}

export function liftUtf8(memory: MemoryViews, pointer: number, size: number): string {
  memory.checkString(pointer, size, 1);
  const short = size <= SHORT_UNITS ? memory.strings.loadAscii(pointer, size) : null;
  if (short !== null) return short;
  const text = nodeOf(memory).utf8Slice(pointer, pointer + size);
  return text.includes(REPLACEMENT) ? decodeUtf8(memory, pointer, size) : text;
}

/** Tells a replacement character that was sent from one that stands for bytes which are no UTF-8. */
function decodeUtf8(memory: MemoryViews, pointer: number, size: number): string {
  try {
    return utf8Decoder.decode(memory.u8.subarray(pointer, pointer + size));
  } catch {
    throw new Error('a string is not UTF-8');
  }
}

export function liftLatin1OrUtf16(memory: MemoryViews, pointer: number, tagged: number): string {
  if (tagged >= UTF16_TAG) return liftUtf16(memory, pointer, tagged - UTF16_TAG);
  memory.checkString(pointer, tagged, 2);
  return nodeOf(memory).latin1Slice(pointer, pointer + tagged);
}

export function unitsOfUtf16(text: string): number {
  checkSize(text.length * 2);
  return text.length;
}

/** Stores a string; half surrogate pairs become U+FFFD, as everywhere JavaScript's strings leave for UTF-16 proper. */
export function storeUtf16(memory: MemoryViews, pointer: number, units: number, text: string): void {
  const bits = units <= SHORT_UNITS ? memory.strings.store(text, pointer, units) : SURROGATES;
  if (bits >= SURROGATES) nodeOf(memory).ucs2Write(text.toWellFormed(), pointer, units * 2);
}

export function unitsOfUtf8(text: string): number {
  const size = Buffer.byteLength(text);
  checkSize(size);
  return size;
}

/** Stores a string; Node, too, writes U+FFFD for half a surrogate pair. */
export function storeUtf8(memory: MemoryViews, pointer: number, size: number, text: string): void {
  nodeOf(memory).utf8Write(text, pointer, size);
}

const BEYOND_LATIN1 = /[\u0100-\uffff]/;

/** Tagged where the text needs UTF-16. */
export function unitsOfLatin1OrUtf16(text: string): number {
  checkSize(text.length * 2);
  return BEYOND_LATIN1.test(text) ? text.length + UTF16_TAG : text.length;
}

export function bytesOfLatin1OrUtf16(tagged: number): number {
  return tagged >= UTF16_TAG ? (tagged - UTF16_TAG) * 2 : tagged;
}

export function storeLatin1OrUtf16(memory: MemoryViews, pointer: number, tagged: number, text: string): void {
  if (tagged >= UTF16_TAG) return storeUtf16(memory, pointer, tagged - UTF16_TAG, text);
  nodeOf(memory).latin1Write(text, pointer, tagged);
}

/** Checks a string that is to be copied as it is. */
export function checkUtf16(memory: MemoryViews, pointer: number, units: number): void {
  memory.checkString(pointer, units * 2, 2);
  if (units <= SHORT_UNITS) {
    const { u16 } = memory;
    let bits = 0;
    for (let at = pointer >>> 1, end = at + units; at < end; at++) bits |= u16[at]!;
    if (bits < SURROGATES) return;
  }
  liftWideUtf16(memory, pointer, units);
}

export function checkUtf8(memory: MemoryViews, pointer: number, size: number): void {
  memory.checkString(pointer, size, 1);
  const { u8 } = memory;
  if (size <= SHORT_UNITS) {
    let bits = 0;
    for (let at = pointer, end = at + size; at < end; at++) bits |= u8[at]!;
    if (bits < 0x80) return;
  }
  if (!isUtf8(u8.subarray(pointer, pointer + size))) throw new Error('a string is not UTF-8');
}

/** Copies a checked string of UTF-16 between memories. */
export function copyUtf16(from: MemoryViews, pointer: number, units: number, to: MemoryViews, target: number): void {
  if (units > SHORT_UNITS) return copyUtf8(from, pointer, units * 2, to, target);
  const source = from.u16;
  const destination = to.u16;
  const start = pointer >>> 1;
  const shift = (target >>> 1) - start;
  for (let at = start, end = start + units; at < end; at++) destination[at + shift] = source[at]!;
}

/** Copies a checked string of UTF-8 between memories. */
export function copyUtf8(from: MemoryViews, pointer: number, size: number, to: MemoryViews, target: number): void {
  const source = from.u8;
  const destination = to.u8;
  if (size > SHORT_UNITS) return destination.set(source.subarray(pointer, pointer + size), target);
  const shift = target - pointer;
  for (let at = pointer, end = pointer + size; at < end; at++) destination[at + shift] = source[at]!;
}
