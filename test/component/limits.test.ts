import test from 'ava';
import {
  ComponentError,
  DEFAULT_LIMITS,
  LimitExceeded,
  loadComponent,
  loadComponentSync,
  MAX_FUEL,
  Meter,
  OutOfFuel,
  Trap,
  type Limits,
} from '../../host/component/index.ts';
import { buildComponent, parseComponent } from './build.ts';

const bytes = await buildComponent({
  wit: `package test:limits@1.0.0;
      world w {
        export grow: func(pages: u32) -> s32;
        export grow-table: func(elements: u32) -> s32;
        export text: func(units: u32) -> string;
        export texts: func(count: u32, units: u32) -> list<string>;
        export numbers: func(count: u32) -> list<u64>;
        export loop: func(rounds: u32);
        export fill: func(bytes: u32);
        export copy: func(bytes: u32);
        export fill-table: func(elements: u32);
        export nothing: func();
      }`,
  wat: `(module
      (memory (export "memory") 2)
      (table $table 10 funcref)
      (elem $elements funcref (ref.func $nothing))
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "grow-table") (param i32) (result i32) (table.grow $table (ref.null func) (local.get 0)))
      (func (export "text") (param i32) (result i32)
        (i32.store (i32.const 8) (i32.const 4096)) (i32.store (i32.const 12) (local.get 0)) (i32.const 8))
      (func (export "texts") (param $count i32) (param $units i32) (result i32) (local $at i32)
        (loop $next
          (i32.store (i32.add (i32.const 4096) (local.get $at)) (i32.const 0))
          (i32.store (i32.add (i32.const 4100) (local.get $at)) (local.get $units))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br_if $next (i32.lt_u (local.get $at) (i32.mul (local.get $count) (i32.const 8)))))
        (i32.store (i32.const 8) (i32.const 4096)) (i32.store (i32.const 12) (local.get $count)) (i32.const 8))
      (func (export "numbers") (param i32) (result i32)
        (i32.store (i32.const 8) (i32.const 4096)) (i32.store (i32.const 12) (local.get 0)) (i32.const 8))
      (func (export "loop") (param i32)
        (loop $again (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))
      (func (export "copy") (param i32) (memory.copy (i32.const 0) (i32.const 1) (local.get 0)))
      (func (export "fill-table") (param i32) (table.fill $table (i32.const 0) (ref.null func) (local.get 0)))
      (func $nothing (export "nothing")))`,
});

const component = await loadComponent(bytes, { name: 'limited' });

/** Two core modules with a memory each, the second one also growing that of the first. */
const twoMemories = await loadComponent(
  await parseComponent(`(component
    (core module $one (memory (export "memory") 2) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
    (core instance $one (instantiate $one))
    (core module $two
      (import "one" "memory" (memory $first 1))
      (global $before (mut i32) (i32.const 3))
      (memory $second 1)
      (func (export "grow") (param i32) (result i32) (memory.grow $second (local.get 0)))
      (func (export "grow-first") (param i32) (result i32) (memory.grow $first (local.get 0)))
      (func (export "before") (result i32) (global.get $before)))
    (core instance $two (instantiate $two (with "one" (instance $one))))
    (func (export "one") (param "pages" u32) (result s32) (canon lift (core func $one "grow")))
    (func (export "two") (param "pages" u32) (result s32) (canon lift (core func $two "grow")))
    (func (export "first") (param "pages" u32) (result s32) (canon lift (core func $two "grow-first")))
    (func (export "before") (result s32) (canon lift (core func $two "before"))))`),
  { name: 'two' },
);

const guest = (limits: Parameters<typeof component.instantiate>[0]['limits'] = {}) =>
  component.instantiate({ imports: {}, limits }).exports;

test('a memory grows to its limit and no further', (t) => {
  const { grow } = guest({ memoryPages: 5 });
  t.is(grow(2), 2);
  t.is(grow(2), -1);
  t.is(grow(1), 4);
  t.is(grow(1), -1);
});

