import type { Reader } from './reader.ts';

export const BLOCK = 0x02;
export const LOOP = 0x03;
export const IF = 0x04;
export const END = 0x0b;
export const GLOBAL_GET = 0x23;
export const GLOBAL_SET = 0x24;
export const MEMORY_GROW = 0x40;

/** Prefixed opcodes are `prefix << 12 | number`. */
const BULK_PREFIX = 0xfc;
export const VECTOR_PREFIX = 0xfd;
const BULK = BULK_PREFIX << 12;
/** The first that calls into the engine; those before it convert numbers. */
export const FIRST_BULK = BULK | 8;
export const MEMORY_INIT = FIRST_BULK;
export const MEMORY_COPY = BULK | 10;
export const MEMORY_FILL = BULK | 11;
export const TABLE_INIT = BULK | 12;
export const TABLE_COPY = BULK | 14;
export const TABLE_GROW = BULK | 15;
export const TABLE_FILL = BULK | 17;

type Immediate =
  | 'none'
  | 'blockType'
  | 'index'
  | 'twoIndices'
  | 'branchTable'
  | 'valueTypes'
  | 'memory'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'heapType';

const SINGLE: readonly (Immediate | undefined)[] = singleByteOpcodes();

function singleByteOpcodes(): (Immediate | undefined)[] {
  const table: (Immediate | undefined)[] = [];
  const set = (immediate: Immediate, from: number, to = from) => table.fill(immediate, from, to + 1);
  table.length = 256;
  set('none', 0x00, 0x01); // unreachable, nop
  set('blockType', BLOCK, IF);
  set('none', 0x05); // else
  set('none', END);
  set('index', 0x0c, 0x0d); // br, br_if
  set('branchTable', 0x0e);
  set('none', 0x0f); // return
  set('index', 0x10); // call
  set('twoIndices', 0x11); // call_indirect
  set('index', 0x12); // return_call
  set('twoIndices', 0x13); // return_call_indirect
  set('index', 0x14, 0x15); // call_ref, return_call_ref
  set('none', 0x1a, 0x1b); // drop, select
  set('valueTypes', 0x1c); // select with types
  set('index', 0x20, 0x26); // local.*, global.*, table.get, table.set
  set('memory', 0x28, 0x3e); // loads and stores
  set('index', 0x3f, 0x40); // memory.size, memory.grow
  set('i32', 0x41);
  set('i64', 0x42);
  set('f32', 0x43);
  set('f64', 0x44);
  set('none', 0x45, 0xc4); // numeric
  set('heapType', 0xd0); // ref.null
  set('none', 0xd1); // ref.is_null
  set('index', 0xd2); // ref.func
  set('none', 0xd4); // ref.as_non_null
  set('index', 0xd5, 0xd6); // br_on_null, br_on_non_null
  return table;
}

/**
 * Exceptions: a guest's catch_all would catch the host's traps. Threads: a wait would block the host.
 */
const REFUSED: Readonly<Record<number, string>> = {
  0x06: 'exception handling',
  0x07: 'exception handling',
  0x08: 'exception handling',
  0x09: 'exception handling',
  0x0a: 'exception handling',
  0x18: 'exception handling',
  0x19: 'exception handling',
  0x1f: 'exception handling',
  0xd3: 'garbage collection',
  0xfb: 'garbage collection',
  0xfe: 'threads and atomics',
};

/** Skips a value type, also a typed reference. */
export function skipValueType(reader: Reader): void {
  const code = reader.byte('a value type');
  if (code === 0x63 || code === 0x64) reader.skipSigned(33, 'a heap type');
}

function skipMemoryArgument(reader: Reader): void {
  const align = reader.u32('an alignment');
  if (align & 0x40) reader.u32('a memory index');
  reader.u32('a memory offset');
}

function skipImmediate(reader: Reader, immediate: Immediate): void {
  switch (immediate) {
    case 'none':
      return;
    case 'blockType':
      if (reader.peek('a block type') === 0x63 || reader.peek('a block type') === 0x64) return skipValueType(reader);
      return reader.skipSigned(33, 'a block type');
    case 'index':
      reader.u32('an index');
      return;
    case 'twoIndices':
      reader.u32('an index');
      reader.u32('an index');
      return;
    case 'branchTable':
      reader.vector('branch targets', () => reader.u32('a label'));
      reader.u32('a label');
      return;
    case 'valueTypes':
      reader.vector('value types', () => skipValueType(reader));
      return;
    case 'memory':
      return skipMemoryArgument(reader);
    case 'i32':
      return reader.skipSigned(32, 'an i32');
    case 'i64':
      return reader.skipSigned(64, 'an i64');
    case 'f32':
      return reader.skip(4, 'an f32');
    case 'f64':
      return reader.skip(8, 'an f64');
    case 'heapType':
      return reader.skipSigned(33, 'a heap type');
  }
}

function skipBulk(reader: Reader, number: number, start: number): void {
  if (number <= 7) return; // saturating truncation
  if (number <= 17) {
    reader.u32('an index');
    if (number === 8 || number === 10 || number === 12 || number === 14) reader.u32('an index');
    return;
  }
  reader.unsupported(`core instruction 0xfc ${number}`, start);
}

/** Relaxed SIMD ends here; numbers beyond are unassigned. */
const LAST_VECTOR_OPCODE = 0x113;
const VECTOR_CONSTANT_BYTES = 16;

function skipVector(reader: Reader, number: number, start: number): void {
  if (number <= 11 || number === 92 || number === 93) return skipMemoryArgument(reader);
  if (number === 12 || number === 13) return reader.skip(VECTOR_CONSTANT_BYTES, 'a v128');
  if (number >= 21 && number <= 34) return reader.skip(1, 'a lane');
  if (number >= 84 && number <= 91) {
    skipMemoryArgument(reader);
    return reader.skip(1, 'a lane');
  }
  if (number > LAST_VECTOR_OPCODE) reader.unsupported(`core instruction 0xfd ${number}`, start);
}

/** Steps over one instruction and returns its opcode. */
export function skipInstruction(reader: Reader): number {
  const start = reader.offset;
  const code = reader.byte('an instruction');
  const immediate = SINGLE[code];
  if (immediate !== undefined) {
    skipImmediate(reader, immediate);
    return code;
  }
  if (code === BULK_PREFIX || code === VECTOR_PREFIX) {
    const number = reader.u32('an instruction');
    if (number > 0xfff) reader.fail('this is no instruction', start);
    if (code === BULK_PREFIX) skipBulk(reader, number, start);
    else skipVector(reader, number, start);
    return (code << 12) | number;
  }
  const refused = REFUSED[code];
  if (refused !== undefined) return reader.unsupported(`core feature ${refused}`, start);
  return reader.fail(`0x${code.toString(16)} is no instruction`, start);
}
