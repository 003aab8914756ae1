import type { Engine, Transaction } from '../../host/store/engine.ts';
import { Conflict } from '../../host/store/errors.ts';
import { beginNow, commit, dump, goesThrough, put, read, type Check } from './contract.ts';
import { bytes, hexOf, int64, text } from './keys.ts';

/** Ways to change the key `k`. */
const CHANGES: readonly ((writer: Transaction) => void)[] = [
  (writer) => writer.set(bytes('k'), bytes('mine')),
  (writer) => writer.clear(bytes('k')),
  (writer) => writer.clearRange(bytes('j'), bytes('l')),
  (writer) => writer.mutate('add', bytes('k'), bytes('1')),
];

/** What every engine promises about transactions that meet. */
export function testConflicts(check: Check<Engine>): void {
  check('of two transactions that read what the other writes, one goes through', async (t, engine) => {
    await put(engine, { x: '1', y: '1' });
    const one = await beginNow(engine);
    const two = await beginNow(engine);
    one.set(bytes('x'), (await one.get(bytes('y')))!);
    two.set(bytes('y'), (await two.get(bytes('x')))!);
    await one.commit();
    const error = await t.throwsAsync(two.commit(), { instanceOf: Conflict });
    t.true(error!.retryable);
    t.regex(error!.message, /run this transaction again/);
    t.deepEqual(await dump(engine), { x: '1', y: '1' });
  });

  check('a refused transaction leaves nothing and tells nobody', async (t, engine) => {
    const loser = await beginNow(engine);
    await loser.get(bytes('a'));
    loser.set(bytes('b'), bytes('lost'));
    loser.onCommit(() => t.fail('told of a commit that did not happen'));
    await put(engine, { a: '1' });
    await t.throwsAsync(loser.commit(), { instanceOf: Conflict });
    t.is(loser.committedVersion, -1);
    t.is(await read(engine, bytes('b')), undefined);
  });

  check('a phantom conflicts: a key that appears in, or goes from, a range that was read', async (t, engine) => {
    for (const change of ['set', 'clear', 'clearRange', 'mutate', 'stamped key'] as const) {
      await put(engine, { m: '1' });
      const reader = await beginNow(engine);
      await reader.range(bytes('l'), bytes('n'));
      reader.set(bytes('seen'), bytes(change));
      await commit(engine, (writer) => {
        if (change === 'set') writer.set(bytes('mm'), bytes('2'));
        if (change === 'clear') writer.clear(bytes('m'));
        if (change === 'clearRange') writer.clearRange(bytes('k'), bytes('m'));
        if (change === 'mutate') writer.mutate('add', bytes('mmm'), int64(1n));
        if (change === 'stamped key') writer.setVersionstampedKey(bytes('m0123456789'), 1, bytes(''));
      });
      await t.throwsAsync(reader.commit(), { instanceOf: Conflict }, change);
    }
  });

  check('a range read conflicts only over what it read', async (t, engine) => {
    await put(engine, { a: '1', c: '1', e: '1', g: '1' });
    const outcome = async (reverse: boolean, written: string): Promise<boolean> => {
      const reader = await beginNow(engine);
      await reader.range(bytes('a'), bytes('z'), { limit: 2, reverse });
      reader.set(bytes('out'), bytes(written));
      await put(engine, { [written]: 'changed' });
      return goesThrough(reader);
    };
    t.false(await outcome(false, 'b'));
    t.false(await outcome(false, 'a'));
    t.true(await outcome(false, 'c0'));
    t.false(await outcome(true, 'g0'));
    t.true(await outcome(true, 'd'));
  });

  check('reading what the transaction itself has settled conflicts with nothing', async (t, engine) => {
    await put(engine, { a: '1', b: '1', c: '1' });
    const outcome = async (written: string): Promise<boolean> => {
      const reader = await beginNow(engine);
      reader.set(bytes('b'), bytes('own'));
      reader.clearRange(bytes('c'), bytes('d'));
      reader.mutate('max', bytes('e'), bytes('1'));
      await reader.get(bytes('b'));
      await reader.range(bytes('a'), bytes('f'));
      await put(engine, { [written]: written });
      return goesThrough(reader);
    };
    t.true(await outcome('b'));
    t.true(await outcome('c5'));
    t.false(await outcome('a'));
    t.false(await outcome('bb'));
    t.false(await outcome('d'));
    t.false(await outcome('e'), 'a change that depends on the value below');
  });

  check('what a versionstamp will be put into is settled, also over a change of the value below', async (t, engine) => {
    const outcome = async (key: string): Promise<boolean> => {
      const reader = await beginNow(engine);
      reader.set(bytes('a'), bytes('own'));
      reader.mutate('add', bytes('b'), int64(1n));
      for (const stampedKey of ['a', 'b', 'c']) reader.setVersionstampedValue(bytes(stampedKey), new Uint8Array(10), 0);
      reader.addReadConflict(bytes(key), bytes(`${key}\0`));
      await put(engine, { [key]: 'other' });
      return goesThrough(reader);
    };
    for (const key of ['a', 'b', 'c']) t.true(await outcome(key), key);
  });

  check('blind writes never conflict, and snapshot reads never make one', async (t, engine) => {
    const one = await beginNow(engine);
    const two = await beginNow(engine);
    one.set(bytes('a'), bytes('1'));
    one.mutate('add', bytes('n'), int64(5n));
    await two.range(bytes('a'), bytes('z'), { snapshot: true });
    await two.get(bytes('a'), { snapshot: true });
    await two.getKey({ key: bytes('a'), orEqual: false, offset: 1 }, { snapshot: true });
    two.set(bytes('a'), bytes('2'));
    two.clearRange(bytes('b'), bytes('c'));
    two.mutate('add', bytes('n'), int64(-3n));
    await one.commit();
    await t.notThrowsAsync(two.commit());
    t.is(text(await read(engine, bytes('a'))), '2');
    t.is(hexOf((await read(engine, bytes('n')))!), '0200000000000000');
  });

  check(
    'a deferred read conflict counts though the transaction has written since what it had read',
    async (t, engine) => {
      for (const [i, change] of CHANGES.entries()) {
        const reader = await beginNow(engine);
        reader.deferReadConflicts((add) => add(bytes('k'), bytes('l')));
        change(reader);
        await put(engine, { k: `${i}` });
        await t.throwsAsync(reader.commit(), { instanceOf: Conflict });
      }
    },
  );

  check('where read conflicts are deferred, what is only written makes none', async (t, engine) => {
    for (const [i, change] of CHANGES.entries()) {
      const unread = [bytes('a')];
      const blind = await beginNow(engine);
      blind.deferReadConflicts((add) => unread.splice(0).forEach((key) => add(key, bytes('b'))));
      change(blind);
      change(blind);
      await put(engine, { k: `${i}` });
      await t.notThrowsAsync(blind.commit());
    }
  });

  check('explicit and deferred read conflicts count like reads', async (t, engine) => {
    for (const deferred of [false, true]) {
      const reader = await beginNow(engine);
      if (deferred) reader.deferReadConflicts((add) => add(bytes('k'), bytes('l')));
      else reader.addReadConflict(bytes('k'), bytes('l'));
      reader.set(bytes('z'), bytes('1'));
      await put(engine, { k1: `${deferred}` });
      await t.throwsAsync(reader.commit(), { instanceOf: Conflict });
    }
  });

  check('explicit write conflicts count like writes, and write nothing', async (t, engine) => {
    await put(engine, { k1: '1' });
    const reader = await beginNow(engine);
    await reader.get(bytes('k1'));
    reader.set(bytes('z'), bytes('1'));
    const beside = await beginNow(engine);
    await beside.get(bytes('l'));
    beside.set(bytes('y'), bytes('1'));
    const marker = engine.begin();
    marker.addWriteConflict(bytes('k'), bytes('l'));
    await marker.commit();
    t.true(marker.committedVersion >= 0, 'it counts as written');
    await t.throwsAsync(reader.commit(), { instanceOf: Conflict });
    await t.notThrowsAsync(beside.commit());
    t.deepEqual(await dump(engine), { k1: '1', y: '1' });
    const blind = await beginNow(engine);
    await blind.get(bytes('k1'));
    blind.addWriteConflict(bytes('a'), bytes('b'));
    await put(engine, { k1: '2' });
    await t.throwsAsync(blind.commit(), { instanceOf: Conflict }, 'it is checked like one that writes');
  });

  check('a write without a conflict is seen by those who come later, and stops nobody', async (t, engine) => {
    await put(engine, { a: '1', b: '1', c: '1', d: '1' });
    const outcome = async (read_: string): Promise<boolean> => {
      const reader = await beginNow(engine);
      await reader.range(bytes(read_), bytes(`${read_}~`));
      reader.set(bytes('out'), bytes(read_));
      await commit(engine, (writer) => {
        writer.withoutWriteConflict();
        writer.set(bytes('a'), bytes('quiet'));
        writer.set(bytes('b'), bytes('loud'));
        writer.withoutWriteConflict();
        writer.clearRange(bytes('c'), bytes('d'));
        writer.set(bytes('d1'), bytes('loud'));
        writer.withoutWriteConflict();
        writer.clearRange(bytes('d'), bytes('e'));
      });
      return goesThrough(reader);
    };
    t.true(await outcome('a'));
    t.false(await outcome('b'), 'only the next write is without one');
    t.true(await outcome('c'));
    t.false(await outcome('d1'), 'a write stays one when a quiet clear covers it');
    t.deepEqual(await dump(engine), { a: 'quiet', b: 'loud', out: 'c' });
  });
}
