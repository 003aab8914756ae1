/*
 * How lmdb-js takes keys and values in and gives them out. Its own binary encodings give out a Buffer for each, which costs three
 * times the plain array of a short key: half the time of a scan.
 */

/** Arrays up to this length are copied faster one by one than by a call. */
const SHORT_BYTES = 48;

/** What lmdb-js asks of its `keyEncoder` option. */
export const keyEncoder = {
  writeKey(key: Uint8Array, target: Uint8Array, start: number): number {
    target.set(key, start);
    return start + key.length;
  },
  readKey(source: Uint8Array, start: number, end: number): Uint8Array {
    return copy(source, start, end - start);
  },
};

/** What lmdb-js asks of its `encoder` option. The bytes it gives to decode are its own, and longer than it says. */
export const valueEncoder = {
  encode(value: Uint8Array): Uint8Array {
    return value;
  },
  decode(source: Uint8Array & { readonly length: number }): Uint8Array {
    return copy(source, 0, source.length);
  },
};

function copy(source: Uint8Array, start: number, length: number): Uint8Array {
  const result = new Uint8Array(length);
  if (length <= SHORT_BYTES) for (let i = 0; i < length; i++) result[i] = source[start + i]!;
  else result.set(new Uint8Array(source.buffer, source.byteOffset + start, length));
  return result;
}
