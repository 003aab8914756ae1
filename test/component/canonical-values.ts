import type { Instance } from '../../host/component/index.ts';
import { between, calls, exported, type Border } from './canonical.ts';

/** One trap of the canonical ABI, met at one border. */
export interface Row {
  /** The function of CanonicalABI.md whose `trap_if` it is. */
  readonly by: string;
  readonly what: string;
  readonly component: string;
  readonly message: RegExp;
  /** Calls it; otherwise its `attack` is called. */
  readonly run?: (guest: Instance['exports']) => unknown;
}

type Encoding = 'utf8' | 'utf16' | 'latin1+utf16';
export const ENCODINGS: readonly Encoding[] = ['utf8', 'utf16', 'latin1+utf16'];

export const attack = (body: string): string => `(func (export "attack") ${body})`;

/** A pair of core values that a guest hands over in place of a string or list: to the host, to a component, and from an export. */
function pairs(
  by: string,
  what: string,
  type: string,
  encoding: Encoding,
  [pointer, length]: readonly [number, number],
  message: RegExp,
  data = '',
): Row[] {
  const segment = `(data (i32.const 64) "${data}")`;
  const outward: Border = {
    type: `(param "v" ${type})`,
    lowered: '(param i32 i32)',
    caller: `${segment} ${attack(`(call $f (i32.const ${pointer}) (i32.const ${length}))`)}`,
    encoding,
  };
  const returned = `${segment} (func (export "f") (result i32)
    (i32.store (i32.const 8) (i32.const ${pointer})) (i32.store (i32.const 12) (i32.const ${length})) (i32.const 8))`;
  const inward: Border = { type: `(result ${type})`, callee: returned, encoding };
  const targets = type === 'string' ? ENCODINGS : (['utf8'] as const);
  return [
    { by, what: `${what}, to the host`, component: calls(outward), message },
    { by, what: `${what}, from an export`, component: exported(inward), run: (guest) => guest['f'](), message },
    ...targets.flatMap((other): Row[] => [
      {
        by,
        what: `${what}, to a component of ${other}`,
        component: between({
          ...outward,
          callee: '(func (export "f") (param i32 i32))',
          calleeEncoding: other,
          calleeRealloc: '(i32.const 1024)',
        }),
        message,
      },
      {
        by,
        what: `${what}, from a component to one of ${other}`,
        component: between({
          ...inward,
          encoding: other,
          calleeEncoding: encoding,
          realloc: '(i32.const 1024)',
          lowered: '(param i32)',
          caller: attack('(call $f (i32.const 16))'),
        }),
        message,
      },
    ]),
  ];
}

/** A core value that a guest hands over, in a parameter and in a result, flat; and the same in memory. */
function value(by: string, what: string, type: string, core: number, data: string, message: RegExp): Row[] {
  const flat: Border = {
    type: `(param "v" ${type})`,
    lowered: '(param i32)',
    caller: attack(`(call $f (i32.const ${core}))`),
    callee: '(func (export "f") (param i32))',
  };
  const result: Border = { type: `(result ${type})`, callee: `(func (export "f") (result i32) (i32.const ${core}))` };
  const stored: Border = {
    type: `(result (tuple ${type} u8))`,
    callee: `(data (i32.const 8) "${data}") (func (export "f") (result i32) (i32.const 8))`,
  };
  const run = (guest: Instance['exports']) => guest['f']();
  return [
    { by, what: `${what}, to the host`, component: calls(flat), message },
    { by, what: `${what}, to a component`, component: between(flat), message },
    { by, what: `${what}, from an export`, component: exported(result), run, message },
    { by, what: `${what}, in the memory of an export`, component: exported(stored), run, message },
    {
      by,
      what: `${what}, in the memory of a component`,
      component: between({ ...stored, lowered: '(param i32)', caller: attack('(call $f (i32.const 16))') }),
      message,
    },
  ];
}