test('the memories of an instance grow to its limit together', (t) => {
  const instance = (memoryPages: number) => twoMemories.instantiate({ imports: {}, limits: { memoryPages } }).exports;
  const { one, two, first, before } = instance(10);
  t.is(one(3), 2);
  t.is(two(2), 1);
  for (const pages of [3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) t.is(one(pages), -1);
  t.is(first(1), 5);
  t.is(two(2), -1);
  t.is(two(1), 3);
  for (const grow of [one, two, first]) t.is(grow(1), -1);
  t.deepEqual([one(0), two(0), first(0)], [6, 4, 6]);
  t.is(before(), 3);
  t.is(instance(3).one(1), -1);
  const error = t.throws(() => instance(2), { instanceOf: ComponentError, message: /start at 3 pages together/ });
  t.is(error.limit, 'memoryPages');
});

test('a table grows to its limit and no further', (t) => {
  const { growTable } = guest({ tableElements: 12 });
  t.is(growTable(3), -1);
  t.is(growTable(2), 10);
  t.is(growTable(1), -1);
});

test('a memory or table that starts over its limit is refused', (t) => {
  const over = (limits: object) => t.throws(() => guest(limits), { instanceOf: ComponentError }).message;
  t.regex(over({ memoryPages: 1 }), /a memory starts at 2, over the limit memoryPages of 1/);
  t.regex(over({ tableElements: 9 }), /a table starts at 10, over the limit tableElements of 9/);
});

test('limits given on loading hold for every instance that is not given others', async (t) => {
  const small = await loadComponent(bytes, { name: 'small', limits: { memoryPages: 3, stringBytes: 4 } });
  const { grow, text } = small.instantiate({ imports: {} }).exports;
  t.is(grow(1), 2);
  t.is(grow(1), -1);
  t.throws(() => text(3), { instanceOf: LimitExceeded });
  const wider = small.instantiate({ imports: {}, limits: { memoryPages: 4 } }).exports;
  t.is(wider.grow(2), 2);
  t.throws(() => wider.text(3), { instanceOf: LimitExceeded });
  await t.throwsAsync(loadComponent(bytes, { name: 'none', limits: { handles: -1 } }), { instanceOf: RangeError });
  t.throws(() => loadComponentSync(bytes, { name: 'over', limits: { memoryPages: 1 } }), {
    instanceOf: ComponentError,
    message: /over the limit memoryPages/,
  });
});

test('a limit that is no count is refused', (t) => {
  for (const memoryPages of [-1, 1.5, Number.NaN, 65_537]) {
    t.throws(() => guest({ memoryPages }), { instanceOf: RangeError, message: /limit memoryPages/ });
  }
});

test('strings and lists handed out in one call are bounded together', (t) => {
  const limits = { stringBytes: 1000, listElements: 20 };
  t.is(guest(limits).text(500).length, 500);
  t.throws(() => guest(limits).text(501), { instanceOf: LimitExceeded, message: /text result: .*limit stringBytes/ });
  t.is(guest(limits).texts(20, 25).length, 20);
  t.throws(() => guest(limits).texts(20, 26), { instanceOf: Trap, message: /limit stringBytes/ });
  t.throws(() => guest(limits).texts(21, 0), { instanceOf: Trap, message: /limit listElements/ });
  t.is(guest(limits).numbers(125).length, 125);
  t.throws(() => guest(limits).numbers(126), { instanceOf: Trap, message: /limit stringBytes/ });
  const same = guest(limits);
  for (let call = 0; call < 5; call++) t.is(same.text(500).length, 500);
});

/** Fuel that a call takes. */
function fuelOf(call: (exports: ReturnType<typeof guest>) => void): number {
  const meter = new Meter(1_000_000);
  const { exports } = component.instantiate({ imports: {}, meter });
  meter.remaining = 1_000_000;
  call(exports);
  return 1_000_000 - meter.remaining;
}

test('fuel counts function entries and loop rounds, the same each time', (t) => {
  t.is(
    fuelOf((exports) => exports.nothing()),
    1,
  );
  t.is(
    fuelOf((exports) => exports.loop(100)),
    101,
  );
  t.is(
    fuelOf((exports) => exports.loop(1)),
    2,
  );
});

test('fuel counts what bulk instructions move, and that they do at all', (t) => {
  const more = (one: Parameters<typeof fuelOf>[0], other: Parameters<typeof fuelOf>[0]) => fuelOf(one) - fuelOf(other);
  const nothing = fuelOf((exports) => exports.nothing());
  t.is(nothing, 1);
  t.true(fuelOf((exports) => exports.fill(0)) > nothing);
  t.is(
    more(
      (exports) => exports.fill(65_536),
      (exports) => exports.fill(0),
    ),
    65_536 / 128,
  );
  t.is(
    more(
      (exports) => exports.copy(65_536),
      (exports) => exports.copy(0),
    ),
    65_536 / 128,
  );
  t.is(
    more(
      (exports) => exports.fillTable(10),
      (exports) => exports.fillTable(0),
    ),
    80,
  );
  t.is(
    more(
      (exports) => exports.growTable(6400),
      (exports) => exports.growTable(0),
    ),
    6400 * 8,
  );
  // As many as the table may have at most; the rest are refused.
  const { tableElements } = DEFAULT_LIMITS;
  for (const elements of [tableElements + 1, 2 ** 28, 2 ** 29 - 1, 2 ** 31, 2 ** 32 - 1]) {
    t.is(
      more(
        (exports) => t.is(exports.growTable(elements), -1),
        (exports) => exports.growTable(0),
      ),
      tableElements * 8,
    );
  }
});

test('a bulk instruction of impossible size is stopped by its fuel or its bounds', (t) => {
  const meter = new Meter(10_000);
  const call = (run: (exports: ReturnType<typeof guest>) => void) => {
    const { exports } = component.instantiate({ imports: {}, meter });
    meter.remaining = 10_000;
    run(exports);
  };
  t.throws(() => call((exports) => exports.fill(0xffff_ffff)), { instanceOf: OutOfFuel });
  t.throws(() => call((exports) => exports.fill(200_000)), { instanceOf: Trap, message: /out of bounds/ });
});

test('exactly enough fuel is enough', (t) => {
  const meter = new Meter(101);
  const { exports } = component.instantiate({ imports: {}, meter });
  exports.loop(100);
  t.is(meter.remaining, 0);
  t.throws(() => exports.nothing(), { instanceOf: OutOfFuel });
});

test('instances with one meter burn one fuel', (t) => {
  const meter = new Meter(100);
  const one = component.instantiate({ imports: {}, meter }).exports;
  const two = component.instantiate({ imports: {}, meter }).exports;
  one.loop(50);
  two.loop(20);
  t.is(meter.remaining, 28);
  t.throws(() => one.loop(50), { instanceOf: OutOfFuel });
});

test('a meter holds only whole numbers of units', (t) => {
  for (const fuel of [-1, 0.5, Number.NaN, MAX_FUEL + 1]) t.throws(() => new Meter(fuel), { instanceOf: RangeError });
  t.is(new Meter(MAX_FUEL).remaining, MAX_FUEL);
});

test('a spent meter stays spent, whatever is taken from it', (t) => {
  const meter = new Meter(10);
  for (const units of [11, 1, MAX_FUEL, MAX_FUEL, 2 ** 31, 2 ** 32 - 16, 2 ** 40]) {
    t.throws(() => meter.take(units), { message: 'fuel spent' });
    t.true(meter.remaining < 0);
  }
});

test('calls out of a guest and what they copy are paid for', async (t) => {
  const bytes = await buildComponent({
    wit: `package test:calls@1.0.0;
      interface host { nothing: func(); take: func(text: string); give: func() -> string; }
      world w { import host; export run: func(calls: u32); export hand-over: func(units: u32); export receive: func(); }`,
    wat: `(module
      (import "test:calls/host@1.0.0" "nothing" (func $nothing))
      (import "test:calls/host@1.0.0" "take" (func $take (param i32 i32)))
      (import "test:calls/host@1.0.0" "give" (func $give (param i32)))
      (memory (export "memory") 3)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
      (func (export "run") (param i32)
        (loop $again (call $nothing) (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "hand-over") (param i32) (call $take (i32.const 0) (local.get 0)))
      (func (export "receive") (call $give (i32.const 8))))`,
  });
  const calls = await loadComponent(bytes, { name: 'calls' });
  const meter = new Meter(10_000_000);
  const host = { nothing: () => {}, take: () => {}, give: () => 'x'.repeat(50_000) };
  const { exports } = calls.instantiate({ imports: { 'test:calls/host@1.0.0': host }, meter });
  const cost = (work: () => void): number => {
    meter.remaining = 10_000_000;
    work();
    return 10_000_000 - meter.remaining;
  };
  const one = cost(() => exports.run(1));
  t.is(cost(() => exports.run(101)) - one, 100 * (one - 1));
  t.true(one >= 100);
  t.is(cost(() => exports.handOver(80_000)) - cost(() => exports.handOver(0)), 160_000 / 16);
  t.true(cost(() => exports.receive()) > 100_000 / 16);
  meter.remaining = 10_000;
  const error = t.throws(() => exports.run(1_000_000), { instanceOf: OutOfFuel });
  t.regex(error.message, /^calls: (run|test:calls\/host\.nothing): out of fuel$/);
  const dear = calls.instantiate({
    imports: { 'test:calls/host@1.0.0': { ...host, nothing: () => meter.take(20_000) } },
    meter,
  });
  meter.remaining = 50_000;
  dear.exports.run(2);
  t.true(meter.remaining < 10_000);
  t.throws(() => dear.exports.run(1), { instanceOf: OutOfFuel });
});

const passing = (limit: keyof Limits) => (error: unknown) => error instanceof LimitExceeded && error.limit === limit;

test('each limit has its own typed error', (t) => {
  t.true(passing('stringBytes')(t.throws(() => guest({ stringBytes: 10 }).text(6))));
  t.true(passing('listElements')(t.throws(() => guest({ listElements: 10 }).texts(11, 0))));
  const start = (limits: object) => t.throws(() => guest(limits), { instanceOf: ComponentError }).limit;
  t.is(start({ memoryPages: 1 }), 'memoryPages');
  t.is(start({ tableElements: 9 }), 'tableElements');
  t.is(start({ instances: 1 }), 'instances');
  t.is(start({ memories: 0 }), 'memories');
  const { grow } = guest({ instances: 2, memories: 1, memoryPages: 2 });
  t.is(grow(0), 2);
});
