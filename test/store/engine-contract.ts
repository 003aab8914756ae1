import type { TestFn } from 'ava';
import { MAX_KEY_BYTES, MAX_TRANSACTION_BYTES, MAX_VALUE_BYTES, type Engine } from '../../host/store/engine.ts';
import { Conflict, Misuse, TooLarge, Unavailable } from '../../host/store/errors.ts';
import { beginNow, checker, commit, dump, goesThrough, put, read, type Opening } from './contract.ts';
import { testConflicts } from './contract-conflicts.ts';
import { testMutations } from './contract-mutations.ts';
import { testSelectors } from './contract-selectors.ts';
import { testVersionstamps } from './contract-versionstamps.ts';
import { testWatches } from './contract-watches.ts';
import { compareHistories } from './engine-histories.ts';
import { bytes, hexOf, text } from './keys.ts';

/** Histories tried by the comparison with the model. */
const HISTORIES = 300;

/** What every engine promises, on whichever engine `open` opens. */
export function testEngine(test: TestFn, name: string, open: Opening<Engine>): void {
  const check = checker(test, name, open);
  testConflicts(check);
  testMutations(check);
  testSelectors(check);
  testVersionstamps(check);
  testWatches(check);

  check('a transaction reads its own writes and nobody else before the commit', async (t, engine) => {
    await put(engine, { a: '1', b: '2', c: '3' });
    const transaction = engine.begin();
    transaction.set(bytes('b'), bytes('two'));
    transaction.clear(bytes('c'));
    transaction.set(bytes('d'), bytes('4'));
    for (const snapshot of [false, true]) {
      t.is(text(await transaction.get(bytes('b'), { snapshot })), 'two');
      t.is(await transaction.get(bytes('c'), { snapshot }), undefined);
      const found = await transaction.range(bytes('a'), bytes('z'), { snapshot });
      t.deepEqual(
        found.map(({ key, value }) => [text(key), text(value)]),
        [
          ['a', '1'],
          ['b', 'two'],
          ['d', '4'],
        ],
      );
    }
    t.deepEqual(await dump(engine), { a: '1', b: '2', c: '3' });
    await transaction.commit();
    t.deepEqual(await dump(engine), { a: '1', b: 'two', d: '4' });
  });

  check('a transaction keeps reading the state it began with', async (t, engine) => {
    await put(engine, { a: '1', b: '2' });
    const reader = await beginNow(engine);
    await put(engine, { a: 'x', c: '3' });
    await commit(engine, (clearing) => clearing.clearRange(bytes('b'), bytes('c')));
    t.is(text(await reader.get(bytes('a'))), '1');
    t.is(text(await reader.get(bytes('b'))), '2');
    t.is((await reader.range(bytes('a'), bytes('z'))).length, 2);
    await t.notThrowsAsync(reader.commit(), 'a transaction that wrote nothing never conflicts');
  });

  check('what was acknowledged is read by every transaction begun from then on', async (t, engine) => {
    for (let i = 0; i < 50; i++) {
      await put(engine, { a: `${i}` });
      t.is(text(await read(engine, bytes('a'))), `${i}`);
    }
  });

  check('versions grow with every commit, and -1 stands for none', async (t, engine) => {
    let last = -1;
    for (let i = 0; i < 5; i++) {
      const transaction = engine.begin();
      const readVersion = await transaction.getReadVersion();
      t.true(readVersion >= last && Number.isSafeInteger(readVersion));
      t.is(transaction.committedVersion, -1);
      transaction.set(bytes('a'), bytes(`${i}`));
      let heard = -1;
      transaction.onCommit((version) => (heard = version));
      await transaction.commit();
      t.true(transaction.committedVersion > readVersion);
      t.is(heard, transaction.committedVersion);
      last = transaction.committedVersion;
    }
    const reader = engine.begin();
    await reader.get(bytes('a'));
    reader.onCommit(() => t.fail('nothing was written'));
    await reader.commit();
    t.is(reader.committedVersion, -1);
  });

  check(
    'a transaction can read at the version of another that is open, and only before it has read',
    async (t, engine) => {
      await put(engine, { a: '1' });
      const first = await beginNow(engine);
      await put(engine, { a: '2' });
      const second = engine.begin();
      second.setReadVersion(await first.getReadVersion());
      t.is(await second.getReadVersion(), await first.getReadVersion());
      first.abort();
      t.is(text(await second.get(bytes('a'))), '1');
      second.set(bytes('b'), bytes('1'));
      await t.throwsAsync(second.commit(), { instanceOf: Conflict });
      const third = engine.begin();
      const version = await third.getReadVersion();
      const late = await t.throwsAsync(async () => third.setReadVersion(version), { instanceOf: Misuse });
      t.is(late!.mistake, 'read-version-set');
    },
  );

  check('an aborted or finished transaction has no effect and takes no more calls', async (t, engine) => {
    const aborted = engine.begin();
    aborted.set(bytes('a'), bytes('1'));
    aborted.abort();
    aborted.abort();
    t.is(await read(engine, bytes('a')), undefined);
    const ended = { instanceOf: Unavailable };
    await t.throwsAsync(async () => aborted.get(bytes('a')), ended);
    t.throws(() => aborted.set(bytes('a'), bytes('1')), ended);
    await t.throwsAsync(aborted.commit(), ended);
    const finished = engine.begin();
    finished.set(bytes('a'), bytes('1'));
    await finished.commit();
    await t.throwsAsync(async () => finished.get(bytes('a')), ended);
    await t.throwsAsync(finished.commit(), ended);
  });

  check('keys, values and transactions over their limits are refused and change nothing', async (t, engine) => {
    const transaction = engine.begin();
    const longest = new Uint8Array(MAX_KEY_BYTES).fill(7);
    const largest = new Uint8Array(MAX_VALUE_BYTES).fill(8);
    transaction.set(longest, largest);
    const tooLarge = { instanceOf: TooLarge };
    const over = new Uint8Array(MAX_KEY_BYTES + 1);
    t.throws(() => transaction.set(over, bytes('')), tooLarge);
    t.throws(() => transaction.clear(over), tooLarge);
    t.throws(() => transaction.mutate('add', over, bytes('')), tooLarge);
    t.throws(() => transaction.setVersionstampedKey(over, 0, bytes('')), tooLarge);
    await t.throwsAsync(async () => transaction.get(over), tooLarge);
    t.throws(() => transaction.set(bytes(''), bytes('')), tooLarge);
    const large = new Uint8Array(MAX_VALUE_BYTES + 1);
    t.throws(() => transaction.set(bytes('a'), large), tooLarge);
    t.throws(() => transaction.mutate('append-if-fits', bytes('a'), large), tooLarge);
    t.throws(() => transaction.setVersionstampedValue(bytes('a'), large, 0), tooLarge);
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
    t.is(hexOf((await read(engine, longest))!), hexOf(largest));
  });

  check('keys end before FF, and FF itself bounds them all', async (t, engine) => {
    await put(engine, { a: '1', '\u00fe': '2' });
    const transaction = engine.begin();
    for (const key of [Uint8Array.of(0xff), Uint8Array.of(0xff, 0), Uint8Array.of(0xff, 0xff)]) {
      const refused = t.throws(() => transaction.set(key, bytes('')), { instanceOf: Misuse });
      t.is(refused!.mistake, 'key-outside');
      await t.throwsAsync(async () => transaction.get(key), { instanceOf: Misuse });
    }
    const beyond = Uint8Array.of(0xff, 0);
    await t.throwsAsync(async () => transaction.range(bytes('a'), beyond), { instanceOf: Misuse });
    t.throws(() => transaction.clearRange(bytes('a'), beyond), { instanceOf: Misuse });
    t.is((await transaction.range(bytes(''), Uint8Array.of(0xff))).length, 2);
    transaction.clearRange(bytes(''), Uint8Array.of(0xff));
    await transaction.commit();
    t.deepEqual(await dump(engine), {});
  });

  check('bounds longer than any key bound the same keys', async (t, engine) => {
    const longest = new Uint8Array(MAX_KEY_BYTES).fill(7);
    const over = new Uint8Array(MAX_KEY_BYTES + 9).fill(7);
    await commit(engine, (transaction) => transaction.set(longest, bytes('v')));
    const end = Uint8Array.of(0xff);
    for (const reverse of [false, true]) {
      const reader = engine.begin();
      t.is((await reader.range(bytes(''), over, { reverse })).length, 1);
      t.is((await reader.range(over, end, { reverse })).length, 0);
      t.is((await reader.range(longest, over, { reverse })).length, 1);
      t.is((await reader.range(bytes(''), longest, { reverse })).length, 0);
      reader.set(bytes('x'), bytes('y'));
      t.is((await reader.range(over, end, { reverse })).length, 1, 'beside an own write');
      reader.abort();
    }
  });

  check('a range whose end is not above its start holds nothing', async (t, engine) => {
    await put(engine, { a: '1', b: '2' });
    const transaction = engine.begin();
    for (const [start, end] of [
      ['b', 'a'],
      ['a', 'a'],
    ] as const) {
      t.deepEqual(await transaction.range(bytes(start), bytes(end)), []);
      transaction.clearRange(bytes(start), bytes(end));
      transaction.addReadConflict(bytes(start), bytes(end));
      transaction.addWriteConflict(bytes(start), bytes(end));
    }
    await put(engine, { a: '3' });
    t.true(await goesThrough(transaction));
    t.deepEqual(await dump(engine), { a: '3', b: '2' });
  });

  check('a range stops after the entry that reaches the bytes asked for', async (t, engine) => {
    await commit(engine, (transaction) => {
      for (let i = 0; i < 10; i++) transaction.set(bytes(`k${i}`), new Uint8Array(98));
    });
    for (const reverse of [false, true]) {
      const reader = engine.begin();
      reader.set(bytes('other'), bytes('1'));
      const all: string[] = [];
      let [start, end] = [bytes('k'), bytes('l')];
      for (;;) {
        const page = await reader.range(start, end, { targetBytes: 250, reverse });
        if (page.length === 0) break;
        t.true(page.length <= 3, `${page.length} entries of 100 bytes`);
        all.push(...page.map(({ key }) => text(key)!));
        const last = page.at(-1)!.key;
        if (reverse) end = last;
        else start = Uint8Array.of(...last, 0);
      }
      t.is(all.length, 10);
      t.deepEqual(all, reverse ? all.toSorted().reverse() : all.toSorted());
      reader.abort();
    }
  });

  check('closing keeps what was committed, and refuses what comes after', async (t, engine) => {
    const transaction = engine.begin();
    transaction.set(bytes('a'), bytes('1'));
    const committed = transaction.commit();
    const open = engine.begin();
    const closed = engine.close();
    await t.notThrowsAsync(committed);
    await closed;
    await engine.close();
    t.throws(() => engine.begin(), { instanceOf: Unavailable, message: /closed/ });
    await t.throwsAsync(async () => open.get(bytes('a')), { instanceOf: Unavailable });
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
      if (i % 250 === 0) t.is((await transaction.range(bytes('k'), bytes('l'))).length, i + 1);
    }
    names.sort();
    const keys = async (reverse: boolean, reader = transaction): Promise<(string | undefined)[]> =>
      (await reader.range(bytes('k0100'), bytes('k2900'), { reverse })).map((row) => text(row.key));
    t.deepEqual(await keys(false), names.slice(100, 2_900));
    t.deepEqual(await keys(true), names.slice(100, 2_900).reverse());
    await transaction.commit();
    const reader = engine.begin();
    t.deepEqual(await keys(false, reader), names.slice(100, 2_900));
    t.deepEqual(await keys(true, reader), names.slice(100, 2_900).reverse());
    reader.abort();
  });

  check('histories of concurrent transactions go as in the model', async (t, engine) => {
    await compareHistories(t.deepEqual.bind(t), engine, HISTORIES);
    t.pass();
  });
}
