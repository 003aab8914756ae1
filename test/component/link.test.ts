import test from 'ava';
import { ComponentError, describeComponent, loadComponent, type Component } from '../../host/component/index.ts';
import { buildComponent, parseComponent } from './build.ts';
import { DRIVER, OBJECTS, PROGRAM } from './objects.ts';

const LETTERS = 'test:letters/letters@0.1.0';

const user: Component = await loadComponent(
  await buildComponent({
    wit: `package test:letters@0.1.0;
      interface letters { record pair { a: u8, b: u8 } swap: func(p: pair) -> u32; }
      world w { import letters; import log: func(level: u32); export run: func() -> u32; }`,
    wat: `(module
      (import "${LETTERS}" "swap" (func $swap (param i32 i32) (result i32)))
      (import "$root" "log" (func $log (param i32)))
      (func (export "run") (result i32) (call $log (i32.const 3)) (call $swap (i32.const 1) (i32.const 2))))`,
  }),
  { name: 'user' },
);

/** A component that exports `letters` with another `swap`. */
async function provider(
  declaration: string,
  parameters: string,
  result = '(result i32) (i32.const 5)',
): Promise<Component> {
  const bytes = await buildComponent({
    wit: `package test:letters@0.1.0; interface letters { ${declaration} } world w { export letters; }`,
    wat: `(module (func (export "${LETTERS}#swap") (param ${parameters}) ${result}))`,
  });
  return loadComponent(bytes, { name: 'provider' });
}

const log = (): void => {};

test('imports are the host’s functions, by full name', (t) => {
  const logged: number[] = [];
  const swap = (pair: { a: number; b: number }) => pair.b * 10 + pair.a;
  const imports = { [LETTERS]: { swap }, log: (level: number) => void logged.push(level) };
  t.is(user.instantiate({ imports }).exports.run(), 21);
  t.deepEqual(logged, [3]);
});

const REFUSED: readonly [string, Record<string, never>, RegExp][] = [
  [
    'nothing',
    {},
    /^user: import test:letters\/letters@0\.1\.0 is not given: user needs of it swap: func\(p: record \{ a: u8, b: u8 \}\) -> u32; nothing is given$/,
  ],
  [
    'another version',
    { 'test:letters/letters@0.2.0': { swap: log }, log } as never,
    /letters@0\.1\.0 is not given: .*; given is test:letters\/letters@0\.2\.0, which semver does not call compatible$/,
  ],
  [
    'an interface without the function',
    { [LETTERS]: {}, log } as never,
    /import test:letters\/letters@0\.1\.0 lacks function swap: func\(p: record \{ a: u8, b: u8 \}\) -> u32 is needed$/,
  ],
  ['something else under the name', { [LETTERS]: { swap: 3 }, log } as never, /lacks function swap/],
  ['a number for an interface', { [LETTERS]: 3, log } as never, /letters@0\.1\.0 is not given/],
  [
    'no function for a function',
    { [LETTERS]: { swap: log }, log: {} } as never,
    /import log lacks function log: func\(level: u32\)/,
  ],
];

for (const [what, imports, reason] of REFUSED) {
  test(`${what} is refused when linking`, (t) => {
    const error = t.throws(() => user.instantiate({ imports }), { instanceOf: ComponentError });
    t.is(error.code, 'link');
    t.regex(error.message, reason);
  });
}

/** A component that imports `f` of an interface of the versions given, and exports what each returns. */
async function importing(...versions: readonly string[]): Promise<Component> {
  const name = (version: string) => `test:versions/source@${version}`;
  const bytes = await parseComponent(`(component
    ${versions
      .map(
        (version, index) => `(import "${name(version)}" (instance $i${index} (export "f" (func (result u32)))))
    (core func $f${index} (canon lower (func $i${index} "f")))
    (core module $m${index} (import "" "f" (func $f (result i32))) (func (export "f") (result i32) (call $f)))
    (core instance $c${index} (instantiate $m${index} (with "" (instance (export "f" (func $f${index}))))))
    (func (export "f${index}") (result u32) (canon lift (core func $c${index} "f")))`,
      )
      .join('\n')})`);
  return loadComponent(bytes, { name: 'importing' });
}

