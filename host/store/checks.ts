import { hex, keyText } from './bytes.ts';
import { MAX_KEY_BYTES, MAX_TRANSACTION_BYTES, MAX_VALUE_BYTES, VERSIONSTAMP_BYTES } from './engine.ts';
import { Misuse, TooLarge } from './errors.ts';

/*
 * What every engine refuses before it does anything, so that a program that runs on one runs on the others.
 */

/** The byte that no key begins with: the key of this one byte is the end of all keys. */
export const END_BYTE = 0xff;

/** Throws unless bytes can be a key. */
export function checkKey(key: Uint8Array): void {
  if (key.length > 0 && key.length <= MAX_KEY_BYTES && key[0] !== END_BYTE) return;
  if (key[0] === END_BYTE && key.length <= MAX_KEY_BYTES) throw outside(key);
  throw new TooLarge(`the key ${hex(key)} has ${key.length} bytes; a key has 1 to ${MAX_KEY_BYTES}`);
}

/** Throws unless bytes can bound a range: any up to the end of all keys. */
export function checkBound(bound: Uint8Array): void {
  if (bound[0] === END_BYTE && bound.length > 1) throw outside(bound);
}

/** The text of a bound of a range. */
export function boundText(bound: Uint8Array): string {
  checkBound(bound);
  return keyText(bound);
}

/** Throws unless bytes can be the value of a key. */
export function checkValue(key: Uint8Array, value: Uint8Array): void {
  if (value.length <= MAX_VALUE_BYTES) return;
  throw new TooLarge(
    `the value of key ${hex(key)} has ${value.length} bytes; the most is ${MAX_VALUE_BYTES}: split it over several keys`,
  );
}

/** Throws unless a versionstamp has a place at an offset of a key or a value. */
export function checkStamp(bytes: Uint8Array, offset: number, what: 'key' | 'value'): void {
  if (Number.isInteger(offset) && offset >= 0 && offset + VERSIONSTAMP_BYTES <= bytes.length) return;
  throw new Misuse(
    'stamp-offset',
    `a versionstamp has ${VERSIONSTAMP_BYTES} bytes: at offset ${offset}, the ${what} of ${bytes.length} bytes has no place for it`,
  );
}

/** Throws when a transaction would write more than it may. */
export function checkTransactionBytes(bytes: number): void {
  if (bytes <= MAX_TRANSACTION_BYTES) return;
  throw new TooLarge(
    `a transaction would write ${bytes} bytes; the most is ${MAX_TRANSACTION_BYTES}: do it in several`,
  );
}

function outside(key: Uint8Array): Misuse {
  return new Misuse('key-outside', `the key ${hex(key)} is outside of the store: keys end before FF`);
}
