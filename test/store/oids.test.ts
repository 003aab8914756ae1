import test from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { Oids } from '../../host/store/oids.ts';
import { temporaryFolder } from './folders.ts';
import { bytes } from './keys.ts';
import { LaterEngine } from './later-engine.ts';
import { UnreliableEngine } from './unreliable-engine.ts';

test('oids are greater than 0 and given out once, over many leases, at one sitting and over restarts', async (t) => {
  const folder = temporaryFolder();
  const given = new Set<bigint>();
  let count = 0;
  for (const creations of [1, 10_000, 0, 3, 30_000]) {
    const engine = await openLmdb({ folder });
    const oids = await Oids.open(engine);
    for (let i = 0; i < creations; i++, count++) given.add(oids.create());
    await engine.close();
  }
  t.is(given.size, count);
  t.true([...given].every((oid) => oid > 0n));
});

test('what carries an oid is never on disk before the lease it is from', async (t) => {
  const folder = temporaryFolder();
  const engine = await openLmdb({ folder });
  const oids = await Oids.open(engine);
  let highest = 0n;
  for (let i = 0; i < 20_000; i++) highest = oids.create();
  const transaction = engine.begin();
  transaction.set(bytes('highest'), bytes(`${highest}`));
  await transaction.commit();
  t.is(engine.durableVersion, engine.version, 'the leases before it are on disk with it');
  await engine.close();
  const again = await openLmdb({ folder });
  t.true((await Oids.open(again)).create() > highest);
  await again.close();
});

test('two that lease from one store never give out the same', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  const [one, two] = [await Oids.open(engine), await Oids.open(engine)];
  const given = new Set<bigint>();
  for (let i = 0; i < 10_000; i++) given.add(one.create()).add(two.create());
  t.is(given.size, 20_000);
  await engine.close();
});

test('leasing does not disturb a task that is under way', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  const oids = await Oids.open(engine);
  const transaction = engine.begin();
  transaction.get(bytes('a'));
  for (let i = 0; i < 10_000; i++) oids.create();
  transaction.set(bytes('b'), bytes('1'));
  await t.notThrowsAsync(transaction.commit());
  await engine.close();
});

test('processes that share a store lease by themselves: none gives out what another does, and no task conflicts over it', async (t) => {
  const local = openMemory();
  const engine: Engine = {
    exclusive: false,
    begin: () => local.begin(),
    flushed: () => local.flushed(),
    close: () => local.close(),
  };
  const all = await Promise.all([1, 2, 3, 4].map(() => Oids.open(engine)));
  const given = new Set<bigint>();
  const task = local.begin();
  task.get(bytes('a'));
  await Promise.all(
    all.map(async (oids) => {
      for (let i = 0; i < 10_000; i++) given.add(await oids.create());
    }),
  );
  t.is(given.size, 40_000);
  task.set(bytes('b'), bytes('1'));
  await t.notThrowsAsync(task.commit());
  await local.close();
});

test('a lease whose commit has lost its answer is made once', async (t) => {
  const engine = new UnreliableEngine(new LaterEngine(openMemory()));
  engine.fates.push('committed', 'not committed', 'committed');
  const oids = await Oids.open(engine);
  t.is(await oids.create(), 1n);
  engine.fates.push('committed');
  for (let i = 2; i <= 5_000; i++) t.is(await oids.create(), BigInt(i));
  t.is(engine.fates.length, 0);
  await engine.close();
});
