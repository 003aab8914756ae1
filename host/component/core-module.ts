import {
  readCoreType,
  readExternKind,
  readExternType,
  readGlobalType,
  readMemoryType,
  readTableType,
  type CoreExternType,
  type ExternKind,
} from './core-extern.ts';
import { skipInstruction, BLOCK, END, IF, LOOP } from './core-opcodes.ts';
import { indexed } from './invalid.ts';
import { FUEL_MODULE } from './meter.ts';
import { Reader } from './reader.ts';
import type { CoreFunctionType } from './types.ts';

/**
 * Where instrumented modules export their start function. It is called after the instance is made, so that it may run on a stack of
 * its own. A module that exports this name itself is refused.
 */
export const START_NAME = '\u0000start';

export type CoreImport = CoreExternType & { readonly module: string; readonly name: string; readonly offset: number };

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
  readonly exports: ReadonlyMap<string, CoreExternType>;
  /** Of the functions with a body, in order: index of the type. */
  readonly functions: readonly number[];
  /** The function that is called once an instance is made. */
  readonly startFunction: number | undefined;
  readonly importedGlobals: number;
  /** Memories and tables it defines, and the pages that the memories start with. */
  readonly memories: number;
  readonly memoryPages: number;
  readonly tables: number;
}

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
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  tag: 13,
} as const;

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
    const parameters = reader.vector('parameters', () => readCoreType(reader));
    return { parameters, results: reader.vector('results', () => readCoreType(reader)) };
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
  const typeAt = (index: number, offset: number) => indexed(types, index, 'core type', offset);
  const imports = sectionItems(within(SECTION.import), (reader) =>
    reader.vector('core imports', () => readImport(reader, typeAt)),
  );
  const functions = sectionItems(within(SECTION.function), (reader) =>
    reader.vector('core functions', () => {
      const offset = reader.offset;
      const index = reader.u32('a type index');
      typeAt(index, offset);
      return index;
    }),
  );
  const tables = sectionItems(within(SECTION.table), (reader) => reader.vector('tables', () => readTable(reader)));
  const memories = sectionItems(within(SECTION.memory), (reader) =>
    reader.vector('memories', () => readMemoryType(reader)),
  );
  const globals = sectionItems(within(SECTION.global), (reader) =>
    reader.vector('globals', () => {
      const type = readGlobalType(reader);
      skipExpression(reader);
      return type;
    }),
  );

  const imported = <K extends ExternKind>(kind: K) =>
    imports.filter((each): each is CoreImport & { kind: K } => each.kind === kind);
  const spaces: Readonly<Record<ExternKind, readonly CoreExternType[]>> = {
    func: [...imported('func'), ...functions.map((index) => ({ kind: 'func', type: types[index]! }) as const)],
    table: [...imported('table'), ...tables],
    memory: [...imported('memory'), ...memories],
    global: [...imported('global'), ...globals],
  };
  const exports = new Map<string, CoreExternType>();
  sectionItems(within(SECTION.export), (reader) =>
    reader.vector('core exports', () => {
      const offset = reader.offset;
      const name = reader.name('the name of a core export');
      const kind = readExternKind(reader);
      const index = reader.u32('an index');
      if (name === START_NAME) reader.fail('a core module exports the name reserved for its start function', offset);
      if (exports.has(name)) reader.fail(`a core module exports ${JSON.stringify(name)} twice`, offset);
      exports.set(name, indexed(spaces[kind], index, `core ${kind}`, offset));
    }),
  );
  const startSection = within(SECTION.start);
  const startFunction = startSection === undefined ? undefined : readStart(startSection, spaces.func);
  return {
    bytes,
    start,
    end,
    sections,
    types,
    imports,
    exports,
    functions,
    startFunction,
    importedGlobals: imported('global').length,
    memories: memories.length,
    memoryPages: memories.reduce((sum, { limits }) => sum + limits.least, 0),
    tables: tables.length,
  };
}

/** A table, which may say what its elements are at first. */
function readTable(reader: Reader): CoreExternType & { kind: 'table' } {
  const start = reader.offset;
  if (reader.peek('a table') !== 0x40) return readTableType(reader);
  reader.skip(1, 'a table');
  if (reader.byte('a table') !== 0x00)
    reader.fail('a table with an initial value starts with 0x40 but not 0x40 0x00', start);
  const type = readTableType(reader);
  skipExpression(reader);
  return type;
}

function readStart(reader: Reader, functions: readonly CoreExternType[]): number {
  const { offset } = reader;
  const index = reader.u32('the start function');
  reader.expectEnd('a core section');
  const type = indexed(functions, index, 'core func', offset);
  if (type.kind !== 'func' || type.type.parameters.length > 0 || type.type.results.length > 0) {
    reader.fail('the start function takes or returns something', offset);
  }
  return index;
}

function sectionItems<T>(reader: Reader | undefined, read: (reader: Reader) => T[]): T[] {
  if (reader === undefined) return [];
  const items = read(reader);
  reader.expectEnd('a core section');
  return items;
}

function readImport(reader: Reader, typeAt: (index: number, offset: number) => CoreFunctionType): CoreImport {
  const offset = reader.offset;
  const module = reader.name('the module of a core import');
  if (module === FUEL_MODULE) reader.fail('a core module imports from the name reserved for fuel', offset);
  const name = reader.name('the name of a core import');
  const type = readExternType(reader, (index, at) => ({ kind: 'func', type: typeAt(index, at) }) as const);
  return { module, name, offset, ...type };
}
