import { Buffer } from 'node:buffer';

// The method behind `buffer.toString('latin1')`: called on the array itself it saves a Buffer for every key (61 ns, not 109).
const latin1Slice = (Buffer.prototype as unknown as { latin1Slice(start: number, end: number): string }).latin1Slice;

/** A key as a string of one code unit for each byte: its order is the order of the bytes, and maps can hold it. */
export function keyText(key: Uint8Array): string {
  return latin1Slice.call(key, 0, key.length);
}

/** The bytes of a `keyText`. */
export function keyBytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** At most `limit` bytes in hexadecimal, for messages. */
export function hex(bytes: Uint8Array, limit = 40): string {
  const shown = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, limit)).toString('hex');
  return bytes.length > limit ? `${shown}... (${bytes.length} bytes)` : shown;
}
