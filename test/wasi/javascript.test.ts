import test from 'ava';
import { hostResource, loadComponent, Meter, OutOfFuel, Trap, type Component } from '../../host/component/index.ts';
import { buildJavaScript } from './javascript.ts';

const WIT = `
  package test:js;

  interface types {
    record point { x: s32, y: s32, label: string }
    enum color { red, dark-blue }
    flags rights { read, write-all }
    variant shape { circle(f64), square(tuple<u8, u8>), nothing }
  }

  interface host-log {
    resource log { append: func(text: string) -> u32; }
    open: func(name: string) -> log;
  }

  interface work {
    use types.{point, color, rights, shape};
    greet: func(name: string) -> string;
    move: func(start: point, by: tuple<s32, s32>) -> point;
    bounds: func(points: list<point>) -> option<tuple<point, point>>;
    sum: func(values: list<f64>) -> f64;
    reverse: func(bytes: list<u8>) -> list<u8>;
    next-color: func(color: color) -> color;
    invert: func(rights: rights) -> rights;
    grow: func(shape: shape) -> shape;
    big: func(n: s64) -> u64;
    divide: func(a: u32, b: u32) -> result<u32, string>;
    fail: func();
    spin: func();
    fill: func(megabytes: u32) -> u32;
    record-lines: func(lines: list<string>) -> list<u32>;
    kept: func() -> u32;
    resource counter {
      constructor(start: u32);
      add: func(n: u32) -> u32;
      zero: static func() -> counter;
    }
    total: func(counters: list<borrow<counter>>) -> u32;
  }

  world w { import host-log; export work; }`;

const SOURCE = `
  import { open } from 'test:js/host-log';

  let calls = 0;

  class Counter {
    #count;
    constructor(start) { this.#count = start; }
    add(n) { return (this.#count += n); }
    static zero() { return new Counter(0); }
    get count() { return this.#count; }
  }

  export const work = {
    Counter,
    total: (counters) => counters.reduce((sum, { count }) => sum + count, 0),
    greet: (name) => \`hello \${name}!\`,
    move: ({ x, y, label }, [dx, dy]) => ({ x: x + dx, y: y + dy, label }),
    bounds(points) {
      if (points.length === 0) return undefined;
      const corner = (pick, label) => ({
        x: pick(...points.map(({ x }) => x)),
        y: pick(...points.map(({ y }) => y)),
        label,
      });
      return [corner(Math.min, 'least'), corner(Math.max, 'most')];
    },
    sum: (values) => values.reduce((sum, value) => sum + value, 0),
    reverse: (bytes) => bytes.reverse(),
    nextColor: (color) => (color === 'red' ? 'dark-blue' : 'red'),
    invert: ({ read, writeAll }) => ({ read: !read, writeAll: !writeAll }),
    grow(shape) {
      if (shape.tag === 'circle') return { tag: 'circle', val: shape.val * 2 };
      if (shape.tag === 'square') return { tag: 'square', val: shape.val.map((side) => side + 1) };
      return { tag: 'nothing' };
    },
    big: (n) => BigInt.asUintN(64, n),
    divide(a, b) {
      if (b === 0) throw 'nothing is divided by zero';
      return Math.trunc(a / b);
    },
    fail() { throw new Error('a bug'); },
    spin() { for (;;) calls++; },
    fill(megabytes) {
      const kept = [];
      for (let n = 0; n < megabytes; n++) kept.push(new Uint8Array(1024 * 1024).fill(1));
      return kept.length;
    },
    recordLines(lines) {
      const log = open('a log');
      return Uint32Array.from(lines, (line) => log.append(line));
    },
    kept: () => ++calls,
  };`;

const WORK = 'test:js/work';
/** As much as a task of the kernel has. */
const TASK_FUEL = 50_000_000;

const component: Component = await loadComponent(await buildJavaScript(SOURCE, WIT, []), { name: 'js' });

class Log {
  readonly lines: string[] = [];
  dropped = false;
}

const logs: Log[] = [];
const imports = {
  'test:js/host-log': {
    log: hostResource<Log>({ name: 'log', drop: (log) => void (log.dropped = true) }),
    '[method]log.append': (log: Log, text: string): number => log.lines.push(text),
    open: (name: string): Log => {
      const log = new Log();
      log.lines.push(name);
      logs.push(log);
      return log;
    },
  },
};

const instantiate = (meter = new Meter(TASK_FUEL)) => component.instantiate({ imports, meter }).exports[WORK];

