import test from 'ava';
import type { LocalEngine } from '../../host/store/engine.ts';
import { CommitUnknown, TooOld, Unavailable, type StoreError } from '../../host/store/errors.ts';
import { LmdbBase } from '../../host/store/lmdb-base.ts';
import { openLocal } from '../../host/store/local-engine.ts';
import { MemoryBase } from '../../host/store/memory-base.ts';
import { commit, dump, put } from './contract.ts';
import { FailingBase, type Fault } from './failing-base.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, hexOf, text } from './keys.ts';

const bases = {
  LMDB: () => LmdbBase.open(temporaryFolder()),
  memory: () => Promise.resolve(new MemoryBase()),
};

/** Sets a key and says how the commit went. */
function set(engine: LocalEngine, key: string, value: string): Promise<StoreError | undefined> {
  const transaction = engine.begin();
  transaction.set(bytes(key), bytes(value));
  return transaction.commit().then(
    () => undefined,
    (error: unknown) => error as StoreError,
  );
}

for (const [name, open] of Object.entries(bases)) {
  for (const fault of ['before', 'unclear', 'after'] satisfies Fault[]) {
    test(`${name}: a write that fails (${fault}) takes down the engine, and no more`, async (t) => {
      const base = await open();
      const failing = new FailingBase(base, false);
      const engine = openLocal(failing);
      await put(engine, { kept: '1' });
      const watching = engine.begin();
      const watch = watching.watch(bytes('other'));
      await watching.commit();
      const reader = engine.begin();
      const { promise, resolve } = Promise.withResolvers<void>();
      failing.gate = promise;
      failing.fault = fault;
      const stamping = engine.begin();
      stamping.set(bytes('flushing'), bytes('1'));
      const stamp = stamping.versionstamp();
      const first = stamping.commit();
      await new Promise(setImmediate);
      const second = set(engine, 'waiting', '1');
      resolve();
      const error = await t.throwsAsync(first, { instanceOf: fault === 'before' ? Unavailable : CommitUnknown });
      t.regex(error!.message, fault === 'before' ? /^cannot write .* has failed$/ : /may or may not be in it$/);
      t.false((error as StoreError).retryable);
      await t.throwsAsync(stamp, { instanceOf: fault === 'before' ? Unavailable : CommitUnknown });
      t.true((await second) instanceof Unavailable, 'what had not come to the disk is certainly not there');
      await t.throwsAsync(watch.changed, { instanceOf: Unavailable });
      t.throws(() => engine.begin(), { instanceOf: Unavailable });
      t.throws(() => reader.get(bytes('kept')), { instanceOf: Unavailable });
      await t.throwsAsync(engine.flushed(), { instanceOf: Unavailable });
      await engine.close();

      const again = openLocal(base);
      t.deepEqual(await dump(again), fault === 'after' ? { flushing: '1', kept: '1' } : { kept: '1' });
      await put(again, { after: '1' });
      await again.close();
    });
  }

  test(`${name}: a slow disk delays what is acknowledged, and nobody who reads`, async (t) => {
    const failing = new FailingBase(await open(), true);
    const engine = openLocal(failing);
    await put(engine, { a: '1' });
    const { promise, resolve } = Promise.withResolvers<void>();
    failing.gate = promise;
    let acknowledged = 0;
    const commits = Array.from({ length: 20 }, async (_, i) => {
      await set(engine, 'a', `${i}`);
      acknowledged++;
    });
    await new Promise(setImmediate);
    t.is(text(engine.begin().get(bytes('a'))), '19');
    t.is(acknowledged, 0);
    const late = set(engine, 'b', '1');
    resolve();
    await Promise.all([...commits, late]);
    t.is(acknowledged, 20);
    await engine.close();
  });

  test(`${name}: who waited for one flush and commits again comes into the next, with those who wait already`, async (t) => {
    const failing = new FailingBase(await open(), true);
    const engine = openLocal(failing);
    const { promise, resolve } = Promise.withResolvers<void>();
    failing.gate = promise;
    const again = set(engine, 'a', '1').then(() => set(engine, 'a', '2'));
    await new Promise(setImmediate);
    const waiting = set(engine, 'b', '1');
    resolve();
    await waiting;
    t.is(text(engine.begin().get(bytes('a'))), '2');
    t.is(engine.durableVersion, engine.version, 'one flush for both');
    await again;
    await engine.close();
  });

  test(`${name}: what waits when the engine is closed is written first, and refused if that fails`, async (t) => {
    const base = await open();
    const failing = new FailingBase(base, false);
    const engine = openLocal(failing);
    const written = set(engine, 'a', '1');
    await engine.close();
    t.is(await written, undefined);
    const other = new FailingBase(base, false);
    const failed = openLocal(other);
    other.fault = 'before';
    const lost = set(failed, 'b', '1');
    await t.throwsAsync(failed.close(), { instanceOf: Unavailable });
    t.true((await lost) instanceof Unavailable);
    const again = openLocal(base);
    t.deepEqual(await dump(again), { a: '1' });
    await again.close();
  });

  test(`${name}: versions and versionstamps grow over restarts and failures`, async (t) => {
    const base = await open();
    const stamps: string[] = [];
    let last = -1;
    for (let life = 0; life < 5; life++) {
      const failing = new FailingBase(base, false);
      const engine = openLocal(failing);
      t.true(engine.version >= last);
      for (let i = 0; i < 3; i++) {
        failing.fault = life === 3 && i === 2 ? 'after' : undefined;
        const transaction = engine.begin();
        transaction.setVersionstampedKey(bytes('q0123456789'), 1, bytes(''));
        await transaction.commit().catch(() => {});
        t.true(transaction.committedVersion > last);
        last = transaction.committedVersion;
      }
      await engine.close();
    }
    const engine = openLocal(base);
    for (const { key } of engine.begin().range(bytes('q'), bytes('r'))) stamps.push(hexOf(key));
    t.is(new Set(stamps).size, 15);
    t.is(stamps.at(-1), `71${last.toString(16).padStart(16, '0')}0000`);
    await engine.close();
  });
}

test('a clock that jumps ahead ends what is open, and nothing that begins later', async (t) => {
  let nowMs = 0;
  const engine = openLocal(new MemoryBase(), { nowMs: () => nowMs });
  const open = engine.begin();
  open.set(bytes('a'), bytes('1'));
  nowMs = 1e12;
  await t.throwsAsync(open.commit(), { instanceOf: TooOld });
  await commit(engine, (transaction) => transaction.set(bytes('b'), bytes('1')));
  t.deepEqual(await dump(engine), { b: '1' });
  await engine.close();
});
