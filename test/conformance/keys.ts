import { Buffer } from 'node:buffer';

/** The least key above a key. */
export function following(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, Uint8Array.of(0)]);
}

/** The least key above all that begin with a prefix: FoundationDB's `strinc`. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return Uint8Array.of(0xff);
  const after = Uint8Array.from(prefix.subarray(0, length));
  after[length - 1]!++;
  return after;
}

export function startsWith(key: Uint8Array, prefix: Uint8Array): boolean {
  return Buffer.compare(key.subarray(0, prefix.length), prefix) === 0;
}
