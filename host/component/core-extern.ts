import { skipValueType } from './core-opcodes.ts';
import { Reader } from './reader.ts';
import type { CoreFunctionType, CoreType } from './types.ts';

export type ExternKind = 'func' | 'table' | 'memory' | 'global';

/** Pages of a memory or elements of a table. */
export interface CoreLimits {
  readonly least: number;
  readonly most: number | undefined;
}

/** The type of what a core module imports or exports. */
export type CoreExternType =
  | { readonly kind: 'func'; readonly type: CoreFunctionType }
  | { readonly kind: 'table'; readonly element: string; readonly limits: CoreLimits }
  | { readonly kind: 'memory'; readonly limits: CoreLimits }
  | { readonly kind: 'global'; readonly content: string; readonly mutable: boolean };

const KINDS: readonly ExternKind[] = ['func', 'table', 'memory', 'global'];

const CORE_TYPES: Readonly<Record<number, CoreType>> = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64' };

/** The same as a module type declares it: a function by the index of its type. */
export type CoreExternDeclaration =
  Exclude<CoreExternType, { kind: 'func' }> | { readonly kind: 'func'; readonly typeIndex: number };

/** Pages of 64 KiB that a 32-bit memory can have. */
const MAX_PAGES = 65_536;

const VECTOR = 0x7b;
/** References to functions and to values of the host. */
const REFERENCES: readonly number[] = [0x70, 0x6f];
const TYPED_REFERENCES: readonly number[] = [0x63, 0x64];
/** References to what is shared, to exceptions, to what is collected and to stacks. */
const FIRST_REFUSED_REFERENCE = 0x65;
const LAST_REFUSED_REFERENCE = 0x75;

/**
 * A core value type. One that no canonical function has (a vector, a reference) is named by its bytes, so that it equals only
 * itself. A reference to a type by index equals no other, as each module numbers its types for itself.
 */
export function readCoreType(reader: Reader): CoreType {
  const start = reader.offset;
  const code = reader.peek('a core value type');
  const known = CORE_TYPES[code];
  if (known === undefined && code !== VECTOR) checkReference(reader, code);
  skipValueType(reader);
  if (known !== undefined) return known;
  if (TYPED_REFERENCES.includes(code) && new Reader(reader.bytes, start + 1, reader.end).s33('a heap type') >= 0) {
    return `${BY_INDEX}${start}` as CoreType;
  }
  const bytes = reader.bytes.subarray(start, reader.offset);
  return `0x${Array.from(bytes, (byte) => byte.toString(16)).join('')}` as CoreType;
}

function checkReference(reader: Reader, code: number): void {
  if (REFERENCES.includes(code) || TYPED_REFERENCES.includes(code)) return;
  if (code >= FIRST_REFUSED_REFERENCE && code <= LAST_REFUSED_REFERENCE) {
    reader.unsupported(`core feature: a reference 0x${code.toString(16)}`);
  }
  reader.fail(`0x${code.toString(16)} is no core value type`);
}

const BY_INDEX = 'reference to a type at byte ';

/** Whether a type mentions another by its index, so that it cannot be compared with that of another module. */
export function refersByIndex(type: CoreExternType): boolean {
  const byIndex = (each: string) => each.startsWith(BY_INDEX);
  switch (type.kind) {
    case 'func':
      return type.type.parameters.some(byIndex) || type.type.results.some(byIndex);
    case 'table':
      return byIndex(type.element);
    case 'global':
      return byIndex(type.content);
    case 'memory':
      return false;
  }
}

function readLimits(reader: Reader, what: string): CoreLimits {
  const start = reader.offset;
  const flags = reader.byte(`the limits of a ${what}`);
  if (flags & 0x02) reader.unsupported(`core feature threads and atomics: a shared ${what}`, start);
  if (flags & 0x04) reader.unsupported(`core feature 64-bit ${what}`, start);
  if (flags > 0x01) reader.unsupported(`core feature: limits 0x${flags.toString(16)} of a ${what}`, start);
  const least = reader.u32(`the least size of a ${what}`);
  const most = flags & 0x01 ? reader.u32(`the greatest size of a ${what}`) : undefined;
  if (most !== undefined && most < least) reader.fail(`a ${what} is at least ${least} and at most ${most}`, start);
  return { least, most };
}

