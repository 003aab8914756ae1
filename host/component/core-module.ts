import { skipInstruction, skipValueType, BLOCK, END, IF, LOOP } from './core-opcodes.ts';
import { Reader } from './reader.ts';
import { FUEL_MODULE } from './meter.ts';
import type { CoreFunctionType, CoreType } from './types.ts';

/**
 * Where instrumented modules export their start function. It is called after the instance is made, so that it may run on a stack of
 * its own. A module that exports this name itself is refused.
 */
export const START_NAME = '\u0000start';

export type ExternKind = 'func' | 'table' | 'memory' | 'global';

export interface CoreImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** Of a function. */
  readonly type?: CoreFunctionType;
  readonly offset: number;
}

export interface CoreExport {
  readonly kind: ExternKind;
  /** Of a function. */
  readonly type?: CoreFunctionType;
}

export interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** What linking and instrumentation need to know of a core module. Its code is checked by the engine when it compiles. */
export interface CoreModule {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly sections: readonly Section[];
  readonly types: readonly CoreFunctionType[];
  readonly imports: readonly CoreImport[];
  readonly exports: ReadonlyMap<string, CoreExport>;
  /** Of the functions with a body, in order: index of the type. */
  readonly functions: readonly number[];
  readonly importedGlobals: number;
  /** Memories and tables it defines. */
  readonly memories: number;
  readonly tables: number;
}

const KINDS: readonly ExternKind[] = ['func', 'table', 'memory', 'global'];

const CORE_TYPES: Readonly<Record<number, CoreType>> = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64' };

/** Section ids in the order the core specification demands, by position. */
const SECTION_ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const PREAMBLE_BYTES = 8;

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
  tag: 13,
} as const;

/** A value type that a canonical function cannot have is kept as the marker `undefined` in its signature. */
function coreType(reader: Reader): CoreType {
  const start = reader.offset;
  const code = reader.peek('a value type');
  const known = CORE_TYPES[code];
  skipValueType(reader);
  // v128 and references never cross a component boundary; a distinct name keeps such signatures from matching any other.
  return (
    known ??
    (`0x${Array.from(reader.bytes.subarray(start, reader.offset), (byte) => byte.toString(16)).join('')}` as CoreType)
  );
}

export function skipLimits(reader: Reader, what: string): void {
  const start = reader.offset;
  const flags = reader.byte(`the limits of ${what}`);
  if (flags & 0x02) reader.unsupported(`core feature threads and atomics: a shared ${what}`, start);
  if (flags & 0x04) reader.unsupported(`core feature 64-bit ${what}`, start);
  if (flags > 0x01) reader.unsupported(`core feature: limits 0x${flags.toString(16)} of ${what}`, start);
  reader.u32(`the least size of ${what}`);
  if (flags & 0x01) reader.u32(`the greatest size of ${what}`);
}

/** Steps over a constant expression, or any expression, up to and with its `end`. */
export function skipExpression(reader: Reader, visit?: (opcode: number, start: number) => void): void {
  for (let depth = 1; depth > 0;) {
    const start = reader.offset;
    const opcode = skipInstruction(reader);
    if (opcode === BLOCK || opcode === LOOP || opcode === IF) depth++;
    if (opcode === END) depth--;
    visit?.(opcode, start);
  }
}

function readTypes(reader: Reader): CoreFunctionType[] {
  return reader.vector('core types', () => {
    const start = reader.offset;
    const form = reader.byte('a core type');
    if (form !== 0x60) reader.unsupported('core feature garbage collection: a type that is no function type', start);
    const parameters = reader.vector('parameters', () => coreType(reader));
    return { parameters, results: reader.vector('results', () => coreType(reader)) };
  });
}

function sectionsOf(reader: Reader): Section[] {
  const sections: Section[] = [];
  let position = -1;
  while (!reader.done) {
    const at = reader.offset;
    const id = reader.byte('a core section');
    const body = reader.section(reader.u32('the size of a core section'), 'a core section');
    if (id === SECTION.tag) reader.unsupported('core feature exception handling: a tag section', at);
    if (id !== SECTION.custom) {
      const place = SECTION_ORDER.indexOf(id);
      if (place < 0) reader.fail(`${id} is no section of a core module`, at);
      if (place <= position) reader.fail('core sections are out of order', at);
      position = place;
    }
    sections.push({ id, start: body.offset, end: body.end });
  }
  return sections;
}

