import test from 'ava';

import { hostResource, loadComponent, type Instance } from '../../host/component/index.ts';
import { buildFixture } from './fixture.ts';

const GATE = 'test:corners/gate@1.0.0';
const LOCK = 'test:corners/lock@1.0.0';

interface HostKey {
  readonly bits: number;
}

let instance: Instance;
let noted: string[];
let dropped: HostKey[];
let got: unknown[];

test.before(async () => {
  const component = await loadComponent(await buildFixture('corners'), { name: 'corners' });
  noted = [];
  dropped = [];
  got = [];
  const imports = {
    'write-note': (text: string) => void noted.push(text),
    songs: { chorus: () => ({ refrain: 'tralala' }) },
    words: { spell: (word: string, size: string) => [size, ...word] },
    'test:corners/names@1.0.0': {
      i32: (value: bigint) => Number(value) + 8,
      load: (store: number, changetype: string[]) => Uint8Array.of(store + changetype.length),
      delete: () => 'null',
      get: (result: unknown, array: unknown) => void got.push([result, array]),
    },
    'test:keys/keys@1.0.0': {
      key: hostResource<HostKey>({ name: 'key', drop: (key) => void dropped.push(key) }),
      '[constructor]key': (bits: number) => ({ bits }),
      '[method]key.bits': (key: HostKey) => key.bits,
      rings: (ring: { owner: string }) => ring.owner.length,
    },
    'test:keys/keys@2.0.0': {
      key: hostResource<HostKey>({ name: 'key' }),
      '[constructor]key': (bits: number) =>
        bits === 0 ? { tag: 'err', val: 'no bits' } : { tag: 'ok', val: { bits } },
      '[static]key.create': (like: HostKey) => ({ bits: like.bits + 1 }),
      '[method]key.bits': (key: HostKey) => BigInt(key.bits),
      rings: (ring: { owner: string; count: number }) => ring.owner.length * ring.count,
    },
  };
  instance = component.instantiate({ imports });
});

test.serial('exported interfaces of one name have an author each, and so have two versions of one', (t) => {
  t.is(instance.exports[GATE].name(), 'corners');
  t.is(instance.exports['test:other/gate@1.0.0'].name(), 'other');
  t.is(instance.exports['test:other/gate@2.0.0'].name(), 'other 2');
});

test.serial('a constructor may fail', (t) => {
  const gate = instance.exports[GATE];
  const made = gate['[constructor]door']('oak');
  t.is(made.tag, 'ok');
  t.is(gate['[method]door.name'](made.val), 'oak');
  t.deepEqual(gate['[constructor]door'](''), { tag: 'err', val: 'a door needs a name' });
});

test.serial('a function may have the name of one that stands for a constructor', (t) => {
  const gate = instance.exports[GATE];
  t.is(gate['[method]door.name'](gate['[static]door.create']()), 'a door');
  t.is(instance.exports[LOCK].copied(4), 5n);
  t.is(instance.exports[LOCK].copied(0), undefined);
});

test.serial('a list larger than the scratch memory is returned whole', (t) => {
  const all = Array.from({ length: 5_000 }, (_, i) => [`name ${i}`, i % 2 === 0 ? BigInt(i) : undefined]);
  t.deepEqual(instance.exports[GATE].echoAll(all), all);
});

test.serial('imported handles arrive lent and given in exported functions', (t) => {
  const lock = instance.exports[LOCK];
  const key = { bits: 5 };
  t.true(lock.fits(key, { bits: 5 }));
  t.false(lock.fits(key, { bits: 6 }));
  t.true(lock.allFit([key, { bits: 5 }, key]));
  t.false(lock.allFit([key, { bits: 4 }]));
  t.deepEqual(dropped, []);
  lock.keep(key);
  lock.keep({ bits: 6 });
  t.deepEqual(dropped, [key]);
  t.deepEqual(lock.kept(), { bits: 6 });
  t.is(lock.kept(), undefined);
  t.is(lock.owner({ owner: 'Ann' }), 'Ann');
});

test.serial('a world has functions, types and interfaces of its own, and those of a world it includes', (t) => {
  t.true(instance.exports['ready']());
  t.deepEqual(noted, ['ready']);
  t.is(instance.exports['bounded']({ most: 100, ring: { owner: 'Ann', count: 2 } }), 108);
  t.is(instance.exports['songs'].sing({ lines: ['a', 'b'] }), 'large-a- -b');
  t.deepEqual(instance.exports['songs'].chorus(), { lines: ['tralala', 'la la'] });
});

test.serial('names that are words of AssemblyScript, or that generated names come near, are told apart', (t) => {
  t.deepEqual(instance.exports['callNames'](), ['7', '3', 'null', 'cases', 'tag']);
  const array = { constructor: 1, of: 'y' };
  t.deepEqual(got, [
    [{ tag: 'new', val: 1 }, array],
    [{ tag: 'name', val: 'x' }, array],
    [{ tag: 'tag' }, array],
    [{ tag: 'is-new' }, array],
  ]);
});
