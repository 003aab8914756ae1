// The type codes and marks of the tuple encoding.

export const NULL: u8 = 0x00;
export const BYTES: u8 = 0x01;
export const TEXT: u8 = 0x02;
export const NESTED: u8 = 0x05;
export const ZERO: u8 = 0x14;
export const DOUBLE: u8 = 0x21;
export const FALSE: u8 = 0x26;
export const TRUE: u8 = 0x27;
export const REF: u8 = 0x40;
export const INTEGERS: u8 = 0x48;
export const NUMBERS: u8 = 0x4b;
/** Before each element of a vector; a 00 is its end. */
export const ELEMENT: u8 = 0x01;
/** After a 00 inside text or bytes, and after a null inside a nested tuple. */
export const ESCAPE: u8 = 0xff;
export const SIGN: u64 = 0x8000000000000000;

/** The bits of a number whose order is that of numbers. */
export function ordered(value: f64): u64 {
  const bits = reinterpret<u64>(value);
  return bits & SIGN ? ~bits : bits | SIGN;
}

export function unordered(bits: u64): f64 {
  return reinterpret<f64>(bits & SIGN ? bits ^ SIGN : ~bits);
}