/** Interfaces that return the place of their version in the list. */
const sources = (...versions: readonly string[]) =>
  Object.fromEntries(versions.map((version, index) => [`test:versions/source@${version}`, { f: () => index }]));

const COMPATIBLE: readonly [wanted: string, given: readonly string[], taken: number][] = [
  ['0.2.1', ['0.2.0', '0.2.1', '0.2.9'], 1],
  ['0.2.1', ['0.2.0', '0.2.10', '0.2.9'], 1],
  ['0.2.9', ['0.1.9', '0.2.0', '0.3.0'], 1],
  ['1.4.0', ['1.3.7', '2.0.0', '0.4.0'], 0],
  ['1.4.0', ['1.10.0', '1.9.9'], 0],
  ['0.0.1', ['0.0.2', '0.0.1'], 1],
  ['1.0.0-rc.1', ['1.0.0', '1.0.0-rc.1'], 1],
];

for (const [wanted, given, taken] of COMPATIBLE) {
  test(`an import of version ${wanted} takes ${given[taken]} of ${given.join(', ')}`, async (t) => {
    const component = await importing(wanted);
    t.is(component.instantiate({ imports: sources(...given) }).exports.f0(), taken);
  });
}

const INCOMPATIBLE: readonly [wanted: string, given: readonly string[]][] = [
  ['0.0.1', ['0.0.2']],
  ['0.2.1', ['0.3.0', '1.2.1']],
  ['1.0.0', ['2.0.0', '0.1.0']],
  ['1.0.0-rc.1', ['1.0.0', '1.0.0-rc.2']],
  ['1.0.0', ['1.0.0-rc.1', '1.0.1-evil', '1.0.1+evil']],
];

for (const [wanted, given] of INCOMPATIBLE) {
  test(`an import of version ${wanted} takes none of ${given.join(', ')}`, async (t) => {
    const component = await importing(wanted);
    const error = t.throws(() => component.instantiate({ imports: sources(...given) }), { instanceOf: ComponentError });
    t.regex(error.message, /is not given: importing needs of it f: func\(\) -> u32; given is .*not call compatible/);
  });
}

test('several versions of one interface stand side by side', async (t) => {
  const { exports } = (await importing('1.0.0', '1.1.0', '2.0.0')).instantiate({
    imports: sources('1.1.0', '1.0.0', '2.0.0'),
  });
  t.deepEqual([exports.f0(), exports.f1(), exports.f2()], [1, 0, 2]);
});

test('a missing import names the nearest on offer', async (t) => {
  const component = await importing('1.0.0');
  const refusal = (imports: Record<string, never>) =>
    t.throws(() => component.instantiate({ imports }), { instanceOf: ComponentError }).message;
  const near = { 'test:version/sources@1.0.0': {}, 'other:thing/far@1.0.0': {} } as never;
  t.regex(refusal(near), /; the nearest given is test:version\/sources@1\.0\.0$/);
  t.regex(refusal({ 'other:thing/far@1.0.0': {} } as never), /; given are other:thing\/far@1\.0\.0$/);
  const renamed = t.throws(
    () => user.instantiate({ imports: { [LETTERS]: { Swapp: log, other: log }, log } as never }),
    { instanceOf: ComponentError },
  );
  t.regex(renamed.message, /lacks function swap: func\(.*\) -> u32 is needed; the nearest is Swapp$/);
});

test('what every object inherits is no import', async (t) => {
  const bytes = await buildComponent({
    wit: `package test:letters@0.1.0; interface letters { %constructor: func(); } world w { import letters; }`,
    wat: `(module (import "${LETTERS}" "constructor" (func)))`,
  });
  const component = await loadComponent(bytes, { name: 'sly' });
  t.throws(() => component.instantiate({ imports: { [LETTERS]: {} } }), { message: /lacks function constructor/ });
});

