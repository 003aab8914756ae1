/** The byte that starts an element of each kind. */
export const CODE = {
  null: 0x00,
  bytes: 0x01,
  string: 0x02,
  tuple: 0x05,
  negative: 0x0b,
  zero: 0x14,
  positive: 0x1d,
  f32: 0x20,
  f64: 0x21,
  false: 0x26,
  true: 0x27,
  uuid: 0x30,
  versionstamp: 0x33,
  ref: 0x40,
  i32: 0x41,
  u32: 0x42,
  i64: 0x43,
  u64: 0x44,
  v128: 0x45,
  /** The first of the vectors, which follow each other as `VECTOR_KINDS` lists them. */
  vectors: 0x46,
} as const;
/** After a 00 inside text or bytes, and after a null inside a nested tuple. */
export const ESCAPE = 0xff;
/** Before each element of a vector. */
export const MORE = 0x01;
/** After text, bytes, a nested tuple and a vector. */
export const END = 0x00;
