import test from 'ava';
import { Conflict } from '../../host/store/errors.ts';
import { MAX_SLOT_NAME_BYTES, MAX_SLOT_VALUE_BYTES, MAX_TASK_BYTES } from '../../host/store/limits.ts';
import { SlotStore, type Slots } from '../../host/store/slots.ts';
import { LOCAL_ENGINES, openEmpty, testedEngines } from './engines.ts';
import { bytes, text } from './keys.ts';
import { readRun } from './slots-model.ts';
import { begin, on, openStore, storeOn, task } from './stores.ts';

for (const name of testedEngines(test)) {
  test(`${name}: slots are kept by object and name, and loaded in order of name`, async (t) => {
    const store = await openStore(t, name);
    const oid = await task(store, async (slots) => {
      const created = await slots.create();
      for (const name of ['b', 'a', 'a\0', 'é', 'ab'])
        t.is(await slots.set(created, name, bytes(`= ${name}`)), undefined);
      return created;
    });
    t.true(oid > 0n);
    await task(store, async (slots) => {
      t.is(text(await slots.get(oid, 'a\0')), '= a\0');
      t.is(await slots.get(oid, 'c'), undefined);
      t.is(await slots.get(oid + 1n, 'a'), undefined);
      t.deepEqual(readRun(await slots.load(oid)), [
        ['a', '= a'],
        ['a\0', '= a\0'],
        ['ab', '= ab'],
        ['b', '= b'],
        ['é', '= é'],
      ]);
      t.is((await slots.load(oid + 1n)).length, 0);
    });
    await store.engine.close();
  });

  test(`${name}: objects of any identity have slots of their own`, async (t) => {
    const store = await openStore(t, name);
    const oids = [
      0n,
      1n,
      255n,
      256n,
      65_535n,
      65_536n,
      (1n << 32n) - 1n,
      1n << 32n,
      1n << 40n,
      (1n << 53n) + 1n,
      (1n << 64n) - 1n,
    ];
    await task(store, async (slots) => {
      for (const oid of oids) await slots.set(oid, 'oid', bytes(`${oid}`));
      t.is(await slots.indices.declare('oid', on('oid'), true), undefined);
    });
    const fresh = new SlotStore(store.engine, store.oids);
    await task(fresh, async (slots) => {
      for (const oid of oids) {
        t.deepEqual(readRun(await slots.load(oid)), [['oid', `${oid}`]]);
        t.deepEqual(await slots.indices.find('oid', [bytes(`${oid}`)], 0n, 0), oid === 0n ? [0n] : [oid]);
      }
    });
    await store.engine.close();
  });

  test(`${name}: what is over a limit is refused, says so, and changes nothing`, async (t) => {
    const store = await openStore(t, name);
    await task(store, async (slots) => {
      const oid = await slots.create();
      t.deepEqual(await slots.set(oid, '', bytes('')), { tag: 'bad-name', val: 0 });
      t.deepEqual(await slots.set(oid, 'é'.repeat(129), bytes('')), { tag: 'bad-name', val: 258 });
      t.deepEqual(await slots.set(oid, 'a', new Uint8Array(MAX_SLOT_VALUE_BYTES + 1)), {
        tag: 'value-too-large',
        val: MAX_SLOT_VALUE_BYTES + 1,
      });
      t.is(await slots.version(oid), 0n);
      const longest = '\0'.repeat(MAX_SLOT_NAME_BYTES);
      t.is(await slots.set(oid, longest, new Uint8Array(MAX_SLOT_VALUE_BYTES)), undefined);
      t.is((await slots.get(oid, longest))?.length, MAX_SLOT_VALUE_BYTES);
      t.is(await slots.get(oid, `${longest}\0`), undefined);
      await slots.clear(oid, `${longest}\0`);
      t.is((await slots.indices.declare('', on(''), false))?.tag, 'bad-name');
      t.is((await slots.indices.declare('x'.repeat(257), on('x'.repeat(257)), false))?.tag, 'bad-name');
    });
    await store.engine.close();
  });

  test(`${name}: a task that has written its fill may not set more, and what it has written is kept`, async (t) => {
    const store = await openStore(t, name);
    const transaction = store.engine.begin();
    const slots = store.within(transaction);
    let refusal;
    let count = 0;
    while (refusal === undefined)
      refusal = await slots.set(BigInt(++count), 'large', new Uint8Array(MAX_SLOT_VALUE_BYTES));
    t.deepEqual(refusal, { tag: 'task-too-large' });
    t.true(transaction.writtenBytes <= MAX_TASK_BYTES);
    t.true(transaction.writtenBytes > MAX_TASK_BYTES - MAX_SLOT_VALUE_BYTES - 1_000);
    t.is(await slots.version(BigInt(count)), 0n);
    for (let oid = 1; oid < count; oid++) await slots.clearAll(BigInt(oid));
    await t.notThrowsAsync(transaction.commit(), 'clearing is still possible');
    await store.engine.close();
  });

  test(`${name}: a stamp changes with each write, for the task at once and for others with its commit`, async (t) => {
    const store = await openStore(t, name);
    const oid = await task(store, async (slots) => {
      const created = await slots.create();
      t.is(await slots.version(created), 0n);
      await slots.set(created, 'a', bytes('1'));
      return created;
    });
    const first = await task(store, (slots) => slots.version(oid));
    t.not(first, 0n);
    t.is(await task(store, (slots) => slots.version(oid)), first);

    const discarded = await begin(store);
    const inside = discarded.slots;
    await inside.set(oid, 'a', bytes('2'));
    const stamps = [await inside.version(oid)];
    await inside.set(oid, 'b', bytes('2'));
    stamps.push(await inside.version(oid));
    t.is(new Set([first, ...stamps]).size, 3);
    t.is(await task(store, (slots) => slots.version(oid)), first, 'not visible to others');
    discarded.abort();
    t.is(await task(store, (slots) => slots.version(oid)), first);

    const second = await task(store, async (slots) => {
      await slots.set(oid, 'a', bytes('3'));
      return await slots.version(oid);
    });
    t.false([first, ...stamps].includes(second), 'a discarded stamp came back');
    const later = await task(store, (slots) => slots.version(oid));
    t.is(await task(store, (slots) => slots.version(oid)), later);
    // Where others may have written other slots meanwhile, a task that has not read them does not know what it has left.
    if (store.engine.exclusive) t.is(later, second);
    else t.false([0n, first, ...stamps].includes(later));
    await task(store, (slots) => slots.clear(oid, 'a'));
    t.is(await task(store, (slots) => slots.version(oid)), 0n, 'the last slot is gone');
    await store.engine.close();
  });

  test(`${name}: a task sees its own state of an object when others have changed it since`, async (t) => {
    const store = await openStore(t, name);
    const oid = await task(store, async (slots) => {
      const created = await slots.create();
      await slots.set(created, 'a', bytes('old'));
      return created;
    });
    const before = await task(store, (slots) => slots.version(oid));
    const { slots: early, commit } = await begin(store);
    await task(store, (slots) => slots.set(oid, 'a', bytes('new')));
    const late = await task(store, (slots) => slots.version(oid));
    t.deepEqual(readRun(await early.load(oid)), [['a', 'old']]);
    t.is(text(await early.get(oid, 'a')), 'old');
    t.not(await early.version(oid), late);
    t.not(before, late);
    await t.notThrowsAsync(commit(), 'it wrote nothing');
    await store.engine.close();
  });

  test(`${name}: reading an object whole, even from the cache, conflicts with every write to it; a slot only with its own`, async (t) => {
    const store = await openStore(t, name);
    const [read, out] = await task(store, async (slots) => {
      const created = await slots.create();
      await slots.set(created, 'a', bytes('1'));
      await slots.set(created, 'b', bytes('1'));
      return [created, await slots.create()] as const;
    });
    const outcome = async (reads: (slots: Slots) => unknown, writes: (slots: Slots) => unknown): Promise<boolean> => {
      const outcomes: boolean[] = [];
      for (const warm of [true, false]) {
        const tried = warm ? store : new SlotStore(store.engine, store.oids);
        if (warm) await task(tried, (slots) => slots.version(read));
        const { slots, commit } = await begin(tried);
        await reads(slots);
        await slots.set(out, 'seen', bytes('1'));
        await task(store, writes);
        const error = await commit().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        t.true(error === undefined || error instanceof Conflict);
        outcomes.push(error === undefined);
      }
      t.is(outcomes[0], outcomes[1], 'from the cache as from the file');
      return outcomes[0]!;
    };
    t.false(
      await outcome(
        (slots) => slots.version(read),
        (slots) => slots.set(read, 'new', bytes('1')),
      ),
    );
    t.false(
      await outcome(
        (slots) => slots.load(read),
        (slots) => slots.clear(read, 'new'),
      ),
    );
    t.false(
      await outcome(
        (slots) => slots.get(read, 'a'),
        (slots) => slots.set(read, 'a', bytes('2')),
      ),
    );
    t.false(
      await outcome(
        (slots) => slots.get(read, 'a'),
        (slots) => slots.clearAll(read),
      ),
    );
    t.true(
      await outcome(
        (slots) => slots.get(read, 'a'),
        (slots) => slots.set(read, 'b', bytes('2')),
      ),
    );
    t.true(
      await outcome(
        (slots) => slots.set(read, 'a', bytes('3')),
        (slots) => slots.set(read, 'a', bytes('4')),
      ),
    );
    t.true(
      await outcome(
        (slots) => slots.clearAll(read),
        (slots) => slots.set(read, 'a', bytes('5')),
      ),
    );
    t.false(
      await outcome(
        async (slots) => {
          await slots.set(read, 'a', bytes('6'));
          await slots.version(read);
        },
        (slots) => slots.set(read, 'b', bytes('6')),
      ),
      'a stamp stands for all slots, the task’s own and the others',
    );
    t.true(
      await outcome(
        (slots) => slots.version(out),
        (slots) => slots.set(read, 'a', bytes('5')),
      ),
    );
    await store.engine.close();
  });

  test(`${name}: the cache stays within its limits`, async (t) => {
    const store = await openStore(t, name, { maxObjects: 50, maxBytes: 40_000 });
    await task(store, async (slots) => {
      for (let oid = 1n; oid <= 500n; oid++) await slots.set(oid, 'a', new Uint8Array(Number(oid) * 10));
    });
    for (let round = 0; round < 3; round++) {
      for (let oid = 1n; oid <= 500n; oid++) {
        await task(store, async (slots) => t.is((await slots.load(oid)).length, 9 + Number(oid) * 10));
        t.true(store.cache.size <= 50 && store.cache.sizeBytes <= 40_000);
      }
    }
    await store.engine.close();
  });
}

