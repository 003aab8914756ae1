import test from 'ava';
import type { LocalEngine } from '../../host/store/engine.ts';
import { Conflict } from '../../host/store/errors.ts';
import { MAX_SLOT_NAME_BYTES, MAX_SLOT_VALUE_BYTES, MAX_TASK_BYTES } from '../../host/store/limits.ts';
import { SlotStore, type LocalSlots } from '../../host/store/slots.ts';
import { bytes, text } from './keys.ts';
import { readRun } from './slots-model.ts';
import { on, openStore } from './stores.ts';

/** Runs a body as one task and waits until it is on disk. */
async function task<T>(store: SlotStore<LocalEngine>, body: (slots: LocalSlots) => T): Promise<T> {
  const transaction = store.engine.begin();
  const result = body(store.within(transaction));
  await transaction.commit();
  return result;
}

test('slots are kept by object and name, and loaded in order of name', async (t) => {
  const store = await openStore();
  const oid = await task(store, (slots) => {
    const created = slots.create();
    for (const name of ['b', 'a', 'a\0', 'é', 'ab']) t.is(slots.set(created, name, bytes(`= ${name}`)), undefined);
    return created;
  });
  t.true(oid > 0n);
  await task(store, (slots) => {
    t.is(text(slots.get(oid, 'a\0')), '= a\0');
    t.is(slots.get(oid, 'c'), undefined);
    t.is(slots.get(oid + 1n, 'a'), undefined);
    t.deepEqual(readRun(slots.load(oid)), [
      ['a', '= a'],
      ['a\0', '= a\0'],
      ['ab', '= ab'],
      ['b', '= b'],
      ['é', '= é'],
    ]);
    t.is(slots.load(oid + 1n).length, 0);
  });
  await store.engine.close();
});

test('objects of any identity have slots of their own', async (t) => {
  const store = await openStore();
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
  await task(store, (slots) => {
    for (const oid of oids) slots.set(oid, 'oid', bytes(`${oid}`));
    t.is(slots.indices.declare('oid', on('oid'), true), undefined);
  });
  const fresh = new SlotStore(store.engine, store.oids);
  await task(fresh, (slots) => {
    for (const oid of oids) {
      t.deepEqual(readRun(slots.load(oid)), [['oid', `${oid}`]]);
      t.deepEqual(slots.indices.find('oid', [bytes(`${oid}`)], 0n, 0), oid === 0n ? [0n] : [oid]);
    }
  });
  await store.engine.close();
});

test('what is over a limit is refused, says so, and changes nothing', async (t) => {
  const store = await openStore();
  await task(store, (slots) => {
    const oid = slots.create();
    t.deepEqual(slots.set(oid, '', bytes('')), { tag: 'bad-name', val: 0 });
    t.deepEqual(slots.set(oid, 'é'.repeat(129), bytes('')), { tag: 'bad-name', val: 258 });
    t.deepEqual(slots.set(oid, 'a', new Uint8Array(MAX_SLOT_VALUE_BYTES + 1)), {
      tag: 'value-too-large',
      val: MAX_SLOT_VALUE_BYTES + 1,
    });
    t.is(slots.version(oid), 0n);
    const longest = '\0'.repeat(MAX_SLOT_NAME_BYTES);
    t.is(slots.set(oid, longest, new Uint8Array(MAX_SLOT_VALUE_BYTES)), undefined);
    t.is(slots.get(oid, longest)?.length, MAX_SLOT_VALUE_BYTES);
    t.is(slots.get(oid, `${longest}\0`), undefined);
    slots.clear(oid, `${longest}\0`);
    t.is(slots.indices.declare('', on(''), false)?.tag, 'bad-name');
    t.is(slots.indices.declare('x'.repeat(257), on('x'.repeat(257)), false)?.tag, 'bad-name');
  });
  await store.engine.close();
});

test('a task that has written its fill may not set more, and what it has written is kept', async (t) => {
  const store = await openStore();
  const transaction = store.engine.begin();
  const slots = store.within(transaction);
  let refusal;
  let count = 0;
  while (refusal === undefined) refusal = slots.set(BigInt(++count), 'large', new Uint8Array(MAX_SLOT_VALUE_BYTES));
  t.deepEqual(refusal, { tag: 'task-too-large' });
  t.true(transaction.writtenBytes <= MAX_TASK_BYTES);
  t.true(transaction.writtenBytes > MAX_TASK_BYTES - MAX_SLOT_VALUE_BYTES - 1_000);
  t.is(slots.version(BigInt(count)), 0n);
  for (let oid = 1; oid < count; oid++) slots.clearAll(BigInt(oid));
  await t.notThrowsAsync(transaction.commit(), 'clearing is still possible');
  await store.engine.close();
});

