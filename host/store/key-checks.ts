import { hex, keyText } from './bytes.ts';
import { MAX_KEY_BYTES, MAX_VALUE_BYTES, VERSIONSTAMP_BYTES } from './engine.ts';
import { Misuse, TooLarge } from './errors.ts';

/** Where the keys of callers end: here begin the engines' own. */
const KEYS_END = 0xff;

/** Throws unless a key can be stored. */
export function checkKey(key: Uint8Array): void {
  if (key.length === 0 || key.length > MAX_KEY_BYTES) {
    throw new TooLarge(`the key ${hex(key)} has ${key.length} bytes; a key has 1 to ${MAX_KEY_BYTES}`);
  }
  if (key[0] === KEYS_END) throw outside(key);
}

/** Throws unless a value can be stored. */
export function checkValue(key: Uint8Array, value: Uint8Array): void {
  if (value.length <= MAX_VALUE_BYTES) return;
  throw new TooLarge(
    `the value of key ${hex(key)} has ${value.length} bytes; the most is ${MAX_VALUE_BYTES}: split it over several keys`,
  );
}

/** Throws unless a key or value has a place for a versionstamp at an offset. */
export function checkStamp(bytes: Uint8Array, offset: number, what: string): void {
  if (Number.isInteger(offset) && offset >= 0 && offset + VERSIONSTAMP_BYTES <= bytes.length) return;
  throw new Misuse(
    'stamp-offset',
    `a versionstamp has ${VERSIONSTAMP_BYTES} bytes: the ${what} of ${bytes.length} bytes has no place for it at offset ${offset}`,
  );
}

/** The text of a bound of a range. It may be longer than keys can be, and the end of all keys. */
export function boundText(bound: Uint8Array): string {
  if (bound[0] === KEYS_END && bound.length > 1) throw outside(bound);
  return keyText(bound);
}

function outside(key: Uint8Array): Misuse {
  return new Misuse('key-outside', `the key ${hex(key)} is outside of the store: all keys are below FF`);
}
