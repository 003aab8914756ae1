import { MAX_WATCHES, type Engine, type Watch } from '../../host/store/engine.ts';
import { Conflict, TooLarge, Unavailable } from '../../host/store/errors.ts';
import { beginNow, commit, put, read, type Check } from './contract.ts';
import { bytes, text } from './keys.ts';

/** A watch of a key as the latest state has it. */
async function watch(engine: Engine, key: string): Promise<Watch> {
  const transaction = engine.begin();
  const watching = transaction.watch(bytes(key));
  await transaction.commit();
  return watching;
}

/** Which of the promises is settled first, by its name. */
function first(promises: Record<string, Promise<unknown>>): Promise<string> {
  return Promise.race(
    Object.entries(promises).map(([name, promise]) =>
      promise.then(
        () => name,
        () => `${name} failed`,
      ),
    ),
  );
}

/** What every engine promises about waiting for changes. */
export function testWatches(check: Check<Engine>): void {
  check('a watch hears of every way in which its key can change', async (t, engine) => {
    const changes: readonly ((engine: Engine) => Promise<void>)[] = [
      (changing) => put(changing, { a: '2' }),
      (changing) => commit(changing, (writer) => writer.clear(bytes('a'))),
      (changing) => commit(changing, (writer) => writer.clearRange(bytes('A'), bytes('z'))),
      (changing) => commit(changing, (writer) => writer.mutate('add', bytes('a'), bytes('1'))),
      (changing) => commit(changing, (writer) => writer.setVersionstampedValue(bytes('a'), bytes('ssssssssss'), 0)),
    ];
    for (const change of changes) {
      await put(engine, { a: '1' });
      const watching = await watch(engine, 'a');
      await change(engine);
      await t.notThrowsAsync(watching.changed);
      t.not(text(await read(engine, bytes('a'))), '1', 'what changed is there to be read');
    }
    const missing = await watch(engine, 'b');
    await put(engine, { b: '' });
    await t.notThrowsAsync(missing.changed);
  });

  check('a watch does not hear of other keys, nor of writes of the same value', async (t, engine) => {
    await put(engine, { a: '1', b: '1' });
    const [watching, other] = [await watch(engine, 'a'), await watch(engine, 'b')];
    await put(engine, { a: '1', aa: '1', c: '1' });
    await commit(engine, (writer) => writer.clearRange(bytes('aa'), bytes('ab')));
    await put(engine, { b: '2' });
    t.is(await first({ watching: watching.changed, other: other.changed }), 'other');
    watching.cancel();
  });

  check('a watch compares with what its transaction saw and wrote', async (t, engine) => {
    await put(engine, { a: '1' });
    const stale = await beginNow(engine);
    const late = stale.watch(bytes('a'));
    await stale.get(bytes('a'));
    await put(engine, { a: '2' });
    await stale.commit();
    await t.notThrowsAsync(late.changed, 'it had changed before the commit');

    const writer = engine.begin();
    writer.set(bytes('a'), bytes('3'));
    const own = writer.watch(bytes('a'));
    await writer.commit();
    const other = await watch(engine, 'b');
    await put(engine, { b: '1' });
    t.is(await first({ own: own.changed, other: other.changed }), 'other', 'its own write is no change');
    await put(engine, { a: '4' });
    await t.notThrowsAsync(own.changed);
  });

  check('many watches of one key all hear', async (t, engine) => {
    const watching = await Promise.all(Array.from({ length: 20 }, () => watch(engine, 'a')));
    await put(engine, { a: '1' });
    await t.notThrowsAsync(Promise.all(watching.map(({ changed }) => changed)));
  });

  check('a watch of a transaction that is not committed fails', async (t, engine) => {
    const aborted = engine.begin();
    const forgotten = aborted.watch(bytes('a'));
    aborted.abort();
    await t.throwsAsync(forgotten.changed, { instanceOf: Unavailable });
    const loser = await beginNow(engine);
    const lost = loser.watch(bytes('a'));
    await loser.get(bytes('b'));
    loser.set(bytes('c'), bytes('1'));
    await put(engine, { b: '1' });
    await t.throwsAsync(loser.commit(), { instanceOf: Conflict });
    await t.throwsAsync(lost.changed);
  });

  check('a watch ends when it is cancelled, and when the engine is closed', async (t, engine) => {
    const [cancelled, open] = [await watch(engine, 'a'), await watch(engine, 'a')];
    cancelled.cancel();
    cancelled.cancel();
    await t.throwsAsync(cancelled.changed, { instanceOf: Unavailable });
    await engine.close();
    await t.throwsAsync(open.changed, { instanceOf: Unavailable });
  });

  check('no more watches wait than the limit, and those that end make room', async (t, engine) => {
    const transaction = engine.begin();
    const watching = Array.from({ length: MAX_WATCHES }, () => transaction.watch(bytes('a')));
    t.throws(() => transaction.watch(bytes('a')), { instanceOf: TooLarge, message: /cancel/ });
    watching[0]!.cancel();
    transaction.watch(bytes('a'));
    transaction.abort();
    const after = await watch(engine, 'a');
    await put(engine, { a: '1' });
    await t.notThrowsAsync(after.changed);
  });
}
