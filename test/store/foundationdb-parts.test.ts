import { Buffer } from 'node:buffer';
import test from 'ava';
import { MAX_TRANSACTION_AGE_MS } from '../../host/store/engine.ts';
import { Misuse, TooOld, Unavailable } from '../../host/store/errors.ts';
import { openFoundationDb } from '../../host/store/foundationdb.ts';
import { commit, goesThrough, put, read } from './contract.ts';
import { clusterFile, emptyPart, openPart } from './foundationdb-clusters.ts';
import { bytes, hexOf, text } from './keys.ts';

const ALL = [new Uint8Array(0), Uint8Array.of(0xff)] as const;

test('a prefix that is too long or not for users is refused', async (t) => {
  for (const prefix of [new Uint8Array(65), Uint8Array.of(0xff)]) {
    await t.throwsAsync(openFoundationDb({ clusterFile: '', prefix }), { instanceOf: Misuse });
  }
});

if (clusterFile !== undefined) {
  test('what others keep around a part is neither seen nor cleared, and makes no conflict', async (t) => {
    const around = emptyPart(t);
    const whole = await openPart(around);
    const part = await openPart(Buffer.concat([around, bytes('mine')]));
    const others = [bytes('min'), bytes('mine'), Buffer.from('mine\xff', 'latin1'), bytes('mjne')];
    const touch = (value: string): Promise<void> =>
      commit(whole, (transaction) => others.forEach((key) => transaction.set(key, bytes(value))));
    await touch('theirs');
    await put(part, { a: '1', b: '2' });
    const reader = part.begin();
    t.is((await reader.range(...ALL)).length, 2);
    t.is((await reader.range(...ALL, { reverse: true, limit: 9 })).length, 2);
    const named = async (key: Uint8Array, orEqual: boolean, offset: number): Promise<string> =>
      hexOf(await reader.getKey({ key, orEqual, offset }));
    t.is(await named(bytes(''), false, 1), hexOf(bytes('a')));
    t.is(await named(bytes(''), true, 1), hexOf(bytes('a')));
    t.is(await named(bytes(''), true, 0), '');
    t.is(await named(bytes('a'), false, 0), '');
    t.is(await named(bytes('a'), false, -5), '');
    t.is(await named(bytes('b'), true, 1), 'ff');
    t.is(await named(bytes('b'), true, 7), 'ff');
    t.is(await named(Uint8Array.of(0xff), true, 0), hexOf(bytes('b')));
    t.is(await named(Uint8Array.of(0xff), false, -1), hexOf(bytes('a')));
    const rows = await reader.range(
      { key: bytes('a'), orEqual: false, offset: -3 },
      { key: bytes('b'), orEqual: true, offset: 4 },
    );
    t.deepEqual(
      rows.map(({ key }) => text(key)),
      ['a', 'b'],
    );
    await touch('changed');
    reader.set(bytes('c'), bytes('3'));
    t.true(await goesThrough(reader), 'others are no conflict');
    await commit(part, (transaction) => transaction.clearRange(...ALL));
    for (const key of others) t.is(text(await read(whole, key)), 'changed');
    await part.close();
    await whole.close();
  });

  test('two connections to one part see and wake each other', async (t) => {
    const one = await openPart(emptyPart(t));
    const prefix = emptyPart(t);
    const [here, there] = [await openPart(prefix), await openPart(prefix)];
    const watching = here.begin();
    const watch = watching.watch(bytes('a'));
    await watching.commit();
    await put(there, { a: '1' });
    await watch.changed;
    t.is(text(await read(here, bytes('a'))), '1');
    const reader = here.begin();
    await reader.get(bytes('a'));
    await put(there, { a: '2' });
    reader.set(bytes('b'), bytes('1'));
    t.false(await goesThrough(reader));
    for (const engine of [there, here, one]) await engine.close();
  });

  test('a transaction over its age is told so, at the next call or when another begins', async (t) => {
    let nowMs = 0;
    const engine = await openPart(emptyPart(t), { nowMs: () => nowMs });
    const [called, waiting] = [engine.begin(), engine.begin()];
    await waiting.get(bytes('a'));
    nowMs = MAX_TRANSACTION_AGE_MS;
    await called.get(bytes('a'));
    nowMs++;
    await t.throwsAsync(async () => called.get(bytes('a')), { instanceOf: TooOld });
    engine.begin();
    t.throws(() => waiting.set(bytes('a'), bytes('1')), { instanceOf: TooOld });
    await t.throwsAsync(waiting.commit(), { instanceOf: TooOld });
    await engine.close();
  });

  test('closing twice is closing once; it ends what is open and keeps what is under way', async (t) => {
    const prefix = emptyPart(t);
    const engine = await openPart(prefix);
    const open = engine.begin();
    const watching = engine.begin();
    const watch = watching.watch(bytes('w'));
    await watching.commit();
    const writing = engine.begin();
    writing.set(bytes('a'), bytes('1'));
    const committed = writing.commit();
    const underWay = open.get(bytes('a'));
    const closed = engine.close();
    t.is(engine.close(), closed);
    await committed;
    await closed;
    await t.throwsAsync(async () => underWay, { instanceOf: Unavailable, message: /closed/ });
    await t.throwsAsync(watch.changed, { instanceOf: Unavailable, message: /closed/ });
    await t.throwsAsync(async () => open.get(bytes('a')), { instanceOf: Unavailable });
    t.throws(() => engine.begin(), { instanceOf: Unavailable });
    const again = await openPart(prefix);
    t.is(text(await read(again, bytes('a'))), '1');
    await again.close();
  });
}