/** The traps of values that a guest hands over. */
export const LIFTING_ROWS: readonly Row[] = [
  ...value(
    'convert_i32_to_char',
    'a code point of 0x110000',
    'char',
    0x11_0000,
    '\\00\\00\\11\\00',
    /1114112 is no Unicode scalar/,
  ),
  ...value(
    'convert_i32_to_char',
    'a code point of 2^32 - 1',
    'char',
    -1,
    '\\ff\\ff\\ff\\ff',
    /4294967295 is no Unicode scalar/,
  ),
  ...value(
    'convert_i32_to_char',
    'the first surrogate',
    'char',
    0xd800,
    '\\00\\d8\\00\\00',
    /55296 is no Unicode scalar/,
  ),
  ...value(
    'convert_i32_to_char',
    'the last surrogate',
    'char',
    0xdfff,
    '\\ff\\df\\00\\00',
    /57343 is no Unicode scalar/,
  ),

  ...pairs(
    'load_string_from_range: length',
    'a string of utf8 over 2^28 - 1 bytes',
    'string',
    'utf8',
    [0, 2 ** 28],
    /268435456 bytes/,
  ),
  ...pairs(
    'load_string_from_range: length',
    'a string of utf16 over 2^28 - 1 bytes',
    'string',
    'utf16',
    [0, 2 ** 27],
    /268435456 bytes/,
  ),
  ...pairs(
    'load_string_from_range: alignment',
    'an odd address of utf16',
    'string',
    'utf16',
    [65, 1],
    /address 65 is not aligned to 2/,
  ),
  ...pairs(
    'load_string_from_range: alignment',
    'an odd address of latin1',
    'string',
    'latin1+utf16',
    [65, 1],
    /address 65 is not aligned to 2/,
  ),
  ...pairs(
    'load_string_from_range: alignment',
    'an odd address of nothing',
    'string',
    'utf16',
    [65, 0],
    /address 65 is not aligned to 2/,
  ),
  ...pairs(
    'load_string_from_range: bounds',
    'utf8 past the end',
    'string',
    'utf8',
    [65_535, 2],
    /2 bytes at address 65535 reach past/,
  ),
  ...pairs(
    'load_string_from_range: bounds',
    'utf16 past the end',
    'string',
    'utf16',
    [65_534, 2],
    /4 bytes at address 65534 reach past/,
  ),
  ...pairs(
    'load_string_from_range: bounds',
    'latin1 past the end',
    'string',
    'latin1+utf16',
    [65_534, 3],
    /3 bytes at address 65534 reach past/,
  ),
  ...pairs(
    'load_string_from_range: bounds',
    'tagged utf16 past the end',
    'string',
    'latin1+utf16',
    [65_534, 0x8000_0002 | 0],
    /4 bytes at address 65534 reach past/,
  ),
  ...pairs(
    'load_string_from_range: bounds',
    'nothing past the end',
    'string',
    'utf8',
    [65_537, 0],
    /0 bytes at address 65537 reach past/,
  ),
  ...pairs('load_string_from_range: decoding', 'what is not utf8', 'string', 'utf8', [64, 2], /not UTF-8/, 'a\\ff'),
  ...pairs(
    'load_string_from_range: decoding',
    'half a pair in utf16',
    'string',
    'utf16',
    [64, 1],
    /surrogate/,
    '\\00\\d8',
  ),
  ...pairs(
    'load_string_from_range: decoding',
    'half a pair in tagged utf16',
    'string',
    'latin1+utf16',
    [64, 0x8000_0001 | 0],
    /surrogate/,
    '\\00\\dc',
  ),

  ...pairs(
    'load_list_from_range: length',
    'numbers over 2^28 - 1 bytes',
    '(list u64)',
    'utf8',
    [0, 2 ** 25],
    /268435456 bytes/,
  ),
  ...pairs(
    'load_list_from_range: length',
    'tuples over 2^28 - 1 bytes',
    '(list (tuple u32 u32))',
    'utf8',
    [0, 2 ** 25],
    /a list of over 268435455 bytes/,
  ),
  ...pairs(
    'load_list_from_range: alignment',
    'numbers misaligned',
    '(list u32)',
    'utf8',
    [66, 1],
    /address 66 is not aligned to 4/,
  ),
  ...pairs(
    'load_list_from_range: alignment',
    'tuples misaligned',
    '(list (tuple u32 u32))',
    'utf8',
    [66, 1],
    /address 66 is not aligned to 4/,
  ),
  ...pairs(
    'load_list_from_range: bounds',
    'numbers past the end',
    '(list u32)',
    'utf8',
    [65_532, 2],
    /8 bytes at address 65532 reach past/,
  ),
  ...pairs(
    'load_list_from_range: bounds',
    'tuples past the end',
    '(list (tuple u32 u32))',
    'utf8',
    [65_532, 1],
    /8 bytes at address 65532 reach past/,
  ),
  ...pairs(
    'load_list_from_range: bounds',
    'no strings past the end',
    '(list string)',
    'utf8',
    [65_540, 0],
    /0 bytes at address 65540 reach past/,
  ),

  ...value(
    'load_variant, lift_flat_variant',
    'a case past the last',
    '(result)',
    2,
    '\\02',
    /discriminant 2 is none of 2 cases/,
  ),
  ...value(
    'load_variant, lift_flat_variant',
    'a case of 2^8 - 1',
    '(result)',
    255,
    '\\ff',
    /discriminant 255 is none of 2 cases/,
  ),
  {
    by: 'lift_flat_variant',
    what: 'a case of 2^32 - 1, whose low bits are none',
    component: calls({
      type: '(param "v" (option u8))',
      lowered: '(param i32 i32)',
      caller: attack('(call $f (i32.const -1) (i32.const 0))'),
    }),
    message: /discriminant 4294967295 is none of 2 cases/,
  },
];
