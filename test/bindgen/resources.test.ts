import test from 'ava';

import { Trap } from '../../host/component/index.ts';
import { THINGS, startMirror, type Mirror } from './mirror.ts';

let mirror: Mirror;

test.beforeEach(async () => {
  mirror = await startMirror();
});

for (const through of [false, true]) {
  const way = through ? 'wrapping an imported one' : 'of the author';

  test.serial(`a thing ${way}: constructor, methods and statics`, (t) => {
    const things = start(through);
    const lamp = things['[constructor]thing']('lamp');
    t.is(things['[method]thing.name'](lamp), 'lamp');
    things['[method]thing.rename'](lamp, 'brass lamp');
    t.is(things['[method]thing.name'](lamp), 'brass lamp');
    const copy = things['[method]thing.copy'](lamp);
    t.is(things['[method]thing.name'](copy), 'brass lamp');
    t.true(things['[method]thing.same'](lamp, lamp));
    t.false(things['[method]thing.same'](lamp, copy));
    t.deepEqual(things['[method]thing.drop'](lamp), { x: 1, y: 2.5 });
    t.is(things['[method]thing.many'](lamp, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), 'brass lampabcdefgh');
    const box = things['[constructor]thing']('box');
    const both = things['[static]thing.join'](copy, box);
    t.is(things['[method]thing.name'](both), 'brass lampbox');
    t.is(things['[static]thing.alive'](), 2);
    if (through) t.is(mirror.alive.size, 2);
  });

  test.serial(`a thing ${way}: what is given away comes back the same`, (t) => {
    const things = start(through);
    const lamp = things['[constructor]thing']('lamp');
    const again = things.giveBack(lamp);
    t.is(things['[method]thing.name'](again), 'lamp');
    t.throws(() => things['[method]thing.name'](lamp), { message: /handle/i });
  });

  test.serial(`a thing ${way}: handles travel in records, variants, lists and options`, (t) => {
    const things = start(through);
    const make = (name: string): unknown => things['[constructor]thing'](name);
    const name = (thing: unknown): string => things['[method]thing.name'](thing);
    const { first, second } = things.pairs({ first: make('one'), second: make('two') });
    t.deepEqual([name(first), name(second)], ['one', 'two']);
    t.is(things.pairs({ first, second: undefined }).second, undefined);
    const reversed = things.holders({ tag: 'more', val: [make('a'), make('b'), make('c')] });
    t.deepEqual(reversed.val.map(name), ['c', 'b', 'a']);
    t.deepEqual(things.holders({ tag: 'empty' }), { tag: 'empty' });
    t.is(things.lengths([second, ...reversed.val]), 6);
    t.is(things.perhaps(second), 'two');
    t.is(things.perhaps(undefined), 'none');
  });

  test.serial(`a thing ${way}: handles are lent in records, variants, tuples, lists and options`, (t) => {
    const things = start(through);
    const [ax, lamp] = ['ax', 'lamp'].map((name) => things['[constructor]thing'](name));
    const more = [{ tag: 'nothing' }, { tag: 'one', val: ax }, { tag: 'more', val: [{ times: 2, of: lamp }] }];
    t.is(
      things.uses(
        [
          { times: 3, of: ax },
          { times: 1, of: ax },
        ],
        ['four', lamp],
        more,
      ),
      8 + 16 + 2 + 8,
    );
    t.is(things.uses([], undefined, []), 0);
    t.is(things['[method]thing.name'](ax), 'ax');
  });

  test.serial(`a thing ${way}: handles that are given and lent are passed in memory`, (t) => {
    const things = start(through);
    const [ax, lamp, key] = ['ax', 'lamp', 'key'].map((name) => things['[constructor]thing'](name));
    const tell = (given: unknown, times: number): any =>
      things.tellApart(ax, given, { times, of: lamp }, ['d', 'd'], 'e', 'f', 'g', 'h');
    t.deepEqual(tell(undefined, 1), { tag: 'err', val: 'ax lamp d d efgh' });
    const { tag, val } = tell(key, 2);
    t.is(tag, 'ok');
    t.is(things['[method]thing.name'](val.first), 'key');
    t.is(things['[method]thing.name'](val.second), 'key');
    t.deepEqual(tell(val.first, 1).val.second, undefined);
    t.throws(() => tell(key, 1), { message: /handle/i });
  });

  test.serial(`a thing ${way}: dropped when it is swallowed`, (t) => {
    const things = start(through);
    for (let i = 0; i < 100; i++) things.swallow(things['[constructor]thing'](`thing ${i}`));
    t.is(things['[static]thing.alive'](), 0);
    t.is(mirror.alive.size, 0);
  });
}

test.serial('an instance stays where it is while garbage is collected around it', (t) => {
  const things = start(false);
  const kept = Array.from({ length: 50 }, (_, i) => things['[constructor]thing'](`thing ${i}`));
  for (let i = 0; i < 200; i++) mirror.instance.exports['litter'](2_000);
  t.deepEqual(
    kept.map((thing) => things['[method]thing.name'](thing)),
    kept.map((_, i) => `thing ${i}`),
  );
});

test.serial('handles that the author forgot are dropped once their objects are collected', (t) => {
  mirror.instance.exports['forget'](1_000);
  t.is(mirror.alive.size, 1_000);
  mirror.instance.exports['litter'](20_000);
  mirror.instance.exports['sum'](1, 2);
  t.is(mirror.alive.size, 0);
});

test.serial('using a thing after it was dropped traps', (t) => {
  t.throws(() => mirror.instance.exports['misuse'](), { instanceOf: Trap });
});

test.serial('reading a variant as a case it is not traps', (t) => {
  t.throws(() => mirror.instance.exports['mistake'](), { instanceOf: Trap });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function start(through: boolean): any {
  mirror.instance.exports['through'](through);
  return mirror.instance.exports[THINGS];
}
