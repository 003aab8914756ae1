import test from 'ava';
import { loadComponent, type Instance } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { between, calls, exported, type Border } from './canonical.ts';

type Exports = Instance['exports'];

async function exportsOf(
  text: string,
  imports: Record<string, (...values: never[]) => unknown> = {},
): Promise<Exports> {
  const component = await loadComponent(await parseComponent(text), { name: 'exact' });
  return component.instantiate({ imports }).exports;
}

/** Often enough that the engine has compiled the glue with all it optimises. */
const HOT_CALLS = 20_000;

/** Core code that traps unless a condition holds. */
const expect = (condition: string): string => `(if (i32.eqz ${condition}) (then (unreachable)))`;

const CANONICAL_F32 = 0x7fc0_0000;
const CANONICAL_F64 = 0x7ff8_0000_0000_0000n;

/** Floats with a payload on their way from one component to another: type, lowered type, the call, and what the callee must see. */
const NANS: readonly [string, string, string, string, string][] = [
  [
    'f32',
    'f32',
    '(f32.const -nan:0x200001)',
    'f32',
    `(i32.eq (i32.reinterpret_f32 (local.get 0)) (i32.const ${CANONICAL_F32}))`,
  ],
  [
    'f64',
    'f64',
    '(f64.const nan:0x4000000000001)',
    'f64',
    `(i64.eq (i64.reinterpret_f64 (local.get 0)) (i64.const ${CANONICAL_F64}))`,
  ],
  [
    '(result f32 (error u32))',
    'i32 i32',
    '(i32.const 0) (i32.const 0xffa00001)',
    'i32 i32',
    `(i32.eq (local.get 1) (i32.const ${CANONICAL_F32}))`,
  ],
  [
    '(result f32 (error u64))',
    'i32 i64',
    '(i32.const 0) (i64.const 0xffa00001)',
    'i32 i64',
    `(i64.eq (local.get 1) (i64.const ${CANONICAL_F32}))`,
  ],
  [
    '(result f64 (error u64))',
    'i32 i64',
    '(i32.const 0) (i64.const 0xfff4000000000001)',
    'i32 i64',
    `(i64.eq (local.get 1) (i64.const ${CANONICAL_F64}))`,
  ],
  [
    '(list f32)',
    'i32 i32',
    '(i32.const 64) (i32.const 1)',
    'i32 i32',
    `(i32.eq (i32.load (local.get 0)) (i32.const ${CANONICAL_F32}))`,
  ],
  [
    '(list (tuple u32 f32))',
    'i32 i32',
    '(i32.const 60) (i32.const 1)',
    'i32 i32',
    `(i32.eq (i32.load offset=4 (local.get 0)) (i32.const ${CANONICAL_F32}))`,
  ],
];

for (const [type, lowered, passed, core, seen] of NANS) {
  test(`canonicalize_nan: a NaN in ${type} leaves sign and payload behind`, async (t) => {
    const guest = await exportsOf(
      between({
        type: `(param "v" ${type})`,
        lowered: `(param ${lowered})`,
        caller: `(data (i32.const 64) "\\01\\00\\a0\\ff") (func (export "attack") (call $f ${passed}))`,
        callee: `(func (export "f") (param ${core}) ${expect(seen)})`,
        calleeRealloc: '(i32.const 1024)',
      }),
    );
    for (let call = 0; call < HOT_CALLS; call++) guest['attack']();
    t.pass();
  });
}

test('canonicalize_nan: numbers of the host, and lists of them, too', async (t) => {
  const bits32 = Uint32Array.of(0xffa0_0001, 0x3f80_0000);
  const bits64 = BigUint64Array.of(0xfff4_0000_0000_0001n);
  const f32 = await exportsOf(
    exported({
      type: '(param "v" f32) (result u32)',
      callee: '(func (export "f") (param f32) (result i32) (i32.reinterpret_f32 (local.get 0)))',
    }),
  );
  const f64 = await exportsOf(
    exported({
      type: '(param "v" f64) (result u64)',
      callee: '(func (export "f") (param f64) (result i64) (i64.reinterpret_f64 (local.get 0)))',
    }),
  );
  const stored = await exportsOf(
    exported({
      type: '(param "v" (list f32)) (result u32)',
      callee: '(func (export "f") (param i32 i32) (result i32) (i32.load (local.get 0)))',
      realloc: '(i32.const 1024)',
    }),
  );
  const loaded = await exportsOf(
    exported({
      type: '(result (list f64))',
      callee: `(data (i32.const 64) "\\01\\00\\00\\00\\00\\00\\f4\\ff")
        (func (export "f") (result i32)
          (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 1)) (i32.const 8))`,
    }),
  );
  for (let call = 0; call < HOT_CALLS; call++) {
    t.is(f32['f'](new Float32Array(bits32.buffer)[0]), CANONICAL_F32);
    t.is(f64['f'](new Float64Array(bits64.buffer)[0]), CANONICAL_F64);
  }
  t.is(stored['f'](new Float32Array(bits32.buffer)), CANONICAL_F32);
  t.is(new BigUint64Array(loaded['f']().buffer)[0], CANONICAL_F64);
});

