import type { ExecutionContext, TestFn } from 'ava';
import { MAX_KEY_BYTES, MAX_TRANSACTION_BYTES, MAX_VALUE_BYTES, type LocalEngine } from '../../host/store/engine.ts';
import { Conflict, TooLarge, Unavailable } from '../../host/store/errors.ts';
import { bytes, hexOf, int64, text } from './keys.ts';
import { compareHistories } from './engine-histories.ts';

/** Histories tried by the comparison with the model. */
const HISTORIES = 300;

/** What every engine promises, on whichever engine `open` opens: each call a different, empty one. */
export function testEngine(test: TestFn, name: string, open: () => Promise<LocalEngine>): void {
  const check = (title: string, body: (t: ExecutionContext, engine: LocalEngine) => Promise<void>): void =>
    test(`${name}: ${title}`, async (t) => {
      const engine = await open();
      try {
        await body(t, engine);
      } finally {
        await engine.close();
      }
    });

  const put = async (engine: LocalEngine, entries: Record<string, string>): Promise<void> => {
    const transaction = engine.begin();
    for (const [key, value] of Object.entries(entries)) transaction.set(bytes(key), bytes(value));
    await transaction.commit();
  };
  const dump = (engine: LocalEngine): Record<string, string> => {
    const found = engine.begin().range(bytes(''), Uint8Array.of(0xff), { snapshot: true });
    return Object.fromEntries(found.map(({ key, value }) => [text(key)!, text(value)!]));
  };

  check('a transaction reads its own writes and nobody else before the commit', async (t, engine) => {
    await put(engine, { a: '1', b: '2', c: '3' });
    const transaction = engine.begin();
    transaction.set(bytes('b'), bytes('two'));
    transaction.clear(bytes('c'));
    transaction.set(bytes('d'), bytes('4'));
    t.is(text(transaction.get(bytes('b'))), 'two');
    t.is(transaction.get(bytes('c')), undefined);
    t.deepEqual(
      transaction.range(bytes('a'), bytes('z')).map(({ key, value }) => [text(key), text(value)]),
      [
        ['a', '1'],
        ['b', 'two'],
        ['d', '4'],
      ],
    );
    t.deepEqual(dump(engine), { a: '1', b: '2', c: '3' });
    await transaction.commit();
    t.deepEqual(dump(engine), { a: '1', b: 'two', d: '4' });
  });

  check('a transaction keeps reading the state it began with', async (t, engine) => {
    await put(engine, { a: '1', b: '2' });
    const reader = engine.begin();
    await put(engine, { a: 'x', c: '3' });
    const clearing = engine.begin();
    clearing.clearRange(bytes('b'), bytes('c'));
    await clearing.commit();
    t.is(text(reader.get(bytes('a'))), '1');
    t.is(text(reader.get(bytes('b'))), '2');
    t.is(reader.range(bytes('a'), bytes('z')).length, 2);
    await t.notThrowsAsync(reader.commit(), 'a transaction that wrote nothing never conflicts');
  });

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

  check('of two transactions that read what the other writes, one goes through', async (t, engine) => {
    await put(engine, { x: '1', y: '1' });
    const one = engine.begin();
    const two = engine.begin();
    one.set(bytes('x'), one.get(bytes('y'))!);
    two.set(bytes('y'), two.get(bytes('x'))!);
    await one.commit();
    const error = await t.throwsAsync(two.commit(), { instanceOf: Conflict });
    t.true(error!.retryable);
    t.regex(error!.message, /78.*run this transaction again/);
    t.deepEqual(dump(engine), { x: '1', y: '1' });
  });

  check('a conflict is known, and without effect, when commit returns', async (t, engine) => {
    const loser = engine.begin();
    loser.get(bytes('a'));
    loser.set(bytes('b'), bytes('lost'));
    loser.onCommit(() => t.fail('told of a commit that did not happen'));
    const winner = engine.begin();
    winner.set(bytes('a'), bytes('1'));
    void winner.commit();
    const { version } = engine;
    const refused = loser.commit();
    t.is(engine.version, version);
    t.is(engine.begin().get(bytes('b')), undefined);
    await t.throwsAsync(refused, { instanceOf: Conflict });
  });

  check('a phantom conflicts: a key that appears in, or goes from, a range that was read', async (t, engine) => {
    for (const change of ['set', 'clear', 'clearRange', 'add'] as const) {
      await put(engine, { m: '1' });
      const reader = engine.begin();
      reader.range(bytes('l'), bytes('n'));
      reader.set(bytes('seen'), bytes(change));
      const writer = engine.begin();
      if (change === 'set') writer.set(bytes('mm'), bytes('2'));
      if (change === 'clear') writer.clear(bytes('m'));
      if (change === 'clearRange') writer.clearRange(bytes('k'), bytes('m'));
      if (change === 'add') writer.mutate('add', bytes('mmm'), int64(1n));
      await writer.commit();
      await t.throwsAsync(reader.commit(), { instanceOf: Conflict }, change);
    }
  });

  check('a range read conflicts only over what it read', async (t, engine) => {
    await put(engine, { a: '1', c: '1', e: '1', g: '1' });
    const outcome = async (reverse: boolean, written: string): Promise<boolean> => {
      const reader = engine.begin();
      reader.range(bytes('a'), bytes('z'), { limit: 2, reverse });
      reader.set(bytes('out'), bytes(written));
      await put(engine, { [written]: 'changed' });
      return reader.commit().then(
        () => true,
        () => false,
      );
    };
    t.false(await outcome(false, 'b'));
    t.false(await outcome(false, 'a'));
    t.true(await outcome(false, 'c0'));
    t.false(await outcome(true, 'g0'));
    t.true(await outcome(true, 'd'));
  });

  check('blind writes never conflict, and snapshot reads never make one', async (t, engine) => {
    const one = engine.begin();
    const two = engine.begin();
    one.set(bytes('a'), bytes('1'));
    one.mutate('add', bytes('n'), int64(5n));
    two.range(bytes('a'), bytes('z'), { snapshot: true });
    two.set(bytes('a'), bytes('2'));
    two.clearRange(bytes('b'), bytes('c'));
    two.mutate('add', bytes('n'), int64(-3n));
    await one.commit();
    await t.notThrowsAsync(two.commit());
    const after = engine.begin();
    t.is(text(after.get(bytes('a'))), '2');
    t.is(hexOf(after.get(bytes('n'))!), '0200000000000000');
  });

  check('explicit and deferred read conflicts count like reads', async (t, engine) => {
    for (const deferred of [false, true]) {
      const reader = engine.begin();
      if (deferred) reader.deferReadConflicts((add) => add(bytes('k'), bytes('l')));
      else reader.addReadConflict(bytes('k'), bytes('l'));
      reader.set(bytes('z'), bytes('1'));
      await put(engine, { k1: `${deferred}` });
      await t.throwsAsync(reader.commit(), { instanceOf: Conflict });
    }
    const untouched = engine.begin();
    untouched.deferReadConflicts(() => t.fail('asked without need'));
    untouched.set(bytes('z'), bytes('2'));
    await untouched.commit();
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

  check('add counts modulo 2^64, over values of any length', async (t, engine) => {
    const transaction = engine.begin();
    transaction.set(bytes('short'), Uint8Array.of(0xff));
    transaction.set(bytes('long'), new Uint8Array(12).fill(0xff));
    transaction.mutate('add', bytes('wrap'), int64(-1n));
    await transaction.commit();
    const adding = engine.begin();
    for (const key of ['short', 'long', 'wrap']) adding.mutate('add', bytes(key), int64(1n));
    t.is(hexOf(adding.get(bytes('wrap'))!), '0000000000000000', 'read before the commit');
    await adding.commit();
    const after = engine.begin();
    t.is(hexOf(after.get(bytes('short'))!), '0001000000000000');
    t.is(hexOf(after.get(bytes('long'))!), '0000000000000000');
    t.is(hexOf(after.get(bytes('wrap'))!), '0000000000000000');
  });

  check('an aborted or finished transaction has no effect and takes no more calls', async (t, engine) => {
    const aborted = engine.begin();
    aborted.set(bytes('a'), bytes('1'));
    aborted.abort();
    aborted.abort();
    t.is(engine.begin().get(bytes('a')), undefined);
    t.throws(() => aborted.get(bytes('a')), { instanceOf: Unavailable });
    t.throws(() => aborted.set(bytes('a'), bytes('1')), { instanceOf: Unavailable });
    await t.throwsAsync(aborted.commit(), { instanceOf: Unavailable });
  });

  check('keys, values and transactions over their limits are refused and change nothing', async (t, engine) => {
    const transaction = engine.begin();
    const longest = new Uint8Array(MAX_KEY_BYTES).fill(7);
    const largest = new Uint8Array(MAX_VALUE_BYTES).fill(8);
    transaction.set(longest, largest);
    const tooLarge = { instanceOf: TooLarge };
    t.throws(() => transaction.set(new Uint8Array(MAX_KEY_BYTES + 1), bytes('')), tooLarge);
    t.throws(() => transaction.get(new Uint8Array(MAX_KEY_BYTES + 1)), tooLarge);
    t.throws(() => transaction.set(bytes(''), bytes('')), tooLarge);
    t.throws(() => transaction.set(bytes('a'), new Uint8Array(MAX_VALUE_BYTES + 1)), tooLarge);
    const before = transaction.writtenBytes;
    t.is(before, longest.length + largest.length);
    let refused;
    for (let i = 0; refused === undefined && i < 200; i++) {
      const written = transaction.writtenBytes;
      try {
        transaction.set(bytes(`key ${i}`), largest);
      } catch (error) {
        refused = error;
        t.is(transaction.writtenBytes, written);
      }
    }
    t.true(refused instanceof TooLarge);
    t.true(transaction.writtenBytes <= MAX_TRANSACTION_BYTES);
    await transaction.commit();
    t.is(hexOf(engine.begin().get(longest)!), hexOf(largest));
  });

  check('bounds longer than any key bound the same keys', async (t, engine) => {
    const longest = new Uint8Array(MAX_KEY_BYTES).fill(7);
    const over = new Uint8Array(MAX_KEY_BYTES + 9).fill(7);
    const transaction = engine.begin();
    transaction.set(longest, bytes('v'));
    await transaction.commit();
    for (const reverse of [false, true]) {
      const reader = engine.begin();
      t.is(reader.range(bytes(''), over, { reverse }).length, 1);
      t.is(reader.range(over, Uint8Array.of(0xff), { reverse }).length, 0);
      t.is(reader.range(longest, over, { reverse }).length, 1);
      t.is(reader.range(bytes(''), longest, { reverse }).length, 0);
      reader.set(bytes('x'), bytes('y'));
      t.is(reader.range(over, Uint8Array.of(0xff), { reverse }).length, 1, 'beside an own write');
    }
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

  check('closing keeps what was committed, and refuses what comes after', async (t, engine) => {
    const transaction = engine.begin();
    transaction.set(bytes('a'), bytes('1'));
    const committed = transaction.commit();
    const open = engine.begin();
    const closed = engine.close();
    await t.notThrowsAsync(committed);
    await closed;
    t.throws(() => engine.begin(), { instanceOf: Unavailable, message: /closed/ });
    t.throws(() => open.get(bytes('a')), { instanceOf: Unavailable });
    await t.throwsAsync(open.commit(), { instanceOf: Unavailable });
  });

  check('thousands of keys written out of order are read in order, in the transaction and after', async (t, engine) => {
    const transaction = engine.begin();
    const names: string[] = [];
    for (let i = 0; i < 3_000; i++) {
      // Multiplying by a number that 3,000 shares no factor with visits every one of them.
      const name = `k${String((i * 1_237) % 3_000).padStart(4, '0')}`;
      transaction.set(bytes(name), bytes(''));
      names.push(name);
      if (i % 250 === 0) t.is(transaction.range(bytes('k'), bytes('l')).length, i + 1);
    }
    names.sort();
    const read = (reverse: boolean, reader = transaction): (string | undefined)[] =>
      reader.range(bytes('k0100'), bytes('k2900'), { reverse }).map((row) => text(row.key));
    t.deepEqual(read(false), names.slice(100, 2_900));
    t.deepEqual(read(true), names.slice(100, 2_900).reverse());
    await transaction.commit();
    t.deepEqual(read(false, engine.begin()), names.slice(100, 2_900));
    t.deepEqual(read(true, engine.begin()), names.slice(100, 2_900).reverse());
  });

  check('histories of concurrent transactions go as in the model', async (t, engine) => {
    await compareHistories(t.deepEqual.bind(t), engine, HISTORIES);
    t.pass();
  });
}
