import { componentOf, section, text, vector } from './hostile-binary.ts';
import { guest, type Attempt } from './hostile-world.ts';

/** Names that would mean something to the code that is generated, if they came that far. */
const NAMES: readonly string[] = [
  '"',
  "'",
  '`${process.exit()}`',
  '"]: 0 }); process.exit(); ({ ["',
  '\n',
  '\u2028',
  '*/',
  '\\',
  '__proto__',
  '__defineGetter__',
  'a b',
  'a--b',
  '-a',
  'a-',
  '1a',
  'aB',
  'é',
  'a\0',
  '',
];

const U8 = 0x7d;
const type = (definition: readonly number[]): Uint8Array => section(7, vector([definition]));

/** Where a name can stand in a binary. */
const PLACES: Readonly<Record<string, (name: string) => Uint8Array[]>> = {
  'a field': (name) => [type([0x72, ...vector([[...text(name), U8]])])],
  'a case': (name) => [type([0x71, ...vector([[...text(name), 0, 0]])])],
  'a flag': (name) => [type([0x6e, ...vector([text(name)])])],
  'an enum’s case': (name) => [type([0x6d, ...vector([text(name)])])],
  'a parameter': (name) => [type([0x40, ...vector([[...text(name), U8]]), 0x01, 0x00])],
  'an import': (name) => [type([0x40, 0, 0x01, 0x00]), section(10, vector([[0, ...text(name), 0x01, 0]]))],
  'an export': (name) => [type([0x40, 0, 0x01, 0x00]), section(11, vector([[0, ...text(name), 0x03, 0, 0]]))],
  'a method': (name) => [
    type([0x40, 0, 0x01, 0x00]),
    section(10, vector([[0, ...text(`[method]thing.${name}`), 0x01, 0]])),
  ],
  'a version': (name) => [
    type([0x42, 0]),
    section(10, vector([[0, ...text(`test:hostile/host@1.0.0-${name}\u007f`), 0x05, 0]])),
  ],
};

const refused: readonly Attempt[] = Object.entries(PLACES).flatMap(([place, sections]) =>
  NAMES.map((name) => ({
    tries: `to name ${place} ${JSON.stringify(name)}`,
    component: componentOf(sections(name)),
    stopped: { at: 'loading', by: /\(at byte \d+\)$/ },
  })),
);

/** Labels that the component model allows, and that every object of JavaScript has already. */
const INHERITED = ['constructor', 'to-string', 'value-of', 'has-own-property', 'is-prototype-of', 'to-locale-string'];

const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(', ');

export const names: readonly Attempt[] = [
  ...refused,
  {
    tries: 'to write lines of its own into the host’s log by the name of an invalid function',
    component: `(component (core module (func $f (@name "one\\0atwo\\1b[31mred") (result i32))))`,
    stopped: { at: 'loading', by: /a core module is invalid: .*one\ufffdtwo\ufffd\[31mred.*\(at byte \d+\)$/ },
  },
  {
    tries: 'to import the fuel it runs on',
    component: '(component (core module (import "\\00meter" "fuel" (global (mut i32)))))',
    stopped: { at: 'loading', by: /the name reserved for fuel/ },
  },
  {
    tries: 'to pass off a function as its start function',
    component: '(component (core module (func (export "\\00start"))))',
    stopped: { at: 'loading', by: /the name reserved for its start function/ },
  },
  {
    tries: 'to have flags set by what every object inherits',
    component: guest({
      types: `flags inherited { ${INHERITED.map((label) => `%${label}`).join(', ')} }`,
      exports: 'export attack: func(f: inherited) -> u32;',
      code: '(func (export "attack") (param i32) (result i32) (local.get 0))',
    }),
    run: ({ guest: hostile }) => [hostile['attack']({}), hostile['attack']({ toString: true })],
    stopped: 'nowhere',
    gets: [0, 2],
  },
  {
    tries: 'to have fields filled by what every object inherits',
    component: guest({
      types: `record inherited { ${INHERITED.map((label) => `%${label}: option<u8>`).join(', ')} }`,
      exports: 'export attack: func(r: inherited) -> inherited;',
      code: '(func (export "attack") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 8))',
    }),
    run: ({ guest: hostile }) => hostile['attack']({}),
    stopped: 'nowhere',
    gets: Object.fromEntries(
      ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString'].map((name) => [
        name,
        undefined,
      ]),
    ),
  },
  {
    tries: 'to have a missing field read from what every object inherits',
    component: guest({
      types: 'record inherited { %constructor: string }',
      exports: 'export attack: func(r: inherited);',
      code: '(func (export "attack") (param i32 i32))',
    }),
    run: ({ guest: hostile }) => hostile['attack']({}),
    stopped: { at: 'call', by: /parameter r: expected a string, got undefined/ },
  },
  {
    tries: 'to have a case chosen by what every object inherits',
    component: guest({
      types: 'enum cases { one, two }',
      exports: 'export attack: func(c: cases);',
      code: '(func (export "attack") (param i32))',
    }),
    run: ({ guest: hostile }) => hostile['attack']('constructor'),
    stopped: { at: 'call', by: /parameter c: expected one of one, two, got "constructor"/ },
  },
  {
    tries: 'to return cases named like what every object inherits',
    component: guest({
      types: 'enum cases { %constructor, to-string }',
      exports: 'export attack: func() -> list<cases>;',
      code: `(data (i32.const 8) "\\10\\00\\00\\00\\02\\00\\00\\00\\01\\00")
        (func (export "attack") (result i32) (i32.const 8))`,
    }),
    stopped: 'nowhere',
    gets: ['to-string', 'constructor'],
  },
  {
    tries: 'to pass a variant of a thousand cases',
    component: guest({
      types: `variant cases { ${many(1000, (index) => `c${index}-x(u32)`)} }`,
      exports: 'export attack: func(c: cases) -> cases;',
      code: `(func (export "attack") (param i32 i32) (result i32)
        (i32.store16 (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))`,
    }),
    run: ({ guest: hostile }) => hostile['attack']({ tag: 'c999-x', val: 5 }),
    stopped: 'nowhere',
    gets: { tag: 'c999-x', val: 5 },
  },
  {
    tries: 'to pass a record of a thousand fields',
    component: guest({
      types: `record fields { ${many(1000, (index) => `c${index}-x: u8`)} }`,
      exports: 'export attack: func(f: fields) -> fields;',
      code: '(func (export "attack") (param i32) (result i32) (local.get 0))',
    }),
    run: ({ guest: hostile }) => {
      const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`c${index}X`, index % 256]));
      const returned = hostile['attack'](fields);
      return Object.entries(fields).every(([name, value]) => returned[name] === value);
    },
    stopped: 'nowhere',
    gets: true,
  },
  {
    tries: 'to export functions named like what every object inherits',
    component: guest({
      exports: 'export attack: func() -> u32; export to-string: func() -> u32; export %constructor: func() -> u32;',
      code: `(func (export "attack") (result i32) (i32.const 1))
        (func (export "to-string") (result i32) (i32.const 2))
        (func (export "constructor") (result i32) (i32.const 3))`,
    }),
    run: ({ guest: hostile }) => [hostile['attack'](), hostile['toString'](), hostile['constructor']()],
    stopped: 'nowhere',
    gets: [1, 2, 3],
  },
];