/** Reads a core module's outline. `start` and `end` bound it inside the component's binary. */
export function readCoreModule(bytes: Uint8Array, start: number, end: number): CoreModule {
  const whole = new Reader(bytes, start, end);
  whole.skip(PREAMBLE_BYTES, 'the preamble of a core module');
  const preamble = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (preamble.some((byte, index) => bytes[start + index] !== byte))
    whole.fail('this is no core module of version 1', start);
  const sections = sectionsOf(whole);
  const within = (id: number) => {
    const section = sections.find((each) => each.id === id);
    return section === undefined ? undefined : new Reader(bytes, section.start, section.end);
  };

  const types = sectionItems(within(SECTION.type), readTypes);
  const typeAt = (index: number, reader: Reader) => types[index] ?? reader.fail(`there is no core type ${index}`);
  const imports = sectionItems(within(SECTION.import), (reader) =>
    reader.vector('core imports', () => readImport(reader, typeAt)),
  );
  const functions = sectionItems(within(SECTION.function), (reader) =>
    reader.vector('core functions', () => {
      const index = reader.u32('a type index');
      typeAt(index, reader);
      return index;
    }),
  );
  const memories = sectionItems(within(SECTION.memory), (reader) =>
    reader.vector('memories', () => skipLimits(reader, 'memory')),
  ).length;

  // Only counted: their types are read when the module is instrumented.
  const tables = within(SECTION.table)?.u32('the number of tables') ?? 0;

  const importedFunctions = imports.flatMap((each) => (each.type === undefined ? [] : [each.type]));
  const functionType = (index: number) =>
    importedFunctions[index] ?? types[functions[index - importedFunctions.length] ?? -1];
  const exports = new Map<string, CoreExport>();
  sectionItems(within(SECTION.export), (reader) =>
    reader.vector('core exports', () => {
      const offset = reader.offset;
      const name = reader.name('the name of a core export');
      const kind = externKind(reader);
      const index = reader.u32('an index');
      if (exports.has(name)) reader.fail(`a core module exports ${JSON.stringify(name)} twice`, offset);
      const type =
        kind === 'func' ? (functionType(index) ?? reader.fail(`there is no core function ${index}`)) : undefined;
      exports.set(name, type === undefined ? { kind } : { kind, type });
    }),
  );
  const importedGlobals = imports.filter((each) => each.kind === 'global').length;
  return { bytes, start, end, sections, types, imports, exports, functions, importedGlobals, memories, tables };
}

function sectionItems<T>(reader: Reader | undefined, read: (reader: Reader) => T[]): T[] {
  if (reader === undefined) return [];
  const items = read(reader);
  reader.expectEnd('a core section');
  return items;
}

function externKind(reader: Reader): ExternKind {
  const start = reader.offset;
  const code = reader.byte('the kind of a core import or export');
  if (code === 0x04) reader.unsupported('core feature exception handling: a tag', start);
  return KINDS[code] ?? reader.fail('this is no kind of a core import or export', start);
}

function readImport(reader: Reader, typeAt: (index: number, reader: Reader) => CoreFunctionType): CoreImport {
  const offset = reader.offset;
  const module = reader.name('the module of a core import');
  if (module === FUEL_MODULE) reader.fail('a core module imports from the name reserved for fuel', offset);
  const name = reader.name('the name of a core import');
  const kind = externKind(reader);
  switch (kind) {
    case 'func':
      return { module, name, kind, type: typeAt(reader.u32('a type index'), reader), offset };
    case 'table':
      skipValueType(reader);
      skipLimits(reader, 'table');
      return { module, name, kind, offset };
    case 'memory':
      skipLimits(reader, 'memory');
      return { module, name, kind, offset };
    case 'global':
      skipValueType(reader);
      reader.byte('the mutability of a global');
      return { module, name, kind, offset };
  }
}
