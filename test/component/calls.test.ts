import test from 'ava';
import { LimitExceeded, loadComponent, MAX_FUEL, Meter, suspending, type Limits } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const passing = (limit: keyof Limits) => (error: unknown) => error instanceof LimitExceeded && error.limit === limit;

/** Calls its import again and again, and itself as deep as it is told. */
const caller = await loadComponent(
  await buildComponent({
    wit: `package test:caller@1.0.0; world w {
      import out: func(n: u32) -> u32;
      export in: func(n: u32) -> u32;
      export often: func(n: u32);
      export deep: func(n: u32);
      export indirect: func(n: u32);
      export tail: func(n: u32);
    }`,
    wat: `(module
      (import "$root" "out" (func $out (param i32) (result i32)))
      (type $call (func (param i32)))
      (table funcref (elem $indirect))
      (func (export "in") (param i32) (result i32) (call $out (local.get 0)))
      (func (export "often") (param i32)
        (loop $again
          (drop (call $out (i32.const 0)))
          (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
      (func $deep (export "deep") (param i32)
        (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
      (func $indirect (export "indirect") (param i32)
        (if (local.get 0) (then (call_indirect (type $call) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))
      (func $tail (export "tail") (param i32)
        (if (local.get 0) (then (return_call $tail (i32.sub (local.get 0) (i32.const 1)))))))`,
  }),
  { name: 'caller' },
);

test('calls nested through the host are bounded', (t) => {
  const meter = new Meter(MAX_FUEL);
  let depth = 0;
  const out = (n: number): number => {
    depth++;
    return n === 0
      ? 0
      : 1 + caller.instantiate({ imports: { out }, meter, limits: { callDepth: 10 } }).exports.in(n - 1);
  };
  const outer = () => caller.instantiate({ imports: { out }, meter, limits: { callDepth: 10 } }).exports;
  t.is(outer().in(9), 9);
  depth = 0;
  t.true(passing('callDepth')(t.throws(() => outer().in(1000), { message: /deeper than 10/ })));
  t.is(depth, 10);
  t.is(outer().in(9), 9);
});

test('a guest that calls itself without end is stopped by the stack, wherever it starts', (t) => {
  const exports = () => caller.instantiate({ imports: { out: () => 0 } }).exports;
  exports().deep(1000);
  const from = (frames: number, run: () => void): void => (frames === 0 ? run() : from(frames - 1, run));
  for (const frames of [0, 100, 2000]) {
    for (const name of ['deep', 'indirect']) {
      from(frames, () => t.true(passing('callDepth')(t.throws(() => exports()[name](100_000_000)))));
    }
  }
  exports().tail(10_000_000);
});

/** Runs `work` with a clock that stands still unless it is moved. */
function withClock(work: (pass: (ms: number) => void) => void): void {
  const { now } = performance;
  let nowMs = 5_000;
  performance.now = () => nowMs;
  try {
    work((ms) => void (nowMs += ms));
  } finally {
    performance.now = now;
  }
}

test('a call that takes too long is stopped when it calls out', (t) => {
  withClock((pass) => {
    const out = (n: number) => {
      pass(1);
      return n;
    };
    const { exports } = caller.instantiate({ imports: { out }, limits: { wallClockMs: 1000 } });
    exports.often(1000);
    const error = t.throws(() => exports.often(10_000), { message: /longer than 1000 ms/ });
    t.true(passing('wallClockMs')(error));
  });
});

test('each call has its time from its own beginning', (t) => {
  withClock((pass) => {
    const { exports } = caller.instantiate({ imports: { out: () => 0 }, limits: { wallClockMs: 200 } });
    for (let call = 0; call < 5; call++) {
      t.notThrows(() => exports.often(600));
      pass(150);
    }
  });
});

test('a call that waits too long for the host is stopped, and what the host says later is no matter', async (t) => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const limits = { wallClockMs: 20 };
  const never = await caller.instantiateSuspending({ imports: { out: suspending(() => promise) }, limits });
  const error = await t.throwsAsync(never.exports['in'](1));
  t.true(passing('wallClockMs')(error));
  t.true(never.poisoned);
  resolve(1);
  reject(new Error('too late'));
  const prompt = await caller.instantiateSuspending({ imports: { out: suspending(async (n: number) => n) }, limits });
  t.is(await prompt.exports['in'](3), 3);
  await prompt.dispose();
  await never.dispose();
});

test('the time of a call runs on in the instances it calls', async (t) => {
  const wit = `package test:clock@1.0.0; interface slow { wait: func(); }
    world offers { import wait: func(); export slow; } world needs { import slow; export run: func(); }`;
  const load = async (world: string, wat: string) =>
    loadComponent(await buildComponent({ wit, world, wat }), { name: world });
  const slow = await load(
    'offers',
    `(module (import "$root" "wait" (func $wait)) (func (export "test:clock/slow@1.0.0#wait") (call $wait)))`,
  );
  const needs = await load(
    'needs',
    `(module (import "test:clock/slow@1.0.0" "wait" (func $wait)) (func (export "run") (call $wait)))`,
  );
  const far = await slow.instantiateSuspending({ imports: { wait: suspending(() => new Promise(() => {})) } });
  const near = await needs.instantiateSuspending({
    imports: { 'test:clock/slow@1.0.0': far.exports['test:clock/slow@1.0.0'] },
    limits: { wallClockMs: 20 },
  });
  t.true(passing('wallClockMs')(await t.throwsAsync(near.exports['run']())));
  t.true(far.poisoned);
});
