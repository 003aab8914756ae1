import test from 'ava';
import fc from 'fast-check';
import { Bucket } from '../../host/store/bucket.ts';
import { Conflict } from '../../host/store/errors.ts';
import {
  MAX_BUCKET_ENTRIES,
  MAX_BUCKET_KEY_BYTES,
  MAX_SLOT_VALUE_BYTES,
  MAX_TASK_BYTES,
} from '../../host/store/limits.ts';
import { openEmpty, testedEngines } from './engines.ts';
import { bytes, hexOf, text } from './keys.ts';

const LOWEST = bytes('');
const HIGHEST = new Uint8Array(MAX_BUCKET_KEY_BYTES + 1).fill(0xff);

for (const engineName of testedEngines(test)) {
  test(`${engineName}: a bucket keeps its keys in order, and those of no other`, async (t) => {
    const engine = await openEmpty(t, engineName);
    const transaction = engine.begin();
    const names = ['', 'a', 'a\0', 'ab', 'b'];
    const keys = [
      Uint8Array.of(0),
      Uint8Array.of(0, 0xff),
      bytes('k'),
      bytes('ka'),
      Uint8Array.of(0xff),
      Uint8Array.of(0xff, 0xff),
    ];
    for (const name of names) {
      const bucket = Bucket.within(transaction, name);
      for (const key of keys.toReversed()) t.is(bucket.set(key, bytes(`${name} ${hexOf(key)}`)), undefined);
    }
    await transaction.commit();
    const reader = engine.begin();
    for (const name of names) {
      const bucket = Bucket.within(reader, name);
      const all = await bucket.range(LOWEST, HIGHEST, 0, false);
      t.deepEqual(
        all.map(({ key }) => hexOf(key)),
        keys.map(hexOf),
      );
      t.deepEqual(
        all.map(({ value }) => text(value)),
        keys.map((key) => `${name} ${hexOf(key)}`),
      );
      t.deepEqual(
        (await bucket.range(LOWEST, HIGHEST, 2, true)).map(({ key }) => hexOf(key)),
        ['ffff', 'ff'],
      );
      t.deepEqual(
        (await bucket.range(bytes('k'), bytes('l'), 1, false)).map(({ key }) => text(key)),
        ['k'],
      );
      t.deepEqual(await bucket.range(bytes('l'), bytes('k'), 0, false), []);
      t.is(text(await bucket.get(bytes('ka'))), `${name} 6b61`);
      t.is(await bucket.get(bytes('x')), undefined);
    }
    const clearing = engine.begin();
    Bucket.within(clearing, 'a').clearRange(LOWEST, HIGHEST);
    Bucket.within(clearing, 'b').clear(bytes('k'));
    await clearing.commit();
    const after = engine.begin();
    t.deepEqual(
      await Promise.all(
        names.map(async (name) => (await Bucket.within(after, name).range(LOWEST, HIGHEST, 0, false)).length),
      ),
      [6, 0, 6, 6, 5],
    );
    await engine.close();
  });

  test(`${engineName}: what is over a limit is refused, says so, and changes nothing`, async (t) => {
    const engine = await openEmpty(t, engineName);
    const transaction = engine.begin();
    const bucket = Bucket.within(transaction, 'x'.repeat(100));
    const longest = new Uint8Array(MAX_BUCKET_KEY_BYTES).fill(0xff);
    const over = new Uint8Array(MAX_BUCKET_KEY_BYTES + 1).fill(0xff);
    t.deepEqual(bucket.set(bytes(''), bytes('v')), { tag: 'bad-name', val: 0 });
    t.deepEqual(bucket.set(over, bytes('v')), { tag: 'bad-name', val: 1_025 });
    t.deepEqual(bucket.set(bytes('k'), new Uint8Array(MAX_SLOT_VALUE_BYTES + 1)), {
      tag: 'value-too-large',
      val: 90_001,
    });
    t.is(await bucket.get(over), undefined);
    bucket.clear(over);
    t.is(transaction.writtenBytes, 0);
    t.is(bucket.set(longest, bytes('v')), undefined);
    t.is((await bucket.range(longest, new Uint8Array(5_000).fill(0xff), 0, false)).length, 1);
    for (let i = 0; i < MAX_BUCKET_ENTRIES + 5; i++) bucket.set(bytes(`k${i}`), bytes(''));
    for (const limit of [0, MAX_BUCKET_ENTRIES + 1, 0xffff_ffff]) {
      t.is((await bucket.range(LOWEST, HIGHEST, limit, false)).length, MAX_BUCKET_ENTRIES);
    }
    let refusal;
    for (let i = 0; refusal === undefined && i < 200; i++)
      refusal = bucket.set(bytes(`${i}`), new Uint8Array(MAX_SLOT_VALUE_BYTES));
    t.deepEqual(refusal, { tag: 'task-too-large' });
    t.true(transaction.writtenBytes <= MAX_TASK_BYTES);
    await transaction.commit();
    await engine.close();
  });

  test(`${engineName}: a range conflicts only with writes inside what it read`, async (t) => {
    const engine = await openEmpty(t, engineName);
    const put = async (name: string, key: string): Promise<void> => {
      const transaction = engine.begin();
      Bucket.within(transaction, name).set(bytes(key), bytes('v'));
      await transaction.commit();
    };
    await put('a', 'b');
    await put('a', 'd');
    for (const [name, key, conflicts] of [
      ['a', 'c', true],
      ['a', 'e', false],
      ['b', 'c', false],
    ] as const) {
      const reader = engine.begin();
      const bucket = Bucket.within(reader, 'a');
      await bucket.range(bytes('a'), bytes('z'), 2, false);
      bucket.set(bytes('out'), bytes('v'));
      await put(name, key);
      const committed = reader.commit();
      if (conflicts) await t.throwsAsync(committed, { instanceOf: Conflict });
      else await t.notThrowsAsync(committed);
      const clearing = engine.begin();
      Bucket.within(clearing, name).clear(bytes(key));
      await clearing.commit();
    }
    await engine.close();
  });

  test(`${engineName}: any name and key come back as they were, and apart`, async (t) => {
    const engine = await openEmpty(t, engineName);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({
            name: fc.constantFrom('a', 'a\0', 'a\0\0', 'a\u0001'),
            key: fc
              .uint8Array({ minLength: 1, maxLength: 6 })
              .map((raw) => raw.map((byte) => [0, 1, 0xfe, 0xff][byte & 3]!)),
          }),
          { selector: ({ name, key }) => `${name} ${hexOf(key)}` },
        ),
        async (entries) => {
          const transaction = engine.begin();
          for (const { name, key } of entries) Bucket.within(transaction, name).set(key, bytes(name));
          for (const name of ['a', 'a\0', 'a\0\0', 'a\u0001']) {
            const expected = entries.filter((entry) => entry.name === name).map(({ key }) => hexOf(key));
            const found = await Bucket.within(transaction, name).range(LOWEST, HIGHEST, 0, false);
            t.deepEqual(
              found.map(({ key }) => hexOf(key)),
              expected.sort(),
            );
            t.true(found.every(({ value }) => text(value) === name));
          }
          transaction.abort();
        },
      ),
    );
    await engine.close();
  });
}