export function readTableType(reader: Reader): CoreExternType & { kind: 'table' } {
  const start = reader.offset;
  const code = reader.peek('the type of the elements of a table');
  const element = readCoreType(reader);
  if (code in CORE_TYPES || code === VECTOR) reader.fail(`a table holds ${element}, which is no reference`, start);
  return { kind: 'table', element, limits: readLimits(reader, 'table') };
}

export function readMemoryType(reader: Reader): CoreExternType & { kind: 'memory' } {
  const start = reader.offset;
  const limits = readLimits(reader, 'memory');
  if (Math.max(limits.least, limits.most ?? 0) > MAX_PAGES) {
    reader.fail(`a memory has more than ${MAX_PAGES} pages`, start);
  }
  return { kind: 'memory', limits };
}

export function readGlobalType(reader: Reader): CoreExternType & { kind: 'global' } {
  const content = readCoreType(reader);
  const start = reader.offset;
  const mutability = reader.byte('the mutability of a global');
  if (mutability === 2 || mutability === 3)
    reader.unsupported('core feature threads and atomics: a shared global', start);
  if (mutability > 1) reader.fail('the mutability of a global is neither 0 nor 1', start);
  return { kind: 'global', content, mutable: mutability === 1 };
}

export function readExternKind(reader: Reader): ExternKind {
  const start = reader.offset;
  const code = reader.byte('the kind of a core import or export');
  if (code === 0x04) reader.unsupported('core feature exception handling: a tag', start);
  return KINDS[code] ?? reader.fail('this is no kind of a core import or export', start);
}

/** The type of a core import, or of an export that a module type declares. `func` makes that of a function from its index. */
export function readExternType<F>(
  reader: Reader,
  func: (index: number, offset: number) => F,
): F | Exclude<CoreExternType, { kind: 'func' }> {
  switch (readExternKind(reader)) {
    case 'func': {
      const start = reader.offset;
      return func(reader.u32('a core type index'), start);
    }
    case 'table':
      return readTableType(reader);
    case 'memory':
      return readMemoryType(reader);
    case 'global':
      return readGlobalType(reader);
  }
}

export function printCoreFunction(type: CoreFunctionType): string {
  return `(${type.parameters.join(' ')}) -> (${type.results.join(' ')})`;
}

export function equalCoreFunctions(a: CoreFunctionType, b: CoreFunctionType): boolean {
  const equal = (xs: readonly CoreType[], ys: readonly CoreType[]) =>
    xs.length === ys.length && xs.every((x, index) => x === ys[index]);
  return a === b || (equal(a.parameters, b.parameters) && equal(a.results, b.results));
}

function printLimits({ least, most }: CoreLimits): string {
  return most === undefined ? `${least} or more` : `${least} to ${most}`;
}

export function printCoreExtern(type: CoreExternType): string {
  switch (type.kind) {
    case 'func':
      return `func ${printCoreFunction(type.type)}`;
    case 'table':
      return `table of ${type.element}, ${printLimits(type.limits)}`;
    case 'memory':
      return `memory of ${printLimits(type.limits)} pages`;
    case 'global':
      return `${type.mutable ? 'mutable ' : ''}global of ${type.content}`;
  }
}

function fitsLimits(given: CoreLimits, wanted: CoreLimits): boolean {
  if (given.least < wanted.least) return false;
  return wanted.most === undefined || (given.most !== undefined && given.most <= wanted.most);
}

/** Whether something of one type may be given where another is wanted (core specification: matching of external types). */
export function matchesCore(given: CoreExternType, wanted: CoreExternType): boolean {
  switch (wanted.kind) {
    case 'func':
      return given.kind === 'func' && equalCoreFunctions(given.type, wanted.type);
    case 'table':
      return given.kind === 'table' && given.element === wanted.element && fitsLimits(given.limits, wanted.limits);
    case 'memory':
      return given.kind === 'memory' && fitsLimits(given.limits, wanted.limits);
    case 'global':
      return given.kind === 'global' && given.content === wanted.content && given.mutable === wanted.mutable;
  }
}