/** What a guest hands to the host flat, as core values, and what the host must get. */
const FLAT_LIFTS: readonly [string, string, string, string, unknown][] = [
  ['convert_int_to_bool', 'bool', 'i32', '(i32.const 2)', true],
  ['convert_int_to_bool', 'bool', 'i32', '(i32.const 0x80000000)', true],
  ['lift_flat_unsigned', 'u8', 'i32', '(i32.const 0x101)', 1],
  ['lift_flat_unsigned', 'u16', 'i32', '(i32.const -1)', 0xffff],
  ['lift_flat_unsigned', 'u32', 'i32', '(i32.const -1)', 0xffff_ffff],
  ['lift_flat_unsigned', 'u64', 'i64', '(i64.const -1)', 2n ** 64n - 1n],
  ['lift_flat_signed', 's8', 'i32', '(i32.const 0x180)', -128],
  ['lift_flat_signed', 's16', 'i32', '(i32.const 0x18000)', -32_768],
  ['lift_flat_signed', 's64', 'i64', '(i64.const -1)', -1n],
  ['convert_i32_to_char', 'char', 'i32', '(i32.const 0x10ffff)', '\u{10ffff}'],
  ['convert_i32_to_char', 'char', 'i32', '(i32.const 0)', '\u0000'],
  ['unpack_flags_from_int', '(flags "a" "b")', 'i32', '(i32.const -2)', { a: false, b: true }],
  [
    'lift_flat_variant: wrap_i64_to_i32',
    '(result u8 (error u64))',
    'i32 i64',
    '(i32.const 0) (i64.const 0x1ff)',
    { tag: 'ok', val: 255 },
  ],
  [
    'lift_flat_variant: wrap_i64_to_i32',
    '(result s32 (error u64))',
    'i32 i64',
    '(i32.const 0) (i64.const 0x1ffffffff)',
    { tag: 'ok', val: -1 },
  ],
];

for (const [by, type, lowered, passed, expected] of FLAT_LIFTS) {
  test(`${by}: ${passed} is a ${type}`, async (t) => {
    let got: unknown;
    const host = (value: unknown): void => void (got = value);
    const border = { type: `(param "v" ${type})`, lowered: `(param ${lowered})` };
    const caller = `(func (export "attack") (call $f ${passed}))`;
    (await exportsOf(withNamedType(calls({ ...border, caller }), type), { f: host }))['attack']();
    t.deepEqual(got, expected);
  });
}

/** A flags type has to have a name where a function uses it; here the component imports it. */
function withNamedType(component: string, type: string): string {
  if (!type.startsWith('(flags')) return component;
  return component
    .replaceAll(type, '$named')
    .replace('(component', `(component (type $plain ${type}) (import "named" (type $named (eq $plain)))`);
}

