import test from 'ava';
import { Conflict } from '../../host/store/errors.ts';
import type { FindError } from '../../host/store/index-scan.ts';
import type { Slots } from '../../host/store/slots.ts';
import { testedEngines } from './engines.ts';
import { bytes } from './keys.ts';
import { begin, on, openStore, task } from './stores.ts';

const NOT_INDEXED = { tag: 'not-indexed' };

function found(answer: bigint[] | FindError): bigint[] {
  if (!Array.isArray(answer)) throw new Error(`an index does not answer: ${answer.tag}`);
  return answer;
}

// One at a time: while an engine in this process answers thousands of calls in one turn of the event loop, other transactions grow old.
for (const name of testedEngines(test)) {
  test.serial(`${name}: an index over thousands of objects is built, kept, paged through and dropped`, async (t) => {
    const store = await openStore(t, name);
    const objects = 9_000n;
    for (let first = 1n; first <= objects; first += 3_000n) {
      await task(store, async (slots) => {
        for (let oid = first; oid < first + 3_000n; oid++) {
          await slots.set(oid, 'colour', bytes(oid % 100n === 0n ? 'red' : 'grey'));
          await slots.set(oid, 'name', bytes(`object ${oid}`));
        }
      });
    }
    await task(store, async (slots) => {
      t.deepEqual(await slots.indices.find('colour', [bytes('red')], 0n, 0), NOT_INDEXED);
      t.is(await slots.indices.declare('colour', on('colour'), false), undefined);
      t.is(await slots.indices.declare('colour', on('colour'), false), undefined);
      t.deepEqual(await slots.indices.declare('colour', on('colour'), true), { tag: 'declared-otherwise' });
      t.is(found(await slots.indices.find('colour', [bytes('red')], 0n, 0)).length, 90);
    });
    await task(store, async (slots) => {
      t.is(await slots.indices.declare('name', on('name'), true), undefined);
      t.deepEqual(await slots.indices.find('name', [bytes('object 777')], 0n, 0), [777n]);
      const pages: bigint[][] = [];
      for (let after = 0n; ;) {
        const page = (await slots.indices.find('colour', [bytes('red')], after, 50)) as bigint[];
        pages.push(page);
        if (page.length < 50) break;
        after = page.at(-1)!;
      }
      t.deepEqual(
        pages.map((page) => page.length),
        [50, 40],
      );
      t.deepEqual(
        pages.flat(),
        Array.from({ length: 90 }, (_, i) => BigInt(i + 1) * 100n),
      );
      t.is(found(await slots.indices.find('colour', [bytes('grey')], 0n, 0xffff_ffff)).length, 8_910);
      t.deepEqual(await slots.indices.find('colour', [bytes('red')], (1n << 64n) - 1n, 0), []);
    });
    await task(store, async (slots) => {
      await slots.set(5n, 'colour', bytes('red'));
      await slots.clear(100n, 'colour');
      await slots.clearAll(200n);
      t.deepEqual(await slots.indices.find('colour', [bytes('red')], 0n, 3), [5n, 300n, 400n]);
    });
    await task(store, async (slots) => {
      await slots.indices.dropIndex('colour');
      await slots.indices.dropIndex('no such');
      t.deepEqual(await slots.indices.find('colour', [bytes('red')], 0n, 0), NOT_INDEXED);
    });
    await task(store, async (slots) => {
      await slots.set(1n, 'colour', bytes('red'));
      t.is(await slots.indices.declare('colour', on('colour'), false), undefined);
      t.deepEqual(await slots.indices.find('colour', [bytes('red')], 0n, 3), [1n, 5n, 300n]);
    });
    await store.engine.close();
  });

  test.serial(
    `${name}: values of any length are found exactly, and told apart past where their beginnings agree`,
    async (t) => {
      const store = await openStore(t, name);
      const values = [
        '',
        '\0',
        '\0\0',
        'x'.repeat(512),
        'x'.repeat(513),
        `${'x'.repeat(600)}a`,
        `${'x'.repeat(600)}b`,
        'y'.repeat(90_000),
      ];
      await task(store, async (slots) => {
        t.is(await slots.indices.declare('\0'.repeat(256), on('\0'.repeat(256)), true), undefined);
        for (const [i, value] of values.entries()) {
          t.is(await slots.set(BigInt(i + 1), '\0'.repeat(256), bytes(value)), undefined);
        }
        for (const [i, value] of values.entries()) {
          t.deepEqual(await slots.indices.find('\0'.repeat(256), [bytes(value)], 0n, 0), [BigInt(i + 1)]);
          t.deepEqual(await slots.set(99n, '\0'.repeat(256), bytes(value)), { tag: 'not-unique', val: BigInt(i + 1) });
        }
        t.is(await slots.version(99n), 0n);
      });
      await store.engine.close();
    },
  );

  test.serial(`${name}: a unique value goes to one of two tasks that want it at once`, async (t) => {
    const store = await openStore(t, name);
    await task(store, (slots) => slots.indices.declare('name', on('name'), true));
    const [one, two] = [await begin(store), await begin(store)];
    t.is(await one.slots.set(1n, 'name', bytes('Ann')), undefined);
    t.is(await two.slots.set(2n, 'name', bytes('Ann')), undefined);
    await one.commit();
    await t.throwsAsync(two.commit(), { instanceOf: Conflict });
    await task(store, async (slots) => {
      t.deepEqual(await slots.set(2n, 'name', bytes('Ann')), { tag: 'not-unique', val: 1n });
      t.is(await slots.set(1n, 'name', bytes('Ann')), undefined, 'its holder may set it again');
      await slots.clearAll(1n);
      t.is(await slots.set(2n, 'name', bytes('Ann')), undefined);
    });
    await store.engine.close();
  });

  test.serial(
    `${name}: find conflicts with what adds to or takes from its answer, and with nothing else`,
    async (t) => {
      const store = await openStore(t, name);
      await task(store, async (slots) => {
        await slots.indices.declare('colour', on('colour'), false);
        await slots.set(1n, 'colour', bytes('red'));
      });
      const outcome = async (writes: (slots: Slots) => unknown): Promise<boolean> => {
        const finder = await begin(store);
        await finder.slots.indices.find('colour', [bytes('red')], 0n, 0);
        await finder.slots.set(50n, 'out', bytes('1'));
        await task(store, writes);
        return finder.commit().then(
          () => true,
          () => false,
        );
      };
      t.true(await outcome((slots) => slots.set(2n, 'colour', bytes('blue'))));
      t.true(await outcome((slots) => slots.set(1n, 'name', bytes('x'))));
      t.true(await outcome((slots) => slots.set(1n, 'colour', bytes('red'))), 'set to what it was');
      t.false(await outcome((slots) => slots.set(2n, 'colour', bytes('red'))));
      t.false(await outcome((slots) => slots.clear(2n, 'colour')));
      t.false(await outcome((slots) => slots.clearAll(1n)));
      t.false(await outcome((slots) => slots.indices.dropIndex('colour')));
      await store.engine.close();
    },
  );

  test.serial(
    `${name}: a slot written while an index on it is being declared conflicts, whichever commits first`,
    async (t) => {
      for (const declareFirst of [true, false]) {
        const store = await openStore(t, name);
        const [declaring, writing] = [await begin(store), await begin(store)];
        t.is(await declaring.slots.indices.declare('name', on('name'), false), undefined);
        t.is(await writing.slots.set(1n, 'name', bytes('Ann')), undefined);
        const [first, second] = declareFirst ? [declaring, writing] : [writing, declaring];
        await first.commit();
        await t.throwsAsync(second.commit(), { instanceOf: Conflict });
        await store.engine.close();
      }
    },
  );
}
