import fc from 'fast-check';

import { dealiasType, type Type } from '../../host/bindgen/wit/model.ts';

/** Values of a WIT type as `host/component` takes and gives them. */
export function arbitraryOf(type: Type): fc.Arbitrary<unknown> {
  const actual = dealiasType(type);
  switch (actual.kind) {
    case 'bool':
      return fc.boolean();
    case 'u8':
    case 'u16':
    case 'u32':
      return fc.integer({ min: 0, max: 2 ** Number(actual.kind.slice(1)) - 1 });
    case 's8':
    case 's16':
    case 's32':
      return fc.integer({
        min: -(2 ** (Number(actual.kind.slice(1)) - 1)),
        max: 2 ** (Number(actual.kind.slice(1)) - 1) - 1,
      });
    case 'u64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 's64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'f32':
      return fc.float();
    case 'f64':
      return fc.double();
    case 'char':
      return fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    case 'string':
      return fc.string({ unit: 'binary', maxLength: 40 });
    case 'list':
      return listOf(actual.element);
    case 'option':
      return optionOf(actual.element);
    case 'result':
      return fc.oneof(caseOf('ok', actual.ok, true), caseOf('err', actual.err, true));
    case 'tuple':
      return fc.tuple(...actual.elements.map(arbitraryOf));
    case 'named':
      return definedBy(actual);
    default:
      throw new Error(`${actual.kind} has no plain values`);
  }
}

function definedBy(type: Type & { kind: 'named' }): fc.Arbitrary<unknown> {
  const { definition } = type.definition;
  switch (definition.kind) {
    case 'record':
      return fc.record(
        Object.fromEntries(definition.fields.map((field) => [camelCase(field.name), arbitraryOf(field.type)])),
      );
    case 'flags':
      return fc.record(Object.fromEntries(definition.flags.map((flag) => [camelCase(flag.name), fc.boolean()])));
    case 'enum':
      return fc.constantFrom(...definition.cases.map((one) => one.name));
    case 'variant':
      return fc.oneof(...definition.cases.map((one) => caseOf(one.name, one.type, false)));
    default:
      throw new Error(`${type.definition.name} has no plain values`);
  }
}

function caseOf(tag: string, payload: Type | undefined, always: boolean): fc.Arbitrary<unknown> {
  if (payload) return arbitraryOf(payload).map((val) => ({ tag, val }));
  return fc.constant(always ? { tag, val: undefined } : { tag });
}

function optionOf(element: Type): fc.Arbitrary<unknown> {
  if (dealiasType(element).kind !== 'option') return fc.option(arbitraryOf(element), { nil: undefined });
  return fc.oneof(caseOf('none', undefined, false), caseOf('some', element, false));
}

const TYPED_ARRAYS = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
};

function listOf(element: Type): fc.Arbitrary<unknown> {
  const list = fc.array(arbitraryOf(element), { maxLength: 12 });
  const { kind } = dealiasType(element);
  if (!(kind in TYPED_ARRAYS)) return list;
  const TypedArray = TYPED_ARRAYS[kind as keyof typeof TYPED_ARRAYS] as { from(values: unknown[]): unknown };
  return list.map((values) => TypedArray.from(values));
}

/** As `host/component` names fields. */
export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
