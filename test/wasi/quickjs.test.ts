import test from 'ava';
import { loadComponent, Meter, OutOfFuel, Trap } from '../../host/component/index.ts';
import { buildQuickJs } from './javascript.ts';
import { everything } from './powers.ts';

/** QuickJS runs in a component that is written in Rust: its standard library calls WASI through wit-component's adapter. */

const WIT = `
  package test:quick;
  interface work {
    record entry { name: string, scores: list<u32> }
    best: func(entries: list<entry>) -> option<entry>;
    divide: func(a: u32, b: u32) -> result<u32, string>;
    now: func() -> f64;
    fail: func();
    spin: func();
  }
  world w { export work; }`;

const SOURCE = `
  const total = ({ scores }) => scores.reduce((sum, score) => sum + score, 0);
  export const work = {
    best: (entries) => entries.toSorted((a, b) => total(b) - total(a))[0],
    divide(a, b) {
      if (b === 0) throw 'nothing is divided by zero';
      return Math.trunc(a / b);
    },
    now: () => Date.now(),
    fail() { throw new Error('a bug'); },
    spin() { for (;;); },
  };`;

const WORK = 'test:quick/work';
const TASK_FUEL = 50_000_000;

const pure = await loadComponent(await buildQuickJs(SOURCE, WIT, false), { name: 'pure' });
const withWasi = await loadComponent(await buildQuickJs(SOURCE, WIT, true), { name: 'with WASI' });

test('QuickJS without WASI imports nothing and computes', (t) => {
  t.deepEqual(pure.imports, []);
  const work = pure.instantiate({ imports: {} }).exports[WORK];
  const entries = [
    { name: 'ann', scores: Uint32Array.of(1, 2) },
    { name: 'béa', scores: Uint32Array.of(9) },
  ];
  t.deepEqual(work.best(entries), entries[1]);
  t.is(work.best([]), undefined);
  t.deepEqual(work.divide(7, 2), { tag: 'ok', val: 3 });
  t.deepEqual(work.divide(7, 0), { tag: 'err', val: 'nothing is divided by zero' });
  t.throws(() => work.now(), { instanceOf: Trap }, 'the clock is left out');
});

test('QuickJS with WASI reads the clock it is given', (t) => {
  const { imports } = everything({ wallNs: () => 1_234_567_000_000n });
  t.is(withWasi.instantiate({ imports }).exports[WORK].now(), 1_234_567);
});

test('a panic in Rust prints its message to the standard error before it traps', (t) => {
  const { imports, lines } = everything();
  const work = withWasi.instantiate({ imports }).exports[WORK];
  t.throws(() => work.fail(), { instanceOf: Trap, message: /^with WASI: test:quick\/work\.fail: unreachable$/ });
  t.true(lines.some((line) => line.startsWith('! ') && line.includes('panicked at')));
  t.true(lines.some((line) => line.includes('a bug')));
});

test('an endless loop in QuickJS ends with its fuel, of which a call takes little', (t) => {
  const meter = new Meter(TASK_FUEL);
  const work = pure.instantiate({ imports: {}, meter }).exports[WORK];
  for (let n = 0; n < 10; n++) work.divide(n, 3);
  const before = meter.remaining;
  work.divide(1000, 3);
  t.true(before - meter.remaining < TASK_FUEL / 10_000);
  t.throws(() => work.spin(), { instanceOf: OutOfFuel });
});