test('without features a JavaScript component imports nothing of WASI', (t) => {
  const used = component.imports.filter(({ functions }) => functions.length > 0).map(({ name }) => name);
  t.deepEqual(used, ['test:js/host-log']);
  t.deepEqual(
    component.exports.map(({ name }) => name),
    [WORK],
  );
});

test('values of all sorts go into JavaScript and come back', (t) => {
  const work = instantiate();
  t.is(work.greet('wörld \u{1f600}'), 'hello wörld \u{1f600}!');
  t.deepEqual(work.move({ x: 1, y: -2, label: 'p' }, [-10, 5]), { x: -9, y: 3, label: 'p' });
  t.is(work.bounds([]), undefined);
  const points = [
    { x: 3, y: 9, label: 'a' },
    { x: -4, y: 11, label: 'b' },
  ];
  t.deepEqual(work.bounds(points), [
    { x: -4, y: 9, label: 'least' },
    { x: 3, y: 11, label: 'most' },
  ]);
  t.is(work.sum(Float64Array.of(0.5, 0.25, -3)), -2.25);
  t.deepEqual(work.reverse(Uint8Array.of(1, 2, 255)), Uint8Array.of(255, 2, 1));
  t.is(work.nextColor('red'), 'dark-blue');
  t.deepEqual(work.invert({ read: true, writeAll: false }), { read: false, writeAll: true });
  t.deepEqual(work.grow({ tag: 'circle', val: 1.5 }), { tag: 'circle', val: 3 });
  t.deepEqual(work.grow({ tag: 'square', val: [1, 254] }), { tag: 'square', val: [2, 255] });
  t.deepEqual(work.grow({ tag: 'nothing' }), { tag: 'nothing' });
  t.is(work.big(-1n), 2n ** 64n - 1n);
});

test('what JavaScript throws is the error of its result, and a trap where there is none', (t) => {
  const work = instantiate();
  t.deepEqual(work.divide(7, 2), { tag: 'ok', val: 3 });
  t.deepEqual(work.divide(7, 0), { tag: 'err', val: 'nothing is divided by zero' });
  t.deepEqual(work.divide(9, 3), { tag: 'ok', val: 3 });
  t.throws(() => work.fail(), { instanceOf: Trap, message: /^js: test:js\/work\.fail: / });
  t.throws(() => work.greet('x'), { instanceOf: Trap, message: /trapped before/ });
});

test('a resource of JavaScript is held by the host', (t) => {
  const work = instantiate();
  const counter = work['[constructor]counter'](5);
  t.is(work['[method]counter.add'](counter, 2), 7);
  const zero = work['[static]counter.zero']();
  t.is(work['[method]counter.add'](zero, 1), 1);
  t.is(work.total([counter, zero]), 8);
  counter[Symbol.dispose]();
  t.throws(() => work['[method]counter.add'](counter, 1), { message: /disposed/ });
});

test('a resource of the host is used by JavaScript', (t) => {
  const instance = component.instantiate({ imports, meter: new Meter(TASK_FUEL) });
  t.deepEqual(instance.exports[WORK].recordLines(['one', 'two']), Uint32Array.of(2, 3));
  const log = logs.at(-1)!;
  t.deepEqual(log.lines, ['a log', 'one', 'two']);
  instance.dispose();
  t.true(log.dropped);
});

test('an instance keeps its state, and another has its own', (t) => {
  const one = instantiate();
  const two = instantiate();
  t.deepEqual([one.kept(), one.kept(), two.kept(), one.kept()], [1, 2, 1, 3]);
});

test('the same calls burn the same fuel in every instance', (t) => {
  const spent = [0, 0].map(() => {
    const meter = new Meter(TASK_FUEL);
    const work = instantiate(meter);
    for (let n = 0; n < 20; n++) work.greet(`name ${n}`);
    work.sum(Float64Array.from({ length: 500 }, (_, index) => index));
    return TASK_FUEL - meter.remaining;
  });
  t.is(spent[0], spent[1]);
  t.true(spent[0]! < TASK_FUEL / 10, 'a task has fuel for hundreds of such calls');
});

test('an endless loop in JavaScript ends with its fuel', (t) => {
  const work = instantiate();
  t.throws(() => work.spin(), { instanceOf: OutOfFuel });
  t.is(instantiate().kept(), 1);
});

test('JavaScript that fills its memory traps and takes no more than its limit', (t) => {
  const meter = new Meter(2 ** 31 - 1);
  const work = component.instantiate({ imports, meter, limits: { memoryPages: 512 } }).exports[WORK];
  t.is(work.fill(4), 4);
  t.throws(() => work.fill(64), { instanceOf: Trap });
});