/** What lies in a guest's memory beyond what a value's type says is not seen. */
const BETWEEN_LOWERS: readonly [string, Border][] = [
  [
    'store_int: a bool of another component is 0 or 1',
    {
      type: '(param "v" bool)',
      lowered: '(param i32)',
      caller: '(func (export "attack") (call $f (i32.const 256)))',
      callee: `(func (export "f") (param i32) ${expect('(i32.eq (local.get 0) (i32.const 1))')})`,
    },
  ],
  [
    'lift_flat_signed: an s8 of another component is extended by its sign',
    {
      type: '(param "v" s8)',
      lowered: '(param i32)',
      caller: '(func (export "attack") (call $f (i32.const 0x180)))',
      callee: `(func (export "f") (param i32) ${expect('(i32.eq (local.get 0) (i32.const -128))')})`,
    },
  ],
  [
    'lower_flat_variant: places that a case leaves out are 0',
    {
      type: '(param "v" (option (tuple u32 u64)))',
      lowered: '(param i32 i32 i64)',
      caller: '(func (export "attack") (call $f (i32.const 0) (i32.const 7) (i64.const 8)))',
      callee: `(func (export "f") (param i32 i32 i64) ${expect('(i32.eqz (local.get 1))')} ${expect('(i64.eqz (local.get 2))')})`,
    },
  ],
  [
    'load_string_from_range: nothing at the end of memory is a string',
    {
      type: '(param "v" string)',
      lowered: '(param i32 i32)',
      caller: '(func (export "attack") (call $f (i32.const 65536) (i32.const 0)))',
      callee: `(func (export "f") (param i32 i32) ${expect('(i32.eqz (local.get 1))')} ${expect('(i32.eq (local.get 0) (i32.const 1024))')})`,
      calleeRealloc: '(i32.const 1024)',
    },
  ],
];

for (const [what, border] of BETWEEN_LOWERS) {
  test(what, async (t) => {
    const guest = await exportsOf(between(border));
    t.notThrows(() => guest['attack']());
  });
}

const UTF16_TAG = 0x8000_0000;

/** Strings as they lie in a guest, by encoding, bytes and length in units, and what the host must get. */
const STRINGS: readonly [Border['encoding'] & string, string, number, string][] = [
  ['utf8', '\\ef\\bb\\bfa', 4, '\ufeffa'],
  ['utf8', 'a\\00b', 3, 'a\u0000b'],
  ['utf8', '\\ef\\bf\\bd', 3, '\ufffd'],
  ['utf8', '\\f4\\8f\\bf\\bf', 4, '\u{10ffff}'],
  ['utf16', '\\ff\\fea\\00', 2, '\ufeffa'],
  ['utf16', '\\ff\\d7', 1, '\ud7ff'],
  ['utf16', '\\ff\\ff', 1, '\uffff'],
  ['utf16', '=\\d8\\00\\de', 2, '😀'],
  ['latin1+utf16', '\\ffa\\00', 3, '\u00ffa\u0000'],
  ['latin1+utf16', '\\80', 1, '\u0080'],
  ['latin1+utf16', '\\ff\\fea\\00', UTF16_TAG + 2, '\ufeffa'],
  ['latin1+utf16', 'a\\00', UTF16_TAG + 1, 'a'],
  ['latin1+utf16', '', UTF16_TAG, ''],
];

for (const [encoding, bytes, units, expected] of STRINGS) {
  test(`load_string_from_range: ${JSON.stringify(expected)} in ${units} units of ${encoding}`, async (t) => {
    const callee = `(data (i32.const 64) "${bytes}")
      (func (export "f") (result i32)
        (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const ${units | 0})) (i32.const 8))`;
    const guest = await exportsOf(exported({ type: '(result string)', callee, encoding }));
    t.is(guest['f'](), expected);
  });
}

/** Reads \`count\` parameters of type u32, in memory if they are over 16, and answers the last. */
const lastOf = (count: number): Border => ({
  type: `${Array.from({ length: count }, (_, index) => `(param "p${index}" u32)`).join(' ')} (result u32)`,
  callee:
    count > 16
      ? `(func (export "f") (param i32) (result i32) (i32.load offset=${(count - 1) * 4} (local.get 0)))`
      : `(func (export "f") (param ${'i32 '.repeat(count)}) (result i32) (local.get ${count - 1}))`,
  realloc: `${expect('(i32.eq (local.get $align) (i32.const 4))')} ${expect(`(i32.eq (local.get $size) (i32.const ${count * 4}))`)} (i32.const 1024)`,
});

for (const count of [16, 17, 100]) {
  test(`flatten_functype: ${count} parameters`, async (t) => {
    const guest = await exportsOf(exported(lastOf(count)));
    t.is(guest['f'](...Array.from({ length: count }, (_, index) => index + 1)), count);
  });
}

test('flatten_functype: one core result is returned, two lie in memory', async (t) => {
  const one = exported({ type: '(result (tuple u32))', callee: '(func (export "f") (result i32) (i32.const 5))' });
  t.deepEqual((await exportsOf(one))['f'](), [5]);
  const two = exported({
    type: '(result (tuple u32 u8))',
    callee:
      '(func (export "f") (result i32) (i32.store (i32.const 8) (i32.const 5)) (i32.store8 (i32.const 12) (i32.const 6)) (i32.const 8))',
  });
  t.deepEqual((await exportsOf(two))['f'](), [5, 6]);
});

