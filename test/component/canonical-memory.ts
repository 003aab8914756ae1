import { between, calls, exported } from './canonical.ts';
import { attack, ENCODINGS, type Row } from './canonical-values.ts';

const TEXTS: Readonly<Record<string, string>> = {
  'a short string': 'text',
  'a long string': 'text'.repeat(20),
  'a string beyond ASCII': 'tëxt',
  'a string beyond Latin-1': 't😀xt',
};

/** An address that a realloc answers: when the host passes strings, and when another component does. */
function allocated(what: string, answer: number, message: RegExp): Row[] {
  const callee = '(func (export "f") (param i32 i32))';
  const calleeRealloc = `(i32.const ${answer})`;
  return ENCODINGS.filter((encoding) => encoding !== 'utf8' || answer % 2 === 0 || answer > 65_000).flatMap(
    (encoding): Row[] => [
      ...Object.entries(TEXTS).map(([name, text]): Row => ({
        by: encoding === 'utf8' ? 'store_string_to_utf8' : 'store_string_copy, store_string_to_latin1_or_utf16',
        what: `${name} of the host lowered as ${encoding} to ${what}`,
        component: exported({ type: '(param "v" string)', callee, encoding, realloc: calleeRealloc }),
        run: (guest) => guest['f'](text),
        message,
      })),
      ...ENCODINGS.map((from): Row => ({
        by: 'store_string_into_range',
        what: `a string of ${from} lowered as ${encoding} to ${what}`,
        component: between({
          type: '(param "v" string)',
          lowered: '(param i32 i32)',
          caller: `(data (i32.const 64) "t\\00e\\00x\\00t\\00") ${attack('(call $f (i32.const 64) (i32.const 4))')}`,
          callee,
          encoding: from,
          calleeEncoding: encoding,
          calleeRealloc,
        }),
        message,
      })),
    ],
  );
}

/** Parameters that go through memory: more than 16 core values. */
const SPILLED = `(param "v" (tuple ${'u32 '.repeat(17)}))`;
const spilledValue = Array<number>(17).fill(1);

/** The traps of values that a guest is handed, and of those that lie in memory on their way. */
export const LOWERING_ROWS: readonly Row[] = [
  ...allocated('an address past the end', 65_536, /reach past the end/),
  ...allocated('an address that wraps around', -2, /reach past the end/),
  ...allocated('an odd address', 1025, /address 1025 is not aligned to 2/),

  {
    by: 'store_list_into_range: alignment',
    what: 'numbers of the host lowered to a misaligned address',
    component: exported({
      type: '(param "v" (list u32))',
      callee: '(func (export "f") (param i32 i32))',
      realloc: '(i32.const 1026)',
    }),
    run: (guest) => guest['f'](Uint32Array.of(1)),
    message: /address 1026 is not aligned to 4/,
  },
  {
    by: 'store_list_into_range: bounds',
    what: 'tuples of the host lowered past the end',
    component: exported({
      type: '(param "v" (list (tuple u8 u32)))',
      callee: '(func (export "f") (param i32 i32))',
      realloc: '(i32.const 65532)',
    }),
    run: (guest) => guest['f']([[1, 1]]),
    message: /8 bytes at address 65532 reach past/,
  },
  {
    by: 'store_list_into_range: bounds',
    what: 'numbers of a component lowered past the end',
    component: between({
      type: '(param "v" (list u32))',
      lowered: '(param i32 i32)',
      caller: attack('(call $f (i32.const 64) (i32.const 2))'),
      callee: '(func (export "f") (param i32 i32))',
      calleeRealloc: '(i32.const 65532)',
    }),
    message: /8 bytes at address 65532 reach past/,
  },
  ...(['alignment', 'bounds'] as const).flatMap((test): Row[] => {
    const address = test === 'alignment' ? 1026 : 65_532;
    const message = test === 'alignment' ? /address 1026 is not aligned to 4/ : /bytes at address 65532 reach past/;
    const pair = '(result (tuple u32 u32))';
    const answering = '(func (export "f") (result i32) (i32.const 8))';
    const intoArea = { type: pair, lowered: '(param i32)', caller: attack(`(call $f (i32.const ${address}))`) };
    return [
      {
        by: `lift_flat_values: ${test}`,
        what: 'parameters in memory, to the host',
        component: calls({ type: SPILLED, lowered: '(param i32)', caller: attack(`(call $f (i32.const ${address}))`) }),
        message,
      },
      {
        by: `lift_flat_values: ${test}`,
        what: 'parameters in memory, to a component',
        component: between({
          type: SPILLED,
          lowered: '(param i32)',
          caller: attack(`(call $f (i32.const ${address}))`),
          callee: '(func (export "f") (param i32))',
          calleeRealloc: '(i32.const 1024)',
        }),
        message,
      },
      {
        by: `lift_flat_values: ${test}`,
        what: 'a result in memory, from an export',
        component: exported({ type: pair, callee: `(func (export "f") (result i32) (i32.const ${address}))` }),
        run: (guest) => guest['f'](),
        message,
      },
      {
        by: `lift_flat_values: ${test}`,
        what: 'a result in memory, from a component',
        component: between({
          type: pair,
          lowered: '(param i32)',
          caller: attack('(call $f (i32.const 16))'),
          callee: `(func (export "f") (result i32) (i32.const ${address}))`,
        }),
        message,
      },
      {
        by: `lower_flat_values: ${test}`,
        what: 'parameters of the host in allocated memory',
        component: exported({
          type: SPILLED,
          callee: '(func (export "f") (param i32))',
          realloc: `(i32.const ${address})`,
        }),
        run: (guest) => guest['f'](spilledValue),
        message,
      },
      {
        by: `lower_flat_values: ${test}`,
        what: 'parameters of a component in allocated memory',
        component: between({
          type: SPILLED,
          lowered: '(param i32)',
          caller: attack('(call $f (i32.const 64))'),
          callee: '(func (export "f") (param i32))',
          calleeRealloc: `(i32.const ${address})`,
        }),
        message,
      },
      { by: `lower_flat_values: ${test}`, what: 'a result of the host', component: calls(intoArea), message },
      {
        by: `lower_flat_values: ${test}`,
        what: 'a result of a component',
        component: between({ ...intoArea, callee: answering }),
        message,
      },
    ];
  }),
];