test('a stamp changes with each write, for the task at once and for others with its commit', async (t) => {
  const store = await openStore();
  const oid = await task(store, (slots) => {
    const created = slots.create();
    t.is(slots.version(created), 0n);
    slots.set(created, 'a', bytes('1'));
    return created;
  });
  const first = await task(store, (slots) => slots.version(oid));
  t.not(first, 0n);
  t.is(await task(store, (slots) => slots.version(oid)), first);

  const discarded = store.engine.begin();
  const inside = store.within(discarded);
  inside.set(oid, 'a', bytes('2'));
  const stamps = [inside.version(oid)];
  inside.set(oid, 'b', bytes('2'));
  stamps.push(inside.version(oid));
  t.is(new Set([first, ...stamps]).size, 3);
  t.is(await task(store, (slots) => slots.version(oid)), first, 'not visible to others');
  discarded.abort();
  t.is(await task(store, (slots) => slots.version(oid)), first);

  const second = await task(store, (slots) => {
    slots.set(oid, 'a', bytes('3'));
    return slots.version(oid);
  });
  t.false([first, ...stamps].includes(second), 'a discarded stamp came back');
  t.is(await task(store, (slots) => slots.version(oid)), second);
  await task(store, (slots) => slots.clear(oid, 'a'));
  t.is(await task(store, (slots) => slots.version(oid)), 0n, 'the last slot is gone');
  await store.engine.close();
});

test('a task sees its own state of an object when others have changed it since', async (t) => {
  const store = await openStore();
  const oid = await task(store, (slots) => {
    const created = slots.create();
    slots.set(created, 'a', bytes('old'));
    return created;
  });
  const before = await task(store, (slots) => slots.version(oid));
  const transaction = store.engine.begin();
  const early = store.within(transaction);
  await task(store, (slots) => slots.set(oid, 'a', bytes('new')));
  const late = await task(store, (slots) => slots.version(oid));
  t.deepEqual(readRun(early.load(oid)), [['a', 'old']]);
  t.is(text(early.get(oid, 'a')), 'old');
  t.not(early.version(oid), late);
  t.not(before, late);
  await t.notThrowsAsync(transaction.commit(), 'it wrote nothing');
  await store.engine.close();
});

test('reading an object whole, even from the cache, conflicts with every write to it; a slot only with its own', async (t) => {
  const store = await openStore();
  const [read, out] = await task(store, (slots) => {
    const created = slots.create();
    slots.set(created, 'a', bytes('1'));
    slots.set(created, 'b', bytes('1'));
    return [created, slots.create()] as const;
  });
  const outcome = async (reads: (slots: LocalSlots) => void, writes: (slots: LocalSlots) => void): Promise<boolean> => {
    const outcomes: boolean[] = [];
    for (const warm of [true, false]) {
      const tried = warm ? store : new SlotStore(store.engine, store.oids);
      if (warm) await task(tried, (slots) => slots.version(read));
      const transaction = tried.engine.begin();
      const slots = tried.within(transaction);
      reads(slots);
      slots.set(out, 'seen', bytes('1'));
      await task(store, writes);
      const error = await transaction.commit().then(
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
      (slots) => {
        slots.set(read, 'a', bytes('6'));
        slots.version(read);
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

test('the cache stays within its limits', async (t) => {
  const store = await openStore({ maxObjects: 50, maxBytes: 40_000 });
  await task(store, (slots) => {
    for (let oid = 1n; oid <= 500n; oid++) slots.set(oid, 'a', new Uint8Array(Number(oid) * 10));
  });
  for (let round = 0; round < 3; round++) {
    for (let oid = 1n; oid <= 500n; oid++) {
      await task(store, (slots) => t.is(slots.load(oid).length, 9 + Number(oid) * 10));
      t.true(store.cache.size <= 50 && store.cache.sizeBytes <= 40_000);
    }
  }
  await store.engine.close();
});
