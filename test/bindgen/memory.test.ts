import test from 'ava';
import fc from 'fast-check';

import { RUNTIMES } from '../../host/bindgen/runtimes.ts';
import { ECHO, THINGS, startMirror, type Mirror } from './mirror.ts';

/** 3 MiB: what 1,000,000 calls may use between them. */
const MEMORY_PAGES = 48;
const CALLS = 1_000_000;

const TEXT = 'a string of thirty-two characters';
const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
const NAMES = Array.from({ length: 4 }, (_, i) => `name ${i}`);
const POINT = { x: 1, y: 2.5 };
const EVERYTHING = {
  truth: true,
  byte: 255,
  small: -1,
  whole: 2n ** 40n,
  single: 0.5,
  letter: '😀',
  text: TEXT,
  bytes: BYTES,
  names: NAMES,
  where: POINT,
  facing: 'east',
  may: { read: true, write: false, delete: true },
  default: 7,
};

type Shape = (mirror: Mirror) => () => unknown;

const echo = (name: string, value: unknown): Shape => {
  return ({ instance }) => {
    const call = instance.exports[ECHO][name];
    return () => call(value);
  };
};

/** One call of each kind of value, there and back. Through the imports, an imported thing is wrapped by an exported one. */
const SHAPES: Record<string, Shape> = {
  string: echo('strings', TEXT),
  'list of numbers': echo('listU8', BYTES),
  'list of strings': echo('listString', NAMES),
  'list of lists': echo('listList', [NAMES, [], [TEXT]]),
  'list of records': echo('listEverything', [EVERYTHING, EVERYTHING]),
  record: echo('points', POINT),
  'record of everything': echo('everythings', EVERYTHING),
  enum: echo('compasses', 'south-west'),
  flags: echo('rightses', { read: false, write: true, delete: true }),
  char: echo('chars', '😀'),
  tuple: echo('tupleThree', [TEXT, 0.5, POINT]),
  variant: echo('values', { tag: 'pair', val: [1.5, 7] }),
  option: echo('optionOption', { tag: 'some', val: TEXT }),
  result: echo('resultBoth', { tag: 'err', val: TEXT }),
  'parameters in memory': ({ instance }) => {
    const { many } = instance.exports[ECHO];
    return () => many(EVERYTHING, 1, NAMES, { tag: 'texts', val: NAMES });
  },
  resource: ({ instance }) => {
    const things = instance.exports[THINGS];
    const make = things['[constructor]thing'];
    return () => things.swallow(make('a'));
  },
  own: ({ instance }) => {
    const things = instance.exports[THINGS];
    let thing = things['[constructor]thing']('a');
    return () => (thing = things.giveBack(thing));
  },
  borrow: ({ instance }) => {
    const things = instance.exports[THINGS];
    const thing = things['[constructor]thing']('a');
    return () => things['[method]thing.same'](thing, thing);
  },
  'own in a record': ({ instance }) => {
    const things = instance.exports[THINGS];
    let pair = { first: things['[constructor]thing']('a'), second: undefined };
    return () => (pair = things.pairs(pair));
  },
  'borrows in records, variants and lists': ({ instance }) => {
    const things = instance.exports[THINGS];
    const of = things['[constructor]thing']('a');
    const all = [{ times: 1, of }];
    return () => things.uses(all, ['b', of], [{ tag: 'one', val: of }]);
  },
  garbage:
    ({ instance }) =>
    () =>
      instance.exports['litter'](4),
};

for (const runtime of RUNTIMES) {
  for (const [name, shape] of Object.entries(SHAPES)) {
    test(`1,000,000 calls leave memory flat: ${name}, ${runtime} runtime`, async (t) => {
      const mirror = await startMirror({ memoryPages: MEMORY_PAGES, handles: 20_000 }, runtime);
      const { exports } = mirror.instance;
      for (const imports of [false, true]) {
        exports['through'](imports);
        const call = shape(mirror);
        for (let i = 0; i < CALLS / 2; i++) call();
      }
      t.true(exports[THINGS]['[static]thing.alive']() <= 2);
    });
  }

  test(`a result stays what it is while a thing that was given ends: ${runtime} runtime`, async (t) => {
    const { instance } = await startMirror({ memoryPages: 1_024 }, runtime);
    const things = instance.exports[THINGS];
    const names = Array.from({ length: 5_000 }, (_, i) => `name ${i}`);
    for (let call = 0; call < 10; call++)
      t.deepEqual(things.trade(things['[constructor]thing']('noisy'), names), names);
  });

  test(`lists larger than the scratch memory are collected too: ${runtime} runtime`, async (t) => {
    const { instance } = await startMirror({ memoryPages: 256 }, runtime);
    const names = Array.from({ length: 20_000 }, (_, i) => `name ${i}`);
    for (const imports of [false, true]) {
      instance.exports['through'](imports);
      for (let call = 0; call < 50; call++) t.deepEqual(instance.exports[ECHO].listString(names), names);
    }
  });
}

test('the incremental runtime collects within a call, the minimal one when it has ended', async (t) => {
  const COUNT = 200_000;
  const incremental = await startMirror({ memoryPages: MEMORY_PAGES }, 'incremental');
  t.true(incremental.instance.exports['churn'](COUNT) > 0n);
  for (let count = 1; count < 20_000; count *= 3)
    t.deepEqual(incremental.instance.exports['keep'](NAMES, count), NAMES);
  const minimal = await startMirror({ memoryPages: MEMORY_PAGES });
  t.throws(() => minimal.instance.exports['churn'](COUNT));
  const roomy = await startMirror({ memoryPages: 1_024 });
  for (let call = 0; call < 20; call++) t.true(roomy.instance.exports['churn'](COUNT) > 0n);
});

test('what is kept is collected around, and costs as much as it is', async (t) => {
  const { instance } = await startMirror({ memoryPages: 256 });
  instance.exports['hoard'](100_000);
  for (let call = 0; call < 20_000; call++) t.is(instance.exports['litter'](20), 19);
});

test('blocks keep their contents and their distance, whatever sizes they take', async (t) => {
  const { instance } = await startMirror({ memoryPages: MEMORY_PAGES });
  // Around the sizes at which one kind of block becomes another, and far from them.
  const size = fc.oneof(fc.nat(600), fc.constantFrom(0, 12, 13, 28, 29, 492, 493, 508, 509, 524), fc.nat(70_000));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 200 }), (sizes) => {
      t.is(instance.exports['resize'](Uint32Array.from(sizes)), 0);
    }),
  );
});
