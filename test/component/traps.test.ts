import test from 'ava';
import { loadComponent, Meter, OutOfFuel, Trap, type Instance } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const HOST = 'test:traps/host@1.0.0';

/** One component with a function for each way to go wrong. */
const component = await loadComponent(
  await buildComponent({
    wit: `package test:traps@1.0.0;
      interface host { call: func(name: string) -> string; pick: func() -> colour; enum colour { red, green } }
      world w {
        import host;
        export fine: func() -> u32;
        export crash: func();
        export recurse: func(n: u32) -> u32;
        export spin: func();
        export ask: func(pointer: u32, units: u32) -> string;
        export answer: func(pointer: u32, units: u32) -> string;
        export letter: func(code: u32) -> char;
        export choice: func(discriminant: u32) -> option<u32>;
        export far: func(pointer: u32) -> tuple<u32, u32>;
        export take: func(text: string) -> u32;
        export realloc-answers: func(pointer: u32);
        export counted: func() -> string;
        export counts: func() -> u32;
        export pick: func() -> u32;
      }`,
    wat: `(module
      (import "${HOST}" "call" (func $call (param i32 i32 i32)))
      (import "${HOST}" "pick" (func $pick (result i32)))
      (memory (export "memory") 1)
      (global $answer (mut i32) (i32.const 256))
      (global $counts (mut i32) (i32.const 0))
      (data (i32.const 64) "a\\00\\00\\d8b\\00")
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (if (i32.eq (global.get $answer) (i32.const 1)) (then (call $call (i32.const 64) (i32.const 1) (i32.const 0))))
        (global.get $answer))
      (func (export "fine") (result i32) (i32.const 7))
      (func (export "crash") (unreachable))
      (func $recurse (export "recurse") (param i32) (result i32)
        (i32.add (call $recurse (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
      (func (export "spin") (loop $again (br $again)))
      (func (export "ask") (param i32 i32) (result i32)
        (call $call (local.get 0) (local.get 1) (i32.const 8)) (i32.const 8))
      (func (export "answer") (param i32 i32) (result i32)
        (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))
      (func (export "letter") (param i32) (result i32) (local.get 0))
      (func (export "choice") (param i32) (result i32) (i32.store8 (i32.const 8) (local.get 0)) (i32.const 8))
      (func (export "far") (param i32) (result i32) (local.get 0))
      (func (export "take") (param i32 i32) (result i32) (local.get 1))
      (func (export "realloc-answers") (param i32) (global.set $answer (local.get 0)))
      (func (export "counted") (result i32)
        (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 1)) (i32.const 8))
      (func (export "cabi_post_counted") (param i32)
        (global.set $counts (i32.add (global.get $counts) (local.get 0)))
        (if (i32.eq (global.get $answer) (i32.const 2)) (then (drop (call $pick)))))
      (func (export "counts") (result i32) (global.get $counts))
      (func (export "pick") (result i32) (call $pick)))`,
  }),
  { name: 'trapper' },
);

function instantiate(
  host: Partial<Record<'call' | 'pick', (...values: never[]) => unknown>> = {},
  meter?: Meter,
): Instance {
  const imports = { [HOST]: { call: (name: string) => name, pick: () => 'red', ...host } };
  return component.instantiate(meter === undefined ? { imports } : { imports, meter });
}

/** Each row traps with this message, names component and function, and leaves the instance unusable. */
const TRAPS: readonly [string, (guest: Instance['exports']) => unknown, string, RegExp][] = [
  ['unreachable', (guest) => guest.crash(), 'crash', /unreachable/],
  ['endless recursion', (guest) => guest.recurse(0), 'recurse', /limit callDepth/],
  [
    'a string past the end of memory',
    (guest) => guest.answer(65_532, 4),
    'answer',
    /result: 8 bytes at address 65532 reach past/,
  ],
  [
    'a string of over 4 GiB',
    (guest) => guest.answer(64, 0x8000_0001),
    'answer',
    /result: \d+ bytes at address 64 reach past/,
  ],
  ['a misaligned string', (guest) => guest.answer(65, 1), 'answer', /result: address 65 is not aligned to 2/],
  ['half a surrogate pair', (guest) => guest.answer(64, 3), 'answer', /result: .*surrogate/],
  ['a bad parameter of an import', (guest) => guest.ask(64, 3), 'test:traps/host.call', /parameter name: .*surrogate/],
  ['a surrogate as char', (guest) => guest.letter(0xdc00), 'letter', /56320 is no Unicode scalar value/],
  ['a char past Unicode', (guest) => guest.letter(0x11_0000), 'letter', /1114112 is no Unicode scalar value/],
  ['a discriminant out of range', (guest) => guest.choice(2), 'choice', /discriminant 2 is none of 2 cases/],
  ['a misaligned result', (guest) => guest.far(6), 'far', /address 6 is not aligned to 4/],
  ['a result past the end of memory', (guest) => guest.far(65_532), 'far', /8 bytes at address 65532 reach past/],
  ['a negative result address', (guest) => guest.far(0xffff_fff8), 'far', /reach past the end/],
  ['a parameter of the wrong type', (guest) => guest.take(5), 'take', /parameter text: expected a string, got 5/],
  ['a missing parameter', (guest) => guest.take(), 'take', /parameter text: expected a string, got undefined/],
  [
    'a realloc that answers a misaligned address',
    (guest) => {
      guest.reallocAnswers(3);
      guest.take('text');
    },
    'take',
    /parameter text: address 3 is not aligned to 2/,
  ],
  [
    'a realloc that answers an address past the end',
    (guest) => {
      guest.reallocAnswers(65_534);
      guest.take('text');
    },
    'take',
    /parameter text: 8 bytes at address 65534 reach past/,
  ],
  [
    'an import called from realloc',
    (guest) => {
      guest.reallocAnswers(1);
      guest.take('text');
    },
    'test:traps/host.call',
    /no import may be called/,
  ],
  [
    'an import called from post-return',
    (guest) => {
      guest.reallocAnswers(2);
      guest.counted();
    },
    'test:traps/host.pick',
    /no import may be called/,
  ],
];

