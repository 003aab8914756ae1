import { WitError } from '../wit/error.ts';
import type { Type } from '../wit/model.ts';
import { dealiasType } from '../wit/model.ts';
import type { PrimitiveName } from '../wit/syntax.ts';
import { typeName } from './names.ts';
import type { Plan, Side } from './plan.ts';
import { TYPES_PATH } from './paths.ts';
import type { SourceFile } from './source-file.ts';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
];

/** The fields of the generated class for tuples of a length: `first` to `sixteenth`, then `field17`. */
export function tupleFields(length: number): string[] {
  return Array.from({ length }, (_, i) => ORDINALS[i] ?? `field${i + 1}`);
}

export const PRIMITIVES: Record<PrimitiveName, string> = {
  bool: 'bool',
  u8: 'u8',
  u16: 'u16',
  u32: 'u32',
  u64: 'u64',
  s8: 'i8',
  s16: 'i16',
  s32: 'i32',
  s64: 'i64',
  f32: 'f32',
  f64: 'f64',
  char: 'u32',
  string: 'string',
};

const TYPED_ARRAYS: Partial<Record<Type['kind'], string>> = {
  u8: 'Uint8Array',
  u16: 'Uint16Array',
  u32: 'Uint32Array',
  u64: 'Uint64Array',
  s8: 'Int8Array',
  s16: 'Int16Array',
  s32: 'Int32Array',
  s64: 'Int64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
};

/** The typed array that a list of this element is, or nothing. */
export function typedArrayOf(element: Type): string | undefined {
  return TYPED_ARRAYS[dealiasType(element).kind];
}

/** Whether a type maps to a class, so that `| null` can say that there is none. */
export function isReference(type: Type): boolean {
  const actual = dealiasType(type);
  switch (actual.kind) {
    case 'option':
      return !isReference(actual.element);
    case 'string':
    case 'list':
    case 'result':
    case 'tuple':
    case 'own':
    case 'borrow':
      return true;
    case 'named':
      return actual.definition.definition.kind !== 'enum';
    default:
      return false;
  }
}

/** Whether an option of this element is `T | null` rather than `Option<T>`. */
export function isNullable(element: Type): boolean {
  return dealiasType(element).kind !== 'option' && isReference(element);
}

/** The AssemblyScript type for a WIT type, importing what it names into `file`. */
export function typeText(plan: Plan, file: SourceFile, side: Side, type: Type): string {
  const text = (inner: Type): string => typeText(plan, file, side, inner);
  const orUnit = (inner: Type | undefined): string => (inner ? text(inner) : file.use(TYPES_PATH, 'Unit'));
  switch (type.kind) {
    case 'named':
      return file.use(plan.moduleOfType(type.definition, side).path, typeName(type.definition.name));
    case 'own':
    case 'borrow': {
      const { path, name } = plan.resourceClass(type.definition, side);
      return file.use(path, name);
    }
    case 'list':
      if (type.length !== undefined) throw notCarried(type, 'a list of fixed length');
      return typedArrayOf(type.element) ?? `Array<${text(type.element)}>`;
    case 'option':
      return isNullable(type.element)
        ? `${text(type.element)} | null`
        : `${file.use(TYPES_PATH, 'Option')}<${text(type.element)}>`;
    case 'result':
      return `${file.use(TYPES_PATH, 'Result')}<${orUnit(type.ok)}, ${orUnit(type.err)}>`;
    case 'tuple': {
      const { length } = type.elements;
      return `${file.use(TYPES_PATH, `Tuple${length}`)}<${type.elements.map(text).join(', ')}>`;
    }
    case 'map':
    case 'future':
    case 'stream':
    case 'error-context':
      throw notCarried(type, `\`${type.kind}\``);
    default:
      return PRIMITIVES[type.kind];
  }
}

function notCarried(type: Type, what: string): WitError {
  return new WitError(type.location, `${what} cannot be carried to AssemblyScript yet: use another type here`);
}
