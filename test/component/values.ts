import fc from 'fast-check';
import type { TestType } from './echo.ts';

/** A type with values to try it with. */
export interface SampledType extends TestType {
  readonly values: fc.Arbitrary<unknown>;
  /** Whether a case's i32 or f32 lies in an i64 that it shares with another case. */
  readonly widens?: boolean | undefined;
}

const integer = (wit: string, min: number, max: number): SampledType => ({
  wit,
  flat: ['i32'],
  values: fc.integer({ min, max }),
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('', '\ufeffmark', 'é'.repeat(30), '😀'.repeat(50), 'x'.repeat(300)),
);

/** Every type without inner types. */
export const SCALARS: readonly SampledType[] = [
  integer('u8', 0, 0xff),
  integer('s8', -0x80, 0x7f),
  integer('u16', 0, 0xffff),
  integer('s16', -0x8000, 0x7fff),
  integer('u32', 0, 0xffff_ffff),
  integer('s32', -0x8000_0000, 0x7fff_ffff),
  { wit: 'u64', flat: ['i64'], values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { wit: 's64', flat: ['i64'], values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { wit: 'f32', flat: ['f32'], values: fc.float() },
  { wit: 'f64', flat: ['f64'], values: fc.double() },
  { wit: 'bool', flat: ['i32'], values: fc.boolean() },
  { wit: 'char', flat: ['i32'], values: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  { wit: 'string', flat: ['i32', 'i32'], values: text },
];

const NUMBER_LISTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  u8: fc.uint8Array({ maxLength: 200 }),
  s8: fc.int8Array(),
  u16: fc.uint16Array(),
  s16: fc.int16Array(),
  u32: fc.uint32Array({ maxLength: 60 }),
  s32: fc.int32Array(),
  u64: fc.bigUint64Array(),
  s64: fc.bigInt64Array(),
  f32: fc.float32Array({ noNaN: true }),
  f64: fc.float64Array({ noNaN: true }),
};

export function listOf(element: SampledType): SampledType {
  const values = NUMBER_LISTS[element.wit] ?? fc.array(element.values, { maxLength: 5 });
  return { wit: `list<${element.wit}>`, flat: ['i32', 'i32'], values };
}

export function tupleOf(elements: readonly SampledType[]): SampledType {
  return {
    wit: `tuple<${elements.map((each) => each.wit).join(', ')}>`,
    flat: elements.flatMap((each) => each.flat),
    values: fc.tuple(...elements.map((each) => each.values)),
    widens: elements.some((each) => each.widens),
  };
}

/** Core types of a variant: each place is wide enough for every case. */
function joinFlat(cases: readonly (readonly string[])[]): string[] {
  const joined: string[] = [];
  for (const flat of cases) {
    flat.forEach((core, index) => {
      const before = joined[index];
      if (before === undefined || before === core) joined[index] = core;
      else joined[index] = before.endsWith('32') && core.endsWith('32') ? 'i32' : 'i64';
    });
  }
  return ['i32', ...joined];
}

/** A variant with these cases, named `a-case0`, `a-case1` and so on; its own name is left out. */
export function variantTypeOf(cases: readonly (SampledType | undefined)[]): SampledType {
  const flat = joinFlat(cases.map((each) => each?.flat ?? []));
  const values = cases.map((each, index) => {
    const tag = `a-case${index}`;
    return each === undefined ? fc.constant({ tag }) : each.values.map((val) => ({ tag, val }));
  });
  return { wit: '', flat, values: fc.oneof(...values), widens: widensIn(flat, cases) };
}

function widensIn(flat: readonly string[], cases: readonly (SampledType | undefined)[]): boolean {
  return cases.some(
    (each) => each?.widens || each?.flat.some((core, index) => flat[index + 1] === 'i64' && core.endsWith('32')),
  );
}

export function optionOf(element: SampledType): SampledType {
  const tagged = element.wit.startsWith('option<');
  const some = tagged ? element.values.map((val) => ({ tag: 'some', val })) : element.values;
  const none = fc.constant(tagged ? { tag: 'none' } : undefined);
  return {
    wit: `option<${element.wit}>`,
    flat: joinFlat([[], element.flat]),
    values: fc.oneof(none, some),
    widens: element.widens,
  };
}

export function resultOf(ok: SampledType, err: SampledType): SampledType {
  const flat = joinFlat([ok.flat, err.flat]);
  return {
    wit: `result<${ok.wit}, ${err.wit}>`,
    flat,
    widens: widensIn(flat, [ok, err]),
    values: fc.oneof(
      ok.values.map((val) => ({ tag: 'ok', val })),
      err.values.map((val) => ({ tag: 'err', val })),
    ),
  };
}

/** Types that need a declaration in WIT. */
export const DECLARATIONS = `
  record person { first-name: string, age: u8, score: s64, tags: list<string> }
  variant shape { empty, circle(f32), area(u64), label(string), point(tuple<s16, s16>) }
  enum colour { red, dark-blue, green }
  flags access { read, write-all, run }
  flags many { ${Array.from({ length: 32 }, (_, index) => `f${index}`).join(', ')} }
`;

const many = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`f${index}`, fc.boolean()]));

export const DECLARED: readonly SampledType[] = [
  {
    wit: 'person',
    flat: ['i32', 'i32', 'i32', 'i64', 'i32', 'i32'],
    values: fc.record(
      {
        firstName: text,
        age: fc.integer({ min: 0, max: 255 }),
        score: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        tags: fc.array(text, { maxLength: 4 }),
      },
      { noNullPrototype: true },
    ),
  },
  {
    wit: 'shape',
    flat: ['i32', 'i64', 'i32'],
    widens: true,
    values: fc.oneof(
      fc.constant({ tag: 'empty' }),
      fc.float().map((val) => ({ tag: 'circle', val })),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((val) => ({ tag: 'area', val })),
      text.map((val) => ({ tag: 'label', val })),
      fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })).map((val) => ({ tag: 'point', val })),
    ),
  },
  { wit: 'colour', flat: ['i32'], values: fc.constantFrom('red', 'dark-blue', 'green') },
  {
    wit: 'access',
    flat: ['i32'],
    values: fc.record({ read: fc.boolean(), writeAll: fc.boolean(), run: fc.boolean() }, { noNullPrototype: true }),
  },
  { wit: 'many', flat: ['i32'], values: fc.record(many, { noNullPrototype: true }) },
];
