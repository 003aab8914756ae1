// Values as people write them, in world files and in commands.

import { itemsOf, lowerCase } from './text';

/** Digits of the largest whole number that is read: all of 18 digits fit 64 bits. */
const MAX_DIGITS = 18;
/** Before bytes in hexadecimal, and before bytes in base64 (RFC 4648, section 4). */
const HEX = 'hex';
const BASE64 = 'base64';
const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HEX_DIGITS = '0123456789abcdef';
/** More bytes are shown in base64: fewer can be read in hexadecimal. */
const MAX_HEX_BYTES = 32;
const PADDING: i32 = 0x3d;

/** Whether a text is a whole number that fits. */
export function isInteger(text: string): bool {
  const start = text.startsWith('-') ? 1 : 0;
  if (text.length == start || text.length - start > MAX_DIGITS) return false;
  for (let i = start; i < text.length; i++) if (text.charCodeAt(i) < 48 || text.charCodeAt(i) > 57) return false;
  return true;
}

/** Whether a text is a number in decimal, with or without a fraction. */
export function isNumber(text: string): bool {
  let digits = 0;
  let points = 0;
  for (let i = text.startsWith('-') ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code == 46) points++;
    else if (code >= 48 && code <= 57) digits++;
    else return false;
  }
  return digits > 0 && digits <= MAX_DIGITS && points < 2;
}

/** Whole numbers separated by commas; null when one of them is none. */
export function integersFrom(text: string): Int64Array | null {
  const items = itemsOf(text);
  const integers = new Int64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    if (!isInteger(items[i])) return null;
    integers[i] = I64.parseInt(items[i]);
  }
  return integers;
}

/** Numbers separated by commas; null when one of them is none. */
export function numbersFrom(text: string): Float64Array | null {
  const items = itemsOf(text);
  const numbers = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    if (!isNumber(items[i])) return null;
    numbers[i] = parseFloat(items[i]);
  }
  return numbers;
}

/** Bytes written as `hex 00ff` or `base64 AP8=`; null when they are neither. */
export function bytesFrom(text: string): Uint8Array | null {
  const space = text.indexOf(' ');
  const form = lowerCase(space < 0 ? text : text.substring(0, space));
  const digits = space < 0 ? '' : text.substring(space + 1).replaceAll(' ', '');
  if (form == HEX) return bytesFromHex(lowerCase(digits));
  return form == BASE64 ? bytesFromBase64(digits) : null;
}

function bytesFromHex(digits: string): Uint8Array | null {
  if (digits.length % 2 != 0) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = HEX_DIGITS.indexOf(digits.charAt(i * 2));
    const low = HEX_DIGITS.indexOf(digits.charAt(i * 2 + 1));
    if (high < 0 || low < 0) return null;
    bytes[i] = <u8>((high << 4) | low);
  }
  return bytes;
}

function bytesFromBase64(digits: string): Uint8Array | null {
  let length = digits.length;
  if (length % 4 != 0) return null;
  for (let padding = 0; padding < 2 && length > 0 && digits.charCodeAt(length - 1) == PADDING; padding++) length--;
  const bytes = new Uint8Array((length * 3) / 4);
  let bits: u32 = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const digit = BASE64_DIGITS.indexOf(digits.charAt(i));
    if (digit < 0) return null;
    bits = (bits << 6) | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = <u8>(bits >> count);
    bits &= (1 << count) - 1;
  }
  // What is left over belongs to no byte: another text would mean the same bytes.
  return bits == 0 ? bytes : null;
}

/** Bytes as `bytesFrom` reads them. */
export function bytesWritten(bytes: Uint8Array): string {
  const units = new StaticArray<u16>(bytes.length * 2 + 4);
  let length = 0;
  if (bytes.length <= MAX_HEX_BYTES) {
    for (let i = 0; i < bytes.length; i++) {
      units[length++] = <u16>HEX_DIGITS.charCodeAt(bytes[i] >> 4);
      units[length++] = <u16>HEX_DIGITS.charCodeAt(bytes[i] & 15);
    }
    return `${HEX} ${String.UTF16.decodeUnsafe(changetype<usize>(units), (<usize>length) << 1)}`;
  }
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    let bits = (<u32>bytes[i]) << 16;
    if (left > 1) bits |= (<u32>bytes[i + 1]) << 8;
    if (left > 2) bits |= bytes[i + 2];
    for (let digit = 0; digit < 4; digit++) {
      const value = (bits >> (18 - digit * 6)) & 63;
      units[length++] = <u16>(digit > left ? PADDING : BASE64_DIGITS.charCodeAt(value));
    }
  }
  return `${BASE64} ${String.UTF16.decodeUnsafe(changetype<usize>(units), (<usize>length) << 1)}`;
}

/** Whole numbers as `integersFrom` reads them. */
export function integersWritten(integers: Int64Array): string {
  const items = new Array<string>();
  for (let i = 0; i < integers.length; i++) items.push(integers[i].toString());
  return items.join(', ');
}

/** Numbers as `numbersFrom` reads them. */
export function numbersWritten(numbers: Float64Array): string {
  const items = new Array<string>();
  for (let i = 0; i < numbers.length; i++) items.push(numbers[i].toString());
  return items.join(', ');
}