for (const [what, misuse, name, reason] of TRAPS) {
  test(`${what} traps`, (t) => {
    const instance = instantiate();
    const error = t.throws(() => misuse(instance.exports), { instanceOf: Trap, message: reason });
    t.is(error.component, 'trapper');
    t.is(error.function, name);
    t.true(error.message.startsWith(`trapper: ${name}`));
    t.true(instance.poisoned);
    t.throws(() => instance.exports.fine(), {
      instanceOf: Trap,
      message: /trapper: fine: the instance trapped before/,
    });
  });
}

test('what the host throws arrives as the cause of a trap', (t) => {
  const cause = new RangeError('no more of those');
  const instance = instantiate({
    call: () => {
      throw cause;
    },
  });
  const error = t.throws(() => instance.exports.ask(64, 1), { instanceOf: Trap });
  t.is(error.cause, cause);
  t.is(error.message, "trapper: test:traps/host.call: the host's function threw: no more of those");
  t.true(instance.poisoned);
});

test('a trap that the host throws keeps its identity', (t) => {
  const trap = new Trap('other', 'work', 'stopped');
  const instance = instantiate({
    call: () => {
      throw trap;
    },
  });
  t.is(
    t.throws(() => instance.exports.ask(64, 1)),
    trap,
  );
  t.true(instance.poisoned);
});

test('a wrong answer of the host is named', (t) => {
  const wrong: readonly [unknown, RegExp][] = [
    ['blue', /host\.pick result: expected one of red, green, got "blue"/],
    [undefined, /host\.pick result: expected one of red, green, got undefined/],
    [0, /host\.pick result: expected one of red, green, got 0/],
    ['__proto__', /expected one of red, green/],
  ];
  for (const [answer, reason] of wrong) {
    t.throws(() => instantiate({ pick: () => answer }).exports.pick(), { instanceOf: Trap, message: reason });
  }
});

test('an instance that runs cannot be entered, and is not harmed by the attempt', (t) => {
  const attempts: unknown[] = [];
  const instance: Instance = instantiate({
    call: (name: string) => {
      attempts.push(
        t.throws(() => instance.exports.fine(), { instanceOf: Trap, message: /running and cannot be entered/ }),
      );
      return name;
    },
  });
  t.is(instance.exports.ask(64, 1), 'a');
  t.is(attempts.length, 1);
  t.false(instance.poisoned);
  t.is(instance.exports.fine(), 7);
});

test('post-return gets what the function returned', (t) => {
  const { exports } = instantiate();
  t.is(exports.counted(), 'a');
  t.is(exports.counts(), 8);
});

test('a spinning guest stops when its fuel is used up', (t) => {
  const meter = new Meter(100_000);
  const instance = instantiate({}, meter);
  const error = t.throws(() => instance.exports.spin(), { instanceOf: OutOfFuel });
  t.is(error.message, 'trapper: spin: out of fuel');
  t.true(error instanceof Trap);
  t.true(meter.remaining < 0);
  t.true(instance.poisoned);
  meter.remaining = 10;
  t.is(instantiate({}, meter).exports.fine(), 7);
  t.is(meter.remaining, 9);
});

test('without a meter a guest is stopped all the same', (t) => {
  const instance = instantiate();
  t.throws(() => instance.exports.spin(), { instanceOf: OutOfFuel });
});

test('a thousand traps leave a component usable', (t) => {
  for (let round = 0; round < 1000; round++) {
    const { exports } = instantiate();
    t.is(exports.fine(), 7);
    t.throws(() => exports.crash(), { instanceOf: Trap });
  }
});

test('a string that is not UTF-8 traps', async (t) => {
  const bytes = await buildComponent({
    encoding: 'utf8',
    wit: 'package test:utf8@1.0.0; world w { export text: func(units: u32) -> string; }',
    wat: `(module
      (memory (export "memory") 1)
      (data (i32.const 64) "ok\\ff")
      (func (export "text") (param i32) (result i32)
        (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (local.get 0)) (i32.const 8)))`,
  });
  const utf8 = await loadComponent(bytes, { name: 'utf8' });
  t.is(utf8.instantiate({ imports: {} }).exports.text(2), 'ok');
  t.throws(() => utf8.instantiate({ imports: {} }).exports.text(3), {
    instanceOf: Trap,
    message: 'utf8: text result: a string is not UTF-8',
  });
});
