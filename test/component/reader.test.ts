import test from 'ava';
import {
  ComponentError,
  hostResource,
  loadComponentSync,
  Meter,
  Trap,
  type Component,
} from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { mutateBytes, randomFrom, seeds } from './mutations.ts';

async function refusal(wat: string): Promise<ComponentError> {
  const bytes = await parseComponent(wat);
  try {
    loadComponentSync(bytes, { name: 'refused' }).instantiate({ imports: {} });
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
  throw new Error(`${wat} was accepted`);
}

const UNSUPPORTED: readonly [string, string, RegExp][] = [
  ['stream', '(component (type (stream u8)))', /type stream is not supported/],
  ['future', '(component (type (future u8)))', /type future is not supported/],
  [
    'async function',
    '(component (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "f") async (canon lift (core func $i "f"))))',
    /async func|option async/,
  ],
  ['error-context', '(component (type error-context))', /error-context/],
  ['fixed-length list', '(component (type (list u8 4)))', /list with a fixed length/],
  [
    'async lift',
    '(component (core module $m (func (export "f") (result i32) (i32.const 0)) (func (export "c") (param i32 i32 i32) (result i32) (i32.const 0))) (core instance $i (instantiate $m)) (func (export "f") async (canon lift (core func $i "f") async (callback (core func $i "c")))))',
    /async/,
  ],
  ['task.return', '(component (core func (canon task.return)))', /canonical function task\.return is not supported/],
  ['thread', '(component (core func (canon thread.index)))', /canonical function thread\.index/],
  ['import of a component', '(component (import "c" (component)))', /import of a component \(c\) from the host/],
];

for (const [what, wat, reason] of UNSUPPORTED) {
  test(`${what} is refused by name`, async (t) => {
    const error = await refusal(wat);
    t.is(error.code, 'unsupported');
    t.regex(error.message, reason);
  });
}

const MALFORMED: readonly [string, number[], RegExp][] = [
  ['nothing', [], /the binary ends inside the preamble/],
  ['text', [...Buffer.from('(component)')], /no WebAssembly binary/],
  ['a core module', [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], /a core module; make it a component/],
  ['another version', [0, 0x61, 0x73, 0x6d, 9, 0, 1, 0], /no component of version 0xd/],
  ['a cut section', [...preamble(), 7, 200, 1], /ends inside a section/],
  ['an unknown section', [...preamble(), 77, 0], /77 is no section/],
  ['an impossible count', [...preamble(), 7, 5, 0xff, 0xff, 0xff, 0xff, 0x0f], /4294967295 types are announced/],
  ['a number of over 32 bits', [...preamble(), 7, 6, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], /no 32-bit integer/],
  ['bytes too many', [...preamble(), 7, 3, 0, 1, 2], /2 bytes too many/],
  ['a name that is not UTF-8', [...preamble(), 10, 6, 1, 0, 1, 0xff, 1, 0], /not UTF-8/],
  ['a type of nothing', [...preamble(), 7, 3, 1, 0x69, 9], /there is no type 9/],
];

function preamble(): number[] {
  return [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
}

for (const [what, bytes, reason] of MALFORMED) {
  test(`${what} is refused with its place`, (t) => {
    const error = t.throws(() => loadComponentSync(Uint8Array.from(bytes), { name: 'malformed' }), {
      instanceOf: ComponentError,
    });
    t.is(error.code, 'invalid');
    t.regex(error.message, reason);
    t.true(error.offset! <= bytes.length);
    t.regex(error.message, /at byte \d+\)$/);
  });
}

/** Core modules cannot be checked by V8 where the component glues them together: that is checked here. */
const MISGLUED: readonly [string, string, RegExp][] = [
  [
    'a lift of another signature',
    '(component (core module $m (func (export "f") (param i64))) (core instance $i (instantiate $m)) (func (export "f") (param "a" u32) (canon lift (core func $i "f"))))',
    /canon lift takes \(i32\) -> \(\) and is given \(i64\) -> \(\)/,
  ],
  [
    'a lift of strings without memory',
    '(component (core module $m (func (export "f") (param i32 i32))) (core instance $i (instantiate $m)) (func (export "f") (param "a" string) (canon lift (core func $i "f"))))',
    /needs a memory/,
  ],
  [
    'a core import that is not given',
    '(component (core module $m (import "a" "b" (func))) (core instance (instantiate $m)))',
    /core import "a" "b" is not given/,
  ],
  [
    'a core import of another type',
    '(component (core module $a (func (export "b") (param i32))) (core instance $x (instantiate $a)) (core module $m (import "a" "b" (func))) (core instance (instantiate $m (with "a" (instance $x)))))',
    /core import "a" "b" is a func \(\) -> \(\), and a func \(i32\) -> \(\) is given/,
  ],
];

test('what is glued together wrongly is refused', async (t) => {
  for (const [what, wat, reason] of MISGLUED) {
    const error = await t.throwsAsync(
      async () => loadComponentSync(await parseComponent(wat), { name: 'misglued' }),
      { instanceOf: ComponentError },
      what,
    );
    t.is(error.code, 'invalid');
    t.regex(error.message, reason);
  }
});

test('the name that fuel is imported from is reserved', async (t) => {
  const wat = `(component
    (core module $fake (global (export "fuel") (mut i32) (i32.const 2000000000)))
    (core instance $fake (instantiate $fake))
    (core module $m (import "\\00meter" "fuel" (global (mut i32))) (func (export "f") (loop (br 0))))
    (core instance $i (instantiate $m (with "\\00meter" (instance $fake))))
    (func (export "f") (canon lift (core func $i "f"))))`;
  const error = await refusal(wat);
  t.regex(error.message, /reserved for fuel/);
});

test('a component that multiplies itself is stopped while it is read', async (t) => {
  // Each level instantiates the one before ten times.
  let wat = '(component $c0 (core module $m) (core instance (instantiate $m)))';
  for (let level = 1; level <= 9; level++) {
    wat = `(component $c${level} ${wat} ${`(instance (instantiate $c${level - 1}))`.repeat(10)})`;
  }
  const error = await refusal(wat);
  t.regex(error.message, /more than 1000 core instances|over 500000 definitions/);
});

test('a type that multiplies itself is stopped while it is read', async (t) => {
  let wat = '(type $t0 (tuple u8 u8))';
  for (let level = 1; level < 40; level++) wat += `(type $t${level} (tuple $t${level - 1} $t${level - 1}))`;
  t.regex((await refusal(`(component ${wat})`)).message, /a type holds over 10000 types/);
});

test('deep nesting is stopped while it is read', async (t) => {
  let wat = '(type $t0 (list u8))';
  for (let level = 1; level < 150; level++) wat += `(type $t${level} (list $t${level - 1}))`;
  t.regex((await refusal(`(component ${wat})`)).message, /nested deeper than 100/);
  t.regex((await refusal('(component '.repeat(60) + ')'.repeat(60))).message, /nested deeper than 50/);
});

/** Tries everything a host would do with a component. Anything but the typed errors is thrown on. */
function exercise(component: Component): void {
  const imports: Record<string, never> = {};
  for (const { name, functions, resources } of component.imports) {
    const members: Record<string, unknown> = {};
    for (const func of functions) members[func.name] = (value: unknown) => value;
    for (const resource of resources) members[resource] = hostResource({ name: resource });
    imports[name] = (Object.hasOwn(members, name) ? members[name] : members) as never;
  }
  const meter = new Meter(10_000);
  const { exports } = component.instantiate({ imports, meter });
  const functions = Object.values(exports).flatMap((each) =>
    typeof each === 'function' ? [each] : Object.values(each),
  );
  for (const call of functions as ((...values: unknown[]) => unknown)[]) {
    meter.remaining = 10_000;
    try {
      call('text', 1);
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
    }
  }
}

const MUTATIONS = 8000;
/** One mutation takes about 0.2 ms on a quiet machine; a hang would take for ever. */
const SLOWEST_MS = 20_000;

test('mutated components are refused or contained', async (t) => {
  const valid = await seeds();
  const seed = Date.now() & 0x7fff_ffff;
  t.log(`seed ${seed}`);
  const random = randomFrom(seed);
  const counts = { accepted: 0, refused: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const bytes = mutateBytes(valid[round % valid.length]!, valid[random(valid.length)]!, random);
    const start = performance.now();
    try {
      exercise(loadComponentSync(bytes, { name: 'mutant' }));
      counts.accepted++;
    } catch (error) {
      if (!(error instanceof ComponentError) && !(error instanceof Trap)) throw error;
      counts.refused++;
    }
    if (performance.now() - start > SLOWEST_MS) t.fail(`mutation ${round} took over ${SLOWEST_MS} ms`);
  }
  t.true(counts.refused > counts.accepted);
  t.true(counts.accepted > 0);
});