for (const name of LOCAL_ENGINES) {
  test(`${name}: every call answers at once, so whoever makes it need not be able to wait`, async (t) => {
    const engine = await openEmpty(t, name);
    const store = await storeOn(engine);
    for (let round = 0; round < 2; round++) {
      const transaction = engine.begin();
      const slots = store.within(transaction);
      const { indices } = slots;
      const oid = slots.create();
      t.is(typeof oid, 'bigint');
      const equal = { tag: 'equal', val: { index: 'a', values: [bytes('1')] } } as const;
      for (const answer of [
        slots.load(oid),
        slots.version(oid),
        slots.get(oid, 'a'),
        indices.declare('a', on('a'), false),
        indices.state('a'),
        slots.set(oid, 'a', bytes('1')),
        slots.load(oid),
        indices.find('a', [bytes('1')], 0n, 0),
        indices.scan({ index: 'a', values: [], from: undefined, until: undefined, reverse: false, limit: 0 }),
        indices.join([equal], 0, undefined),
        indices.tend(),
        slots.clear(oid, 'a'),
        slots.clearAll(oid),
        indices.dropIndex(`no index`),
      ] as unknown[]) {
        t.false(answer instanceof Promise);
      }
      await transaction.commit();
    }
    await engine.close();
  });
}