test('an export of another type is refused when linking', async (t) => {
  const offers: readonly [Component, RegExp][] = [
    [
      await provider('record pair { a: u8, b: u16 } swap: func(p: pair) -> u32;', 'i32 i32'),
      /swap is needed as func\(p: record \{ a: u8, b: u8 \}\) -> u32; provider exports func\(p: record \{ a: u8, b: u16 \}\) -> u32/,
    ],
    [await provider('record pair { a: u8, c: u8 } swap: func(p: pair) -> u32;', 'i32 i32'), /provider exports/],
    [await provider('record pair { a: u8, b: u8 } swap: func(q: pair) -> u32;', 'i32 i32'), /provider exports/],
    [await provider('record pair { a: u8, b: u8 } swap: func(p: pair);', 'i32 i32', ''), /provider exports/],
    [await provider('swap: func(p: tuple<u8, u8>) -> u32;', 'i32 i32'), /provider exports/],
  ];
  for (const [component, reason] of offers) {
    const given = component.instantiate({ imports: {} }).exports[LETTERS];
    const error = t.throws(() => user.instantiate({ imports: { [LETTERS]: given, log } }), {
      instanceOf: ComponentError,
    });
    t.is(error.code, 'link');
    t.regex(error.message, reason);
  }
});

test('two components link once their types fit', async (t) => {
  const component = await provider('record pair { a: u8, b: u8 } swap: func(p: pair) -> u32;', 'i32 i32');
  const given = component.instantiate({ imports: {} }).exports[LETTERS];
  t.is(user.instantiate({ imports: { [LETTERS]: given, log } }).exports.run(), 5);
});

test('resources of two instances of one component do not mix', async (t) => {
  // `watch` names the handle of `objects`; the two imports must come from one instance.
  const driver = await loadComponent(await buildComponent(DRIVER), { name: 'driver' });
  const bytes = await buildComponent({
    wit: `package test:both@1.0.0;
      interface watch { use test:objects/objects@1.0.0.{handle}; see: func(h: borrow<handle>); }
      world w { import ${OBJECTS}; import watch; export run: func(); }
      ${PROGRAM.wit.slice(PROGRAM.wit.indexOf('package test:objects'))}`,
    wat: `(module
      (import "${OBJECTS}" "open" (func $open (param i32) (result i32)))
      (import "test:both/watch@1.0.0" "see" (func $see (param i32)))
      (func (export "run") (call $see (call $open (i32.const 1)))))`,
  });
  const both = await loadComponent(bytes, { name: 'both' });
  const forward = await loadComponent(
    await buildComponent({
      world: 'forward',
      wit: `package test:both@1.0.0;
        interface watch { use test:objects/objects@1.0.0.{handle}; see: func(h: borrow<handle>); }
        world forward { import ${OBJECTS}; export watch; }
        ${PROGRAM.wit.slice(PROGRAM.wit.indexOf('package test:objects'))}`,
      wat: `(module
        (import "${OBJECTS}" "[method]handle.name" (func $name (param i32 i32)))
        (import "${OBJECTS}" "[resource-drop]handle" (func $drop (param i32)))
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
        (func (export "test:both/watch@1.0.0#see") (param i32)
          (call $name (local.get 0) (i32.const 8))
          (call $drop (local.get 0))))`,
    }),
    { name: 'forward' },
  );
  const one = driver.instantiate({ imports: {} }).exports[OBJECTS];
  const two = driver.instantiate({ imports: {} }).exports[OBJECTS];
  const watch = forward.instantiate({ imports: { [OBJECTS]: one } }).exports['test:both/watch@1.0.0'];
  both.instantiate({ imports: { [OBJECTS]: one, 'test:both/watch@1.0.0': watch } }).exports.run();
  const error = t.throws(() => both.instantiate({ imports: { [OBJECTS]: two, 'test:both/watch@1.0.0': watch } }), {
    instanceOf: ComponentError,
  });
  t.regex(error.message, /resource handle is of another instance/);
});

test('imports and exports are described for audits', async (t) => {
  t.deepEqual(user.imports, [
    {
      name: LETTERS,
      functions: [{ name: 'swap', parameters: [{ name: 'p', type: 'record { a: u8, b: u8 }' }], result: 'u32' }],
      resources: [],
    },
    { name: 'log', functions: [{ name: 'log', parameters: [{ name: 'level', type: 'u32' }] }], resources: [] },
  ]);
  const { exports } = describeComponent(await buildComponent(DRIVER));
  t.deepEqual(exports[0]!.resources, ['handle']);
  t.deepEqual(
    exports[0]!.functions.find((each) => each.name === '[method]handle.name'),
    { name: '[method]handle.name', parameters: [{ name: 'self', type: 'borrow<handle>' }], result: 'string' },
  );
});
