import { Buffer } from 'node:buffer';

/** The bytes of a text. */
export function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** The text of bytes, or undefined as it is. */
export function text(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString('utf8');
}

/** Bytes as lower-case hexadecimal: their order is the order of the bytes. */
export function hexOf(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

export function fromHex(value: string): Uint8Array {
  return Buffer.from(value, 'hex');
}

/** A little-endian 64-bit integer. */
export function int64(value: bigint): Uint8Array {
  const result = new Uint8Array(8);
  new DataView(result.buffer).setBigInt64(0, value, true);
  return result;
}