/** A realloc that moves forward and takes a page more of memory each time. */
const GROWING = `(local $at i32)
  (local.set $at (i32.mul (memory.size) (i32.const 65536)))
  (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then (unreachable)))
  (local.get $at)`;

test('reallocate: a realloc may grow the memory under the values that are lowered', async (t) => {
  const guest = await exportsOf(
    exported({
      type: `(param "v" (list (tuple string (list u8) (list string)))) ${Array.from({ length: 16 }, (_, index) => `(param "p${index}" string)`).join(' ')}
        (result (tuple (list (tuple string (list u8) (list string))) string))`,
      callee: `(func (export "f") (param $p i32) (result i32)
        (i64.store (i32.const 8) (i64.load (local.get $p)))
        (i64.store (i32.const 16) (i64.load offset=128 (local.get $p)))
        (i32.const 8))`,
      realloc: GROWING,
    }),
  );
  const value = [
    ['one', Uint8Array.of(1, 2), ['a', 'b', 'x'.repeat(300)]],
    ['zwei €', new Uint8Array(200).fill(7), []],
  ];
  const texts = Array.from({ length: 16 }, (_, index) => `text ${index}`);
  t.deepEqual(guest['f'](value, ...texts), [value, 'text 15']);
});

test('reallocate: also under values of another component, and under the result of a call', async (t) => {
  const type = '(param "v" (list string)) (result (list string))';
  const guest = await exportsOf(
    between({
      type,
      lowered: '(param i32 i32 i32)',
      // Two strings at 64 and 72 whose text lies at 96; what comes back is compared with them.
      caller: `(data (i32.const 64) "\\60\\00\\00\\00\\03\\00\\00\\00\\63\\00\\00\\00\\02\\00\\00\\00") (data (i32.const 96) "onetw")
        (func (export "attack") (local $list i32)
          (call $f (i32.const 64) (i32.const 2) (i32.const 16))
          ${expect('(i32.eq (i32.load (i32.const 20)) (i32.const 2))')}
          (local.set $list (i32.load (i32.const 16)))
          ${expect('(i32.eq (i32.load offset=12 (local.get $list)) (i32.const 2))')}
          ${expect('(i32.eq (i32.load16_u (i32.load offset=8 (local.get $list))) (i32.load16_u (i32.const 99)))')})`,
      realloc: GROWING,
      callee: `(func (export "f") (param i32 i32) (result i32)
        (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))`,
      calleeRealloc: GROWING,
    }),
  );
  for (let call = 0; call < 3; call++) t.notThrows(() => guest['attack']());
});

/** Spoils the string at 64; adds its parameter to the byte behind it. */
const SPOIL = `(param i32)
  (memory.fill (i32.const 64) (i32.const 0x21) (i32.const 4))
  (i32.store8 (i32.const 68) (i32.add (i32.load8_u (i32.const 68)) (local.get 0)))`;

test('canon_lift: post-return runs once, with the core results, after they were lifted', async (t) => {
  const callee = `(data (i32.const 64) "text\\00")
    (func (export "f") (result i32)
      (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 5)) (i32.const 8))`;
  const guest = await exportsOf(exported({ type: '(result string)', callee, postReturn: SPOIL }));
  t.is(guest['f'](), 'text\u0000');
  t.is(guest['f'](), '!!!!\u0008');
  t.is(guest['f'](), '!!!!\u0010');
});

test('canon_lift: post-return runs after the result reached the caller', async (t) => {
  const callee = `(data (i32.const 64) "text")
    (func (export "f") (result i32)
      (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 4)) (i32.const 8))`;
  const guest = await exportsOf(
    between({
      type: '(result string)',
      lowered: '(param i32)',
      caller: `(data (i32.const 96) "text") (func (export "attack")
        (call $f (i32.const 16)) ${expect('(i32.eq (i32.load (i32.load (i32.const 16))) (i32.load (i32.const 96)))')})`,
      realloc: '(i32.const 1024)',
      callee,
      postReturn: SPOIL,
    }),
  );
  t.notThrows(() => guest['attack']());
  // Now the callee's own text is spoilt.
  t.throws(() => guest['attack'](), { message: /unreachable/ });
});
