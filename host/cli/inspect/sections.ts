import { skipValueType } from '../../component/core-opcodes.ts';
import { Reader } from '../../component/reader.ts';

/** The declared bounds of a memory (in pages) or a table (in elements); `maximum` is null when none is declared. */
export interface Bounds {
  readonly minimum: number;
  readonly maximum: number | null;
  readonly imported: boolean;
}

/** One core module inside a component. */
export interface ModuleOutline {
  /** From its name section; null when there is none. */
  readonly name: string | null;
  readonly sizeBytes: number;
  readonly memories: readonly Bounds[];
  readonly tables: readonly Bounds[];
}

/** What made a binary, by the field of its producers section: `language`, `processed-by`, `sdk`. */
export type Producers = Readonly<Record<string, readonly { readonly name: string; readonly version: string }[]>>;

/** What can be read of a component without knowing what its definitions mean. */
export interface Outline {
  /** From its component-name section; null when there is none. */
  readonly name: string | null;
  readonly modules: readonly ModuleOutline[];
  readonly producers: Producers;
}

const PREAMBLE_BYTES = 8;
const CUSTOM = 0;
/** Sections of a component. */
const CORE_MODULE = 1;
const COMPONENT = 4;
/** Sections of a core module. */
const IMPORT = 2;
const TABLE = 4;
const MEMORY = 5;
/** Kinds of core imports. */
const FUNCTION_IMPORT = 0;
const TABLE_IMPORT = 1;
const MEMORY_IMPORT = 2;
const GLOBAL_IMPORT = 3;
/** Flags of limits: a maximum is there; they are 64-bit; a page size is there. */
const HAS_MAXIMUM = 0x01;
const IS_64_BIT = 0x04;
const HAS_PAGE_SIZE = 0x08;
/** Begins a table with an initial value. */
const TABLE_WITH_VALUE = 0x40;

interface Found {
  name: string | null;
  readonly modules: ModuleOutline[];
  readonly producers: Map<string, Map<string, string>>;
}

/**
 * Reads sections of a component and of those nested in it, whatever features they use. Format: Binary.md of the component model; the core
 * specification, binary format. Throws `ComponentError` for what is cut off.
 */
export function readOutline(bytes: Uint8Array): Outline {
  const found: Found = { name: null, modules: [], producers: new Map() };
  readComponent(new Reader(bytes, PREAMBLE_BYTES), found, true);
  const producers = [...found.producers].map(([field, values]) => [
    field,
    [...values].map(([name, version]) => ({ name, version })),
  ]);
  return { name: found.name, modules: found.modules, producers: Object.fromEntries(producers) as Producers };
}

function readComponent(reader: Reader, found: Found, isRoot: boolean): void {
  forEachSection(reader, (id, body) => {
    if (id === CORE_MODULE) found.modules.push(readModule(body, found));
    if (id === COMPONENT) {
      body.skip(PREAMBLE_BYTES, 'the preamble of a component');
      readComponent(body, found, false);
    }
    if (id === CUSTOM) readCustom(body, 'component-name', found, (name) => isRoot && (found.name = name));
  });
}

function readModule(reader: Reader, found: Found): ModuleOutline {
  const sizeBytes = reader.end - reader.offset;
  const memories: Bounds[] = [];
  const tables: Bounds[] = [];
  let name: string | null = null;
  reader.skip(PREAMBLE_BYTES, 'the preamble of a core module');
  forEachSection(reader, (id, body) => {
    if (id === IMPORT) body.vector('core imports', () => readImport(body, memories, tables));
    // Of a table with an initial value the bounds of the next one lie behind an expression: it is left at that.
    if (id === TABLE) readUntilExpression(body, tables);
    if (id === MEMORY) body.vector('memories', () => memories.push(readBounds(body, false)));
    if (id === CUSTOM) readCustom(body, 'name', found, (text) => (name = text));
  });
  return { name, sizeBytes, memories, tables };
}

function readUntilExpression(body: Reader, tables: Bounds[]): void {
  const count = body.u32('the number of tables');
  for (let index = 0; index < count; index++) {
    const hasValue = body.peek('a table') === TABLE_WITH_VALUE;
    if (hasValue) body.skip(2, 'a table');
    tables.push(readTable(body, false));
    if (hasValue) return;
  }
}

function readImport(body: Reader, memories: Bounds[], tables: Bounds[]): void {
  body.name('the module of a core import');
  body.name('the name of a core import');
  switch (body.byte('the kind of a core import')) {
    case FUNCTION_IMPORT:
      body.u32('a type index');
      break;
    case TABLE_IMPORT:
      tables.push(readTable(body, true));
      break;
    case MEMORY_IMPORT:
      memories.push(readBounds(body, true));
      break;
    case GLOBAL_IMPORT:
      skipValueType(body);
      body.byte('the mutability of a global');
      break;
    default:
      body.byte('the attribute of a tag');
      body.u32('a type index');
  }
}

function readTable(body: Reader, imported: boolean): Bounds {
  skipValueType(body);
  return readBounds(body, imported);
}

function readBounds(body: Reader, imported: boolean): Bounds {
  const flags = body.byte('limits');
  const read = (what: string): number => (flags & IS_64_BIT ? readU64(body, what) : body.u32(what));
  const minimum = read('a least size');
  const maximum = flags & HAS_MAXIMUM ? read('a greatest size') : null;
  if (flags & HAS_PAGE_SIZE) body.u32('a page size');
  return { minimum, maximum, imported };
}

/** Unsigned LEB128 of 64 bits, as a number: what is over 2^53 is past every bound anyway. */
function readU64(body: Reader, what: string): number {
  let value = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = body.byte(what);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
}

/** A name section or a producers section; others are stepped over, and so is what is malformed: the binary is valid without it. */
function readCustom(body: Reader, nameSection: string, found: Found, named: (name: string) => void): void {
  const section = body.name('the name of a custom section');
  try {
    if (section === nameSection && !body.done && body.byte('a subsection') === 0) {
      body.u32('the size of a subsection');
      named(body.name('a name'));
    }
    if (section === 'producers') body.vector('fields', () => readField(body, found));
  } catch {
    return;
  }
}

function readField(body: Reader, found: Found): void {
  const field = body.name('a field');
  const values = found.producers.get(field) ?? new Map<string, string>();
  found.producers.set(field, values);
  body.vector('values', () => {
    const name = body.name('a name');
    values.set(name, body.name('a version'));
  });
}

function forEachSection(reader: Reader, visit: (id: number, body: Reader) => void): void {
  while (!reader.done) {
    const id = reader.byte('a section');
    visit(id, reader.section(reader.u32('the size of a section'), 'a section'));
  }
}
