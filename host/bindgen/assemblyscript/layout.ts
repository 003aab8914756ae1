import type { Type } from '../wit/model.ts';
import { dealiasType } from '../wit/model.ts';
import type { PrimitiveName } from '../wit/syntax.ts';

/**
 * How the canonical ABI lays values out in memory and in core function signatures:
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#alignment and #flattening.
 */

/** Core parameters; a function with more takes one pointer to them all. */
export const MAX_FLAT_PARAMETERS = 16;
/** Core results; a function with more returns a pointer. */
export const MAX_FLAT_RESULTS = 1;

export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

export interface Layout {
  readonly sizeBytes: number;
  readonly alignmentBytes: number;
}

const PRIMITIVE_SIZES_BYTES: Record<Exclude<PrimitiveName, 'string'>, number> = {
  bool: 1,
  u8: 1,
  s8: 1,
  u16: 2,
  s16: 2,
  u32: 4,
  s32: 4,
  char: 4,
  f32: 4,
  u64: 8,
  s64: 8,
  f64: 8,
};

/** The cases of a variant, enum, option or result, by discriminant: their payload types. */
export function casesOf(type: Type): (Type | undefined)[] | undefined {
  const actual = dealiasType(type);
  if (actual.kind === 'option') return [undefined, actual.element];
  if (actual.kind === 'result') return [actual.ok, actual.err];
  if (actual.kind !== 'named') return undefined;
  const { definition } = actual.definition;
  if (definition.kind === 'variant') return definition.cases.map((one) => one.type);
  if (definition.kind === 'enum') return definition.cases.map(() => undefined);
  return undefined;
}

/** The fields of a record or tuple. */
export function fieldsOf(type: Type): readonly Type[] | undefined {
  const actual = dealiasType(type);
  if (actual.kind === 'tuple') return actual.elements;
  if (actual.kind !== 'named' || actual.definition.definition.kind !== 'record') return undefined;
  return actual.definition.definition.fields.map((field) => field.type);
}

/** The size in bytes of a discriminant that tells `count` cases apart. */
export function discriminantSizeBytes(count: number): 1 | 2 | 4 {
  if (count <= 0x100) return 1;
  return count <= 0x10000 ? 2 : 4;
}

/** The size in bytes of `count` flags. */
export function flagsSizeBytes(count: number): 1 | 2 | 4 {
  if (count <= 8) return 1;
  return count <= 16 ? 2 : 4;
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** Where each field of a record lies, and the record's own layout. */
export function recordLayout(fields: readonly Type[]): Layout & { readonly offsets: readonly number[] } {
  let sizeBytes = 0;
  let alignmentBytes = 1;
  const offsets = fields.map((field) => {
    const inner = layoutOf(field);
    const offset = alignUp(sizeBytes, inner.alignmentBytes);
    sizeBytes = offset + inner.sizeBytes;
    alignmentBytes = Math.max(alignmentBytes, inner.alignmentBytes);
    return offset;
  });
  return { sizeBytes: alignUp(sizeBytes, alignmentBytes), alignmentBytes, offsets };
}

/** Where a variant's payload lies, and the variant's own layout. */
export function variantLayout(cases: readonly (Type | undefined)[]): Layout & { readonly payloadOffset: number } {
  const discriminant = discriminantSizeBytes(cases.length);
  const payloads = cases.filter((one) => one !== undefined).map(layoutOf);
  const payloadAlignment = Math.max(1, ...payloads.map((one) => one.alignmentBytes));
  const payloadOffset = alignUp(discriminant, payloadAlignment);
  const alignmentBytes = Math.max(discriminant, payloadAlignment);
  const sizeBytes = alignUp(payloadOffset + Math.max(0, ...payloads.map((one) => one.sizeBytes)), alignmentBytes);
  return { sizeBytes, alignmentBytes, payloadOffset };
}

export function layoutOf(type: Type): Layout {
  const actual = dealiasType(type);
  const fields = fieldsOf(actual);
  if (fields) return recordLayout(fields);
  const cases = casesOf(actual);
  if (cases) return variantLayout(cases);
  switch (actual.kind) {
    case 'string':
    case 'list':
      return { sizeBytes: 8, alignmentBytes: 4 };
    case 'own':
    case 'borrow':
      return { sizeBytes: 4, alignmentBytes: 4 };
    case 'named': {
      const { definition } = actual.definition;
      const sizeBytes = definition.kind === 'flags' ? flagsSizeBytes(definition.flags.length) : 0;
      return { sizeBytes, alignmentBytes: sizeBytes };
    }
    default: {
      const sizeBytes = PRIMITIVE_SIZES_BYTES[actual.kind as Exclude<PrimitiveName, 'string'>];
      return { sizeBytes, alignmentBytes: sizeBytes };
    }
  }
}

/** The core types a value is passed as. */
export function flatten(type: Type): CoreType[] {
  const actual = dealiasType(type);
  const fields = fieldsOf(actual);
  if (fields) return fields.flatMap(flatten);
  const cases = casesOf(actual);
  if (cases) return ['i32', ...joinCases(cases)];
  switch (actual.kind) {
    case 'string':
    case 'list':
      return ['i32', 'i32'];
    case 'u64':
    case 's64':
      return ['i64'];
    case 'f32':
    case 'f64':
      return [actual.kind];
    default:
      return ['i32'];
  }
}

/** The core types that carry the payload of whichever case a variant has. */
function joinCases(cases: readonly (Type | undefined)[]): CoreType[] {
  const joined: CoreType[] = [];
  for (const one of cases) {
    if (!one) continue;
    for (const [i, core] of flatten(one).entries()) {
      const other = joined[i];
      joined[i] = other === undefined ? core : join(other, core);
    }
  }
  return joined;
}

function join(a: CoreType, b: CoreType): CoreType {
  if (a === b) return a;
  const narrow = (core: CoreType): boolean => core === 'i32' || core === 'f32';
  return narrow(a) && narrow(b) ? 'i32' : 'i64';
}
