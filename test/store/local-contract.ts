import type { TestFn } from 'ava';
import type { LocalEngine } from '../../host/store/engine.ts';
import { Conflict, TooOld } from '../../host/store/errors.ts';
import { checker, commit, type Opening } from './contract.ts';
import { bytes, text } from './keys.ts';

/** What engines in this process promise beyond the others: they answer, and decide, at once. */
export function testLocalEngine(test: TestFn, name: string, open: Opening<LocalEngine>): void {
  const check = checker(test, name, open);

  check('a commit is visible to the next transaction before it is on disk', async (t, engine) => {
    const transaction = engine.begin();
    transaction.set(bytes('a'), bytes('1'));
    const committed = transaction.commit();
    t.is(text(engine.begin().get(bytes('a'))), '1');
    t.true(engine.durableVersion < engine.version);
    t.true(engine.pendingBytes > 0);
    await committed;
    t.is(engine.durableVersion, engine.version);
    t.is(engine.pendingBytes, 0);
  });

  check('a reader waits for the writes it saw, and only those', async (t, engine) => {
    const early = engine.begin();
    const writer = engine.begin();
    writer.set(bytes('a'), bytes('1'));
    void writer.commit();
    const { version } = engine;
    await early.commit();
    t.true(engine.durableVersion < version, 'a reader from before does not wait');
    const late = engine.begin();
    t.is(text(late.get(bytes('a'))), '1');
    await late.commit();
    t.true(engine.durableVersion >= version);
  });

  check('a conflict is known, and without effect, when commit returns', async (t, engine) => {
    const loser = engine.begin();
    loser.get(bytes('a'));
    loser.set(bytes('b'), bytes('lost'));
    const winner = engine.begin();
    winner.set(bytes('a'), bytes('1'));
    void winner.commit();
    const { version } = engine;
    const refused = loser.commit();
    t.is(engine.version, version);
    t.is(engine.begin().get(bytes('b')), undefined);
    const error = await t.throwsAsync(refused, { instanceOf: Conflict });
    t.regex(error!.message, /wrote key 61,/);
  });

  check('listeners hear the version, before the writes are visible', async (t, engine) => {
    const transaction = engine.begin();
    transaction.set(bytes('a'), bytes('1'));
    let heard = 0;
    transaction.onCommit((version) => {
      heard = version;
      t.is(engine.begin().get(bytes('a')), undefined);
    });
    await transaction.commit();
    t.is(heard, engine.version);
  });

  check('deferred read conflicts are not asked for without need', async (t, engine) => {
    const untouched = engine.begin();
    untouched.deferReadConflicts(() => t.fail('asked without need'));
    untouched.set(bytes('z'), bytes('2'));
    await untouched.commit();
    t.is(text(engine.begin().get(bytes('z'))), '2');
  });

  check('one flush serves many commits, in their order', async (t, engine) => {
    const commits: Promise<number>[] = [];
    for (let i = 0; i < 1_000; i++) {
      const transaction = engine.begin();
      const seen = Number(text(transaction.get(bytes('count'))) ?? '0');
      transaction.set(bytes('count'), bytes(`${seen + 1}`));
      commits.push(transaction.commit().then(() => engine.durableVersion));
    }
    t.is(text(engine.begin().get(bytes('count'))), '1000');
    const versions = await Promise.all(commits);
    t.true(new Set(versions).size < 100, `${new Set(versions).size} flushes`);
    t.is(engine.durableVersion, engine.version);
  });

  check('a version is readable while it is the latest or an open transaction reads at it', async (t, engine) => {
    await commit(engine, (writer) => writer.set(bytes('a'), bytes('1')));
    const { version } = engine;
    const latest = engine.begin();
    latest.setReadVersion(version);
    t.is(latest.readVersion, version);
    await commit(engine, (writer) => writer.set(bytes('a'), bytes('2')));
    const beside = engine.begin();
    beside.setReadVersion(version);
    t.is(text(beside.get(bytes('a'))), '1');
    latest.abort();
    beside.abort();
    for (const gone of [version, engine.version + 1, -1, 0.5]) {
      const refused = engine.begin();
      t.throws(() => refused.setReadVersion(gone), { instanceOf: TooOld, message: new RegExp(`version ${gone} `) });
      refused.abort();
    }
  });

  check('a transaction that joins an older one sees what was overwritten since, however often', async (t, engine) => {
    const set = (value: string): Promise<void> => {
      const writer = engine.begin();
      writer.set(bytes('a'), bytes(value));
      return writer.commit();
    };
    await set('1');
    const old = engine.begin();
    void set('2');
    const middle = engine.begin();
    const joined = engine.begin();
    joined.setReadVersion(old.readVersion);
    void set('3');
    void set('4');
    t.is(text(joined.get(bytes('a'))), '1');
    t.is(text(middle.get(bytes('a'))), '2', 'kept for the newer one although the last begun reads below it');
    await engine.flushed();
    t.is(text(joined.get(bytes('a'))), '1');
    t.is(text(middle.get(bytes('a'))), '2');
    for (const reader of [old, middle, joined]) reader.abort();
  });
}
