import { VERSIONSTAMP_BYTES, type Engine, type Transaction } from '../../host/store/engine.ts';
import { Conflict, Misuse, Unreadable } from '../../host/store/errors.ts';
import { beginNow, commit, dump, put, read, type Check } from './contract.ts';
import { bytes, hexOf, text } from './keys.ts';

const PLACE = 'ssssssssss';

/** What every engine promises about the versions that commits write. */
export function testVersionstamps(check: Check<Engine>): void {
  check('a commit puts its versionstamp into keys and values, and tells it', async (t, engine) => {
    const transaction = engine.begin();
    transaction.setVersionstampedKey(bytes(`a/${PLACE}/z`), 2, bytes('first'));
    transaction.setVersionstampedValue(bytes('b'), bytes(`<${PLACE}>`), 1);
    const told = transaction.versionstamp();
    await transaction.commit();
    const stamp = await told;
    t.is(stamp.length, VERSIONSTAMP_BYTES);
    const version = new DataView(stamp.buffer, stamp.byteOffset).getBigUint64(0);
    t.is(Number(version), transaction.committedVersion);
    const reader = engine.begin();
    const [row] = await reader.range(bytes('a/'), bytes('a0'));
    t.is(hexOf(row!.key), hexOf(bytes('a/')) + hexOf(stamp) + hexOf(bytes('/z')));
    t.is(text(row!.value), 'first');
    t.is(hexOf((await reader.get(bytes('b')))!), `3c${hexOf(stamp)}3e`);
    reader.abort();
  });

  check('stamped keys are in the order of the commits', async (t, engine) => {
    for (let i = 0; i < 20; i++) {
      await commit(engine, (writer) => writer.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes(`${i}`)));
    }
    const reader = engine.begin();
    const found = await reader.range(bytes('q'), bytes('r'));
    t.deepEqual(
      found.map(({ value }) => text(value)),
      Array.from({ length: 20 }, (_, i) => `${i}`),
    );
    reader.abort();
  });

  check('stamped keys of transactions that overlap do not conflict', async (t, engine) => {
    const [one, two] = [await beginNow(engine), await beginNow(engine)];
    one.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes('one'));
    two.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes('two'));
    await Promise.all([one.commit(), two.commit()]);
    t.deepEqual(Object.values(await dump(engine)).toSorted(), ['one', 'two']);
  });

  check('a read that meets a stamp to come is refused, and others are not', async (t, engine) => {
    await put(engine, { a: '1', p: '1', z: '1' });
    const stamping = async (): Promise<Transaction> => {
      const begun = await beginNow(engine);
      begun.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes('one'));
      begun.setVersionstampedValue(bytes('v'), bytes(PLACE), 0);
      return begun;
    };
    const transaction = await stamping();
    const refused = { instanceOf: Unreadable };
    for (const snapshot of [false, true]) {
      await t.throwsAsync(async () => transaction.get(bytes('v'), { snapshot }), refused);
      await t.throwsAsync(async () => transaction.range(bytes('q'), bytes('r'), { snapshot }), refused);
      await t.throwsAsync(async () => transaction.range(bytes('u'), bytes('w'), { snapshot }), refused);
      const past = { key: bytes('p'), orEqual: true, offset: 1 };
      await t.throwsAsync(async () => transaction.getKey(past, { snapshot }), refused);
      t.is((await transaction.range(bytes('a'), bytes('q'), { snapshot })).length, 2);
      t.is((await transaction.range(bytes('a'), bytes('z'), { limit: 1, snapshot })).length, 1);
      t.is(text(await transaction.get(bytes('z'), { snapshot })), '1');
    }
    await t.throwsAsync(transaction.commit(), refused, 'what went on without an answer is not committed');
    t.is(Object.keys(await dump(engine)).length, 3);
    const other = await stamping();
    t.is((await other.range(bytes('a'), bytes('q'))).length, 2);
    await other.commit();
    t.is(Object.keys(await dump(engine)).length, 5);
  });

  check('a clear after a stamp takes it back, a set does not make it readable', async (t, engine) => {
    const transaction = await beginNow(engine);
    transaction.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes('one'));
    transaction.setVersionstampedValue(bytes('v'), bytes(PLACE), 0);
    transaction.setVersionstampedValue(bytes('w'), bytes(PLACE), 0);
    transaction.set(bytes('v'), bytes('set'));
    transaction.clearRange(bytes('q'), bytes('r'));
    transaction.clear(bytes('w'));
    t.deepEqual(await transaction.range(bytes('q'), bytes('r')), []);
    t.is(await transaction.get(bytes('w')), undefined);
    await transaction.commit();
    t.deepEqual(await dump(engine), { v: 'set' });
    const other = await beginNow(engine);
    other.setVersionstampedValue(bytes('v'), bytes(PLACE), 0);
    other.set(bytes('v'), bytes('set'));
    await t.throwsAsync(async () => other.get(bytes('v')), { instanceOf: Unreadable });
  });

  check('a stamp without a place is refused', async (t, engine) => {
    const transaction = engine.begin();
    for (const offset of [-1, 1, 11, 2 ** 31, 0.5, NaN]) {
      const key = t.throws(() => transaction.setVersionstampedKey(bytes(PLACE), offset, bytes('')), {
        instanceOf: Misuse,
      });
      t.is(key!.mistake, 'stamp-offset');
      t.throws(() => transaction.setVersionstampedValue(bytes('a'), bytes(PLACE), offset), { instanceOf: Misuse });
    }
    transaction.set(bytes('a'), bytes('1'));
    await transaction.commit();
    t.deepEqual(await dump(engine), { a: '1' });
  });

  check('a commit that does not happen, or writes nothing, tells no versionstamp', async (t, engine) => {
    const loser = await beginNow(engine);
    await loser.get(bytes('a'));
    loser.setVersionstampedKey(bytes(`q${PLACE}`), 1, bytes('lost'));
    const lost = loser.versionstamp();
    await put(engine, { a: '1' });
    await t.throwsAsync(loser.commit(), { instanceOf: Conflict });
    await t.throwsAsync(lost);
    const reader = engine.begin();
    const none = reader.versionstamp();
    await reader.get(bytes('a'));
    await reader.commit();
    const error = await t.throwsAsync(none, { instanceOf: Misuse });
    t.is(error!.mistake, 'no-commit-version');
    const aborted = engine.begin();
    const never = aborted.versionstamp();
    aborted.abort();
    await t.throwsAsync(never);
    t.is(text(await read(engine, bytes('a'))), '1');
  });
}
