import { between, calls, exported, guestHandles, hostHandles, type Border } from './canonical.ts';

type Guest = Record<string, (...values: unknown[]) => unknown>;

/** Where jco 1.35 does not do what the canonical ABI says, and we do. */
export interface Departure {
  /** The function of CanonicalABI.md, or its `trap_if`. */
  readonly by: string;
  readonly what: string;
  readonly jco: string;
  readonly component: string;
  /** Calls it; otherwise its `attack` is called. */
  readonly run?: (guest: Guest) => unknown;
  /** What comes back and what the host got, or what the trap says. */
  readonly ours: readonly unknown[] | RegExp;
  /** The same of jco; `refused` where it makes no glue at all. */
  readonly theirs: readonly unknown[] | RegExp | 'refused';
}

type Outcome = Pick<Departure, 'ours' | 'theirs'>;

/** A core value that a guest hands to the host's `f`. */
function lifted(by: string, type: string, passed: string, jco: string, outcome: Outcome): Departure {
  const lowered = Array.from(passed.matchAll(/\((\w+)\.const/g), ([, core]) => core).join(' ');
  const caller = `(func (export "attack") (call $f ${passed}))`;
  const component = withName(calls({ type: `(param "v" ${type})`, lowered: `(param ${lowered})`, caller }), type);
  return { by, what: `${passed} as ${type}`, jco, component, ...outcome };
}

/** A flags type has to have a name where a function uses it. */
function withName(component: string, type: string): string {
  if (!type.startsWith('(flags')) return component;
  const named = `(component (type $plain ${type}) (import "named" (type $named (eq $plain)))`;
  return component.replaceAll(type, '$named').replace('(component', named);
}

/** A pair of core values that an export returns in place of a string or list. */
function returned(
  by: string,
  what: string,
  type: string,
  pair: readonly [number, number],
  more: Partial<Border> & { data?: string },
  jco: string,
  outcome: Outcome,
): Departure {
  const { data = '', ...border } = more;
  const callee = `(data (i32.const 64) "${data}")
    (func (export "f") (result i32)
      (i32.store (i32.const 8) (i32.const ${pair[0]})) (i32.store (i32.const 12) (i32.const ${pair[1]})) (i32.const 8))`;
  const component = exported({ type: `(result ${type})`, callee, ...border });
  return { by, what, jco, component, run: (guest) => guest['f']!(), ...outcome };
}

/** A string that one component hands to another. */
const handedOn = (encoding: Border['encoding'] & string, data: string, units: number, callee: string): string =>
  between({
    type: '(param "v" string)',
    lowered: '(param i32 i32)',
    caller: `(data (i32.const 64) "${data}") (func (export "attack") (call $f (i32.const 64) (i32.const ${units})))`,
    callee,
    encoding,
    calleeEncoding: encoding,
    calleeRealloc: '(i32.const 1024)',
  });

const TAKES_PAIR = '(func (export "f") (param i32 i32))';
const ANSWERS_POINTER = '(func (export "f") (param i32 i32) (result i32) (local.get 0))';
const ANSWERS_PAYLOAD = '(func (export "f") (param i32 i64) (result i64) (local.get 1))';

const VALUES: readonly Departure[] = [
  lifted('convert_int_to_bool', 'bool', '(i32.const 2)', 'traps on what is neither 0 nor 1', {
    ours: [undefined, true],
    theirs: /invalid variant discriminant for bool/,
  }),
  lifted('lift_flat_unsigned', 'u8', '(i32.const 0x101)', 'traps on the high bits instead of ignoring them', {
    ours: [undefined, 1],
    theirs: /must be between 0 and 255/,
  }),
  lifted('lift_flat_unsigned', 'u16', '(i32.const -1)', 'traps on the high bits instead of ignoring them', {
    ours: [undefined, 65_535],
    theirs: /must be between 0 and 65535/,
  }),
  lifted('lift_flat_signed', 's8', '(i32.const 0x180)', 'traps on the high bits instead of ignoring them', {
    ours: [undefined, -128],
    theirs: /must be between -128 and 127/,
  }),
  lifted('unpack_flags_from_int', '(flags "a" "b")', '(i32.const -2)', 'traps on bits without a label', {
    ours: [undefined, { a: false, b: true }],
    theirs: /extraneous bits/,
  }),
  lifted(
    'lift_flat_variant: wrap_i64_to_i32',
    '(result s32 (error u64))',
    '(i32.const 0) (i64.const 0x1ffffffff)',
    'gives the host a number that is no s32',
    { ours: [undefined, { tag: 'ok', val: -1 }], theirs: [undefined, { tag: 'ok', val: 8_589_934_591 }] },
  ),
  {
    by: 'lower_flat_variant',
    what: 'an s32 where a u64 may stand',
    jco: 'extends it by its sign instead of by zeros',
    component: exported({ type: '(param "v" (result s32 (error u64))) (result u64)', callee: ANSWERS_PAYLOAD }),
    run: (guest) => guest['f']!({ tag: 'ok', val: -1 }),
    ours: [0xffff_ffffn],
    theirs: [0xffff_ffff_ffff_ffffn],
  },
  {
    by: 'store_string_copy',
    what: 'an empty string of the host',
    jco: 'does not ask realloc, and passes address 1',
    component: exported({
      type: '(param "v" string) (result u32)',
      callee: ANSWERS_POINTER,
      realloc: '(i32.const 1024)',
    }),
    run: (guest) => guest['f']!(''),
    ours: [1024],
    theirs: [1],
  },
  {
    by: 'store_list_into_range: alignment',
    what: 'numbers of the host at a misaligned address that realloc answers',
    jco: 'writes them there',
    component: exported({
      type: '(param "v" (list u32)) (result u32)',
      callee: ANSWERS_POINTER,
      realloc: '(i32.const 1026)',
    }),
    run: (guest) => guest['f']!(Uint32Array.of(1)),
    ours: /address 1026 is not aligned to 4/,
    theirs: [1026],
  },
  {
    by: 'lift_flat_values: alignment',
    what: 'a result at a misaligned address',
    jco: 'reads it from there',
    component: exported({
      type: '(result (tuple u32 u32))',
      callee: '(func (export "f") (result i32) (i32.const 1026))',
    }),
    run: (guest) => guest['f']!(),
    ours: /address 1026 is not aligned to 4/,
    theirs: [[0, 0]],
  },
  returned(
    'load_string_from_range: decoding',
    'a string with a leading U+FEFF',
    'string',
    [64, 4],
    { data: '\\ef\\bb\\bfa' },
    'drops it',
    {
      ours: ['\ufeffa'],
      theirs: ['a'],
    },
  ),
  returned(
    'load_string_from_range: decoding',
    'bytes that are no UTF-8',
    'string',
    [64, 2],
    { data: 'a\\ff' },
    'puts U+FFFD in their place',
    {
      ours: /not UTF-8/,
      theirs: ['a\ufffd'],
    },
  ),
  returned(
    'load_string_from_range: decoding',
    'half a surrogate pair',
    'string',
    [64, 2],
    { data: '\\00\\d8a\\00', encoding: 'utf16' },
    'puts U+FFFD in its place',
    { ours: /surrogate/, theirs: ['\ufffda'] },
  ),
  {
    by: 'lower_flat_string',
    what: 'half a surrogate pair of the host, which is no string of the component model',
    jco: 'passes it on; we put U+FFFD in its place, as WebIDL does',
    component: exported({
      type: '(param "v" string) (result u32)',
      callee: '(func (export "f") (param i32 i32) (result i32) (i32.load16_u (local.get 0)))',
      encoding: 'utf16',
      realloc: '(i32.const 1024)',
    }),
    run: (guest) => guest['f']!('\ud800'),
    ours: [0xfffd],
    theirs: [0xd800],
  },
  returned(
    'load_list_from_range: bounds',
    'numbers past the end of memory',
    '(list u8)',
    [65_535, 2],
    {},
    'gives those before the end',
    {
      ours: /2 bytes at address 65535 reach past/,
      theirs: [Uint8Array.of(0)],
    },
  ),
  lifted(
    'load_list_from_range: length',
    '(list char)',
    '(i32.const 64) (i32.const 0x80000000)',
    'gives the host an empty list',
    { ours: /over 268435455 bytes/, theirs: [undefined, []] },
  ),
  returned(
    'load_list_from_range: bounds',
    'no strings past the end of memory',
    '(list string)',
    [65_540, 0],
    {},
    'gives an empty list',
    {
      ours: /0 bytes at address 65540 reach past/,
      theirs: [[]],
    },
  ),
  {
    by: 'load_string_from_range: decoding',
    what: 'bytes that are no UTF-8, from one component to another',
    jco: 'passes them on',
    component: handedOn('utf8', 'a\\ff', 2, TAKES_PAIR),
    ours: /not UTF-8/,
    theirs: [undefined],
  },
];

/** A guest does with handles what traps; jco lets it. */
function handles(
  by: string,
  what: string,
  attack: string,
  jco: string,
  make: typeof hostHandles,
  outcome: Outcome,
): Departure {
  const whose = make === hostHandles ? "the host's" : "another component's";
  return { by, what: `${what}, of ${whose} resource`, jco, component: make(attack), ...outcome };
}

const MAKE = '(local.set $h (call $make))';

const HANDLES: readonly Departure[] = [
  handles(
    'Table.get, in lift_borrow',
    'a forged handle',
    '(call $lend (i32.const 9))',
    'gives the host an object made up for it',
    hostHandles,
    {
      ours: /there is no handle 9/,
      theirs: [undefined, 'Thing'],
    },
  ),
  handles(
    'Table.get, in lift_borrow',
    'a handle that was given away',
    `${MAKE} (call $take (local.get $h)) (call $lend (local.get $h))`,
    'gives the host an object made up for it',
    hostHandles,
    { ours: /there is no handle 1/, theirs: [undefined, 'Thing', 'Thing'] },
  ),
  handles(
    'lift_borrow: type',
    'a handle of another type',
    '(call $lend (call $make-other))',
    'gives the host an object made up for it',
    hostHandles,
    { ours: /handle 1 is of resource other, not thing/, theirs: [undefined, 'Thing'] },
  ),
  ...[hostHandles, guestHandles].map((make) =>
    handles(
      'lift_own: type',
      'a handle of another type',
      '(call $take (call $make-other))',
      'moves it as one of its own',
      make,
      {
        ours: /handle 1 is of resource other, not thing/,
        theirs: make === hostHandles ? [undefined, 'Thing'] : [undefined],
      },
    ),
  ),
  handles(
    'lift_own: lends',
    'a handle that is lent',
    `${MAKE} (call $both (local.get $h) (local.get $h))`,
    'moves it all the same',
    hostHandles,
    {
      ours: /handle 1 is lent and cannot be given away/,
      theirs: [undefined, 'Thing', 'Thing'],
    },
  ),
  ...[hostHandles, guestHandles].map((make) =>
    handles(
      'canon_resource_drop: type',
      'a handle of another type',
      '(call $drop (call $make-other))',
      'drops it all the same',
      make,
      {
        ours: /handle 1 is of resource other, not thing/,
        theirs: [undefined],
      },
    ),
  ),
];

/** Making glue for these ends jco's transpiler for good: they come last. */
const REFUSED: readonly Departure[] = [
  {
    ...returned(
      'load_string_from_range',
      'a string in latin1+utf16',
      'string',
      [64, 2],
      { data: 'a\\ff', encoding: 'latin1+utf16' },
      'knows no latin1+utf16',
      { ours: ['aÿ'], theirs: 'refused' },
    ),
  },
  {
    by: 'store_string_copy',
    what: 'a string in utf16 from one component to another',
    jco: 'has no way to copy it',
    component: handedOn(
      'utf16',
      'a\\00',
      1,
      `(func (export "f") (param i32 i32)
      (if (i32.ne (i32.load16_u (local.get 0)) (i32.const 0x61)) (then (unreachable))))`,
    ),
    ours: [undefined],
    theirs: 'refused',
  },
];

export const DEPARTURES: readonly Departure[] = [...VALUES, ...HANDLES, ...REFUSED];
