/** Flips the sign bit, so that two's complement orders as unsigned. */
export const SIGN_32 = 0x80000000 | 0;
export const SIGN_64 = 1n << 63n;
/** The largest unsigned integers of 32 and of 64 bits. */
const ALL_32 = 0xffff_ffffn;
export const ALL_64 = (1n << 64n) - 1n;

const scratch = new DataView(new ArrayBuffer(8));

/** The bits of a float, arranged so that their unsigned order is the order of the values; -0 comes before 0. */
export function orderF32(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  return bits >>> 31 === 1 ? ~bits >>> 0 : (bits | SIGN_32) >>> 0;
}

export function valueF32(ordered: number): number {
  scratch.setUint32(0, ordered >>> 31 === 1 ? ordered & ~SIGN_32 : ~ordered);
  return scratch.getFloat32(0);
}

export function orderF64(value: number): bigint {
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  return bits & SIGN_64 ? bits ^ ALL_64 : bits | SIGN_64;
}

export function valueF64(ordered: bigint): number {
  scratch.setBigUint64(0, ordered & SIGN_64 ? ordered ^ SIGN_64 : ordered ^ ALL_64);
  return scratch.getFloat64(0);
}

function byteLength32(magnitude: number): number {
  return (39 - Math.clz32(magnitude)) >>> 3;
}

/** Bytes needed for a number that is not negative; 0 for 0. */
export function byteLength(magnitude: bigint): number {
  if (magnitude <= ALL_32) return byteLength32(Number(magnitude));
  if (magnitude <= ALL_64) return 4 + byteLength32(Number(magnitude >> 32n));
  return Math.ceil(magnitude.toString(16).length / 2);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
