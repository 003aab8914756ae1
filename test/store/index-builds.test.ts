import test from 'ava';
import fc from 'fast-check';
import type { Subject } from '../../host/store/index-declaration.ts';
import type { Slots, SlotStore } from '../../host/store/slots.ts';
import { pack } from '../../host/store/tuple.ts';
import { emptyPlace, testedEngines } from './engines.ts';
import { bytes } from './keys.ts';
import { on, openStore, storeAt, storeOn, task } from './stores.ts';

/** Does all there is to be built and erased; how many steps it took. */
async function tendAll(store: SlotStore): Promise<number> {
  let steps = 0;
  while (await task(store, (slots) => slots.indices.tend())) steps++;
  return steps;
}

/** More slots than a declaration looks at in its own task. */
async function fill(store: SlotStore, objects: bigint, value: (oid: bigint) => string): Promise<void> {
  for (let first = 1n; first <= objects; first += 3_000n) {
    await task(store, async (slots) => {
      for (let oid = first; oid < first + 3_000n && oid <= objects; oid++) {
        await slots.set(oid, 'colour', bytes(value(oid)));
        await slots.set(oid, 'size', pack([oid % 7n]));
      }
    });
  }
}

const SUBJECTS: Record<string, Subject> = {
  value: on('a'),
  pair: { tag: 'compound', val: ['a', 'b'] },
  tags: { tag: 'elements', val: 'tags' },
};
/** Histories that are tried: in memory, and where each commit waits for a disk or a server. */
const RUNS = 60;
const RUNS_ON_DISK = 10;
const oid = fc.bigInt({ min: 1n, max: 6n });
const short = fc.constantFrom(
  '',
  'x',
  'x\0',
  'y',
  `${'z'.repeat(600)}1`,
  `${'z'.repeat(600)}2`,
  'z'.repeat(512),
  'z'.repeat(384),
);
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), oid, slot: fc.constantFrom('a', 'b'), value: short }),
  fc.record({
    do: fc.constant('tag' as const),
    oid,
    tags: fc.array(fc.bigInt({ min: 0n, max: 3n }), { maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('garbage' as const), oid }),
  fc.record({ do: fc.constant('clear' as const), oid, slot: fc.constantFrom('a', 'b', 'tags') }),
  fc.record({ do: fc.constant('clearAll' as const), oid }),
);

function ascending(some: bigint, other: bigint): number {
  return Number(some - other);
}

function tagsOf(value: Uint8Array | undefined): bigint[] {
  if (value === undefined) return [];
  const tags: bigint[] = [];
  for (let tag = 0n; tag < 4n; tag++) {
    const packed = pack([tag]);
    for (let at = 0; at < value.length; at += value[at] === 0x14 ? 1 : 2) {
      if (value[0] !== 0xee && Buffer.compare(value.subarray(at, at + packed.length), packed) === 0) tags.push(tag);
    }
  }
  return tags;
}

type Span = Omit<Parameters<Slots['indices']['scan']>[0], 'reverse' | 'limit' | 'cursor'>;

async function pages(slots: Slots, span: Span, reverse: boolean): Promise<bigint[]> {
  const oids: bigint[] = [];
  for (let cursor: Uint8Array | undefined; ;) {
    const page = await slots.indices.scan({ ...span, reverse, limit: 2, cursor });
    if (!('oids' in page)) throw new Error(page.tag);
    oids.push(...page.oids);
    if (page.cursor === undefined) return oids;
    cursor = page.cursor;
  }
}

// One at a time: while an engine in this process answers thousands of calls in one turn of the event loop, other transactions grow old.
for (const name of testedEngines(test)) {
  test.serial(
    `${name}: an index over what is there is built in steps, over a restart, while it is written to`,
    async (t) => {
      const place = emptyPlace(t, name);
      let store = await storeAt(place);
      await fill(store, 15_000n, (oid) => (oid % 100n === 0n ? 'red' : 'grey'));
      let asked = 0;
      store.catalogue.upkeepNeeded = () => asked++;
      await task(store, async (slots) =>
        t.is(await slots.indices.declare('by colour', on('colour'), false), undefined),
      );
      t.is(asked, 1);
      await task(store, async (slots) => {
        t.deepEqual(await slots.indices.state('by colour'), { tag: 'building' });
        t.deepEqual(await slots.indices.find('by colour', [bytes('red')], 0n, 0), { tag: 'not-ready' });
        await slots.set(200n, 'colour', bytes('grey'));
        await slots.set(14_999n, 'colour', bytes('red'));
        await slots.clearAll(14_900n);
        t.true(await slots.indices.tend());
      });
      if (name === 'memory') {
        store = await storeOn(store.engine);
      } else {
        await store.engine.close();
        store = await storeAt(place);
      }
      t.true((await tendAll(store)) > 1);
      await task(store, async (slots) => {
        t.deepEqual(await slots.indices.state('by colour'), { tag: 'ready' });
        const expected = Array.from({ length: 150 }, (_, i) => BigInt(i + 1) * 100n).filter(
          (oid) => oid !== 200n && oid !== 14_900n,
        );
        t.deepEqual(
          await slots.indices.find('by colour', [bytes('red')], 0n, 0),
          [...expected, 14_999n].sort((a, b) => Number(a - b)),
        );
        await slots.indices.dropIndex('by colour');
        t.is(
          await slots.indices.declare('by colour', on('size'), false),
          undefined,
          'while the old entries are still there',
        );
        t.deepEqual(await slots.indices.declare('by colour', on('colour'), false), { tag: 'declared-otherwise' });
      });
      t.true((await tendAll(store)) > 5);
      const rows = await store.engine.begin().range(pack(['i']), pack(['j']), { limit: 100_000 });
      t.is(rows.length, 14_999, 'the entries of the first are gone, those of the second there');
      await store.engine.close();
    },
  );

  test.serial(
    `${name}: a unique index that meets two of the same far on fails, names both, and can be mended`,
    async (t) => {
      const store = await openStore(t, name);
      await fill(store, 12_000n, (oid) => `${oid === 11_999n ? 5n : oid}`);
      await task(store, async (slots) => t.is(await slots.indices.declare('one each', on('colour'), true), undefined));
      await tendAll(store);
      await task(store, async (slots) => {
        const failed = { tag: 'failed', val: [5n, 11_999n] };
        t.deepEqual(await slots.indices.state('one each'), failed as never);
        t.deepEqual(await slots.indices.find('one each', [bytes('5')], 0n, 0), failed as never);
        t.deepEqual(await slots.indices.declare('one each', on('colour'), true), {
          tag: 'not-unique',
          val: [5n, 11_999n],
        });
        t.is(await slots.set(6n, 'colour', bytes('7')), undefined, 'it is kept no more');
        await slots.set(6n, 'colour', bytes('6'));
        await slots.set(5n, 'colour', bytes('another'));
        await slots.indices.dropIndex('one each');
        t.is(await slots.indices.declare('one each', on('colour'), true), undefined);
      });
      await tendAll(store);
      await task(store, async (slots) => {
        t.deepEqual(await slots.indices.find('one each', [bytes('5')], 0n, 0), [11_999n]);
        t.deepEqual(await slots.set(1n, 'colour', bytes('5')), { tag: 'not-unique', val: 11_999n });
      });
      await store.engine.close();
    },
  );

  test.serial(`${name}: a declaration that found no room for two of the same leaves nothing`, async (t) => {
    const store = await openStore(t, name);
    await task(store, async (slots) => {
      await slots.set(3n, 'twice', bytes('same'));
      await slots.set(7n, 'twice', bytes('same'));
      t.deepEqual(await slots.indices.declare('twice', on('twice'), true), { tag: 'not-unique', val: [3n, 7n] });
      t.is(await slots.indices.state('twice'), undefined);
      for (const subject of [
        { tag: 'compound', val: [] },
        { tag: 'compound', val: ['a', 'a'] },
        { tag: 'compound', val: ['a', 'b', 'c', 'd', 'e'] },
        on(''),
      ] satisfies Subject[]) {
        t.deepEqual(await slots.indices.declare('x', subject, false), { tag: 'bad-subject' });
      }
    });
    t.deepEqual(await store.engine.begin().range(pack(['i']), pack(['j'])), []);
    await store.engine.close();
  });

  test.serial(
    `${name}: whatever is written before and after a declaration, an index has what a look at every object finds`,
    async (t) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat({ max: 30 }), async (steps, declareAt) => {
          const store = await openStore(t, name);
          const world = new Map<bigint, Map<string, Uint8Array>>();
          const declare = async (slots: Slots): Promise<void> => {
            for (const [name, subject] of Object.entries(SUBJECTS))
              t.is(await slots.indices.declare(name, subject, false), undefined);
          };
          for (const [place, act] of steps.entries()) {
            await task(store, async (slots) => {
              if (place === declareAt) await declare(slots);
              const object = world.get(act.oid) ?? new Map<string, Uint8Array>();
              world.set(act.oid, object);
              if (act.do === 'clearAll') {
                await slots.clearAll(act.oid);
                object.clear();
              } else if (act.do === 'clear') {
                await slots.clear(act.oid, act.slot);
                object.delete(act.slot);
              } else {
                const name = act.do === 'set' ? act.slot : 'tags';
                const value =
                  act.do === 'set' ? bytes(act.value) : act.do === 'tag' ? pack(act.tags) : Uint8Array.of(0xee, 1, 2);
                t.is(await slots.set(act.oid, name, value), undefined);
                object.set(name, value);
              }
            });
          }
          await task(store, async (slots) => {
            if (declareAt >= steps.length) await declare(slots);
            const objects = [...world].sort(([a], [b]) => Number(a - b));
            const holding = (test: (object: Map<string, Uint8Array>) => boolean) =>
              objects.filter(([, object]) => test(object)).map(([id]) => id);
            const is = (value: Uint8Array | undefined, other: Uint8Array) =>
              value !== undefined && Buffer.compare(value, other) === 0;
            const values = [...new Set(objects.flatMap(([, object]) => [...object.values()]))];
            for (const value of values) {
              t.deepEqual(
                await slots.indices.find('value', [value], 0n, 0),
                holding((object) => is(object.get('a'), value)),
              );
              for (const other of values) {
                t.deepEqual(
                  await slots.indices.find('pair', [value, other], 0n, 0),
                  holding((object) => is(object.get('a'), value) && is(object.get('b'), other)),
                );
              }
            }
            for (let tag = 0n; tag < 4n; tag++) {
              t.deepEqual(
                await slots.indices.find('tags', [pack([tag])], 0n, 0),
                holding((object) => tagsOf(object.get('tags')).includes(tag)),
              );
            }
            // In order of value, both ways, by pages.
            const sorted = objects
              .filter(([, object]) => object.has('a'))
              .sort(([a, x], [b, y]) => Buffer.compare(x.get('a')!, y.get('a')!) || Number(a - b));
            for (const [from, until] of [
              [undefined, undefined],
              [bytes('x'), undefined],
              [undefined, bytes('y')],
              [bytes('x'), bytes('z')],
              [bytes('y'), bytes('x')],
            ]) {
              const inside = sorted
                .filter(([, object]) => from === undefined || Buffer.compare(object.get('a')!, from) >= 0)
                .filter(([, object]) => until === undefined || Buffer.compare(object.get('a')!, until) < 0);
              const long = inside.filter(([, object]) => object.get('a')!.length > 512).length;
              for (const reverse of [false, true]) {
                const oids = await pages(slots, { index: 'value', values: [], from, until }, reverse);
                const expected = inside.map(([id]) => id);
                if (reverse) expected.reverse();
                if (long < 2) t.deepEqual(oids, expected);
                else t.deepEqual(oids.sort(ascending), expected.sort(ascending));
              }
            }
          });
          await store.engine.close();
        }),
        { numRuns: name === 'memory' ? RUNS : RUNS_ON_DISK },
      );
    },
  );

  test.serial(`${name}: a cursor is good for its own question, and any bytes do no harm`, async (t) => {
    const store = await openStore(t, name);
    await fill(store, 300n, (oid) => `${oid % 3n}`);
    await task(store, async (slots) => {
      await slots.indices.declare('colour', on('colour'), false);
      await slots.indices.declare('size', on('size'), false);
    });
    await task(store, async (slots) => {
      const span = { index: 'colour', values: [bytes('1')], from: undefined, until: undefined };
      const page = await slots.indices.scan({ ...span, reverse: false, limit: 10 });
      const { cursor } = page as { cursor: Uint8Array };
      t.true(cursor.length < 50);
      const bad = { tag: 'bad-cursor' };
      t.deepEqual(
        await slots.indices.scan({ ...span, index: 'size', reverse: false, limit: 10, cursor }),
        bad as never,
      );
      t.deepEqual(await slots.indices.scan({ ...span, reverse: true, limit: 10, cursor }), bad as never);
      const question = cursor.subarray(0, 8);
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.boolean(), async (random, forged) => {
          const answer = await slots.indices.scan({
            ...span,
            reverse: false,
            limit: 0,
            cursor: forged ? Buffer.concat([question, random]) : random,
          });
          if ('tag' in answer) return answer.tag === 'bad-cursor';
          return answer.oids.every((oid) => oid % 3n === 1n);
        }),
      );
      t.deepEqual(await slots.indices.scan({ ...span, until: bytes('x'), reverse: false, limit: 0 }), {
        tag: 'bad-span',
      } as never);
      const long = { ...span, values: [], from: new Uint8Array(513), reverse: false, limit: 0 };
      t.deepEqual(await slots.indices.scan(long), { tag: 'bound-too-long', val: 512 } as never);
    });
    await store.engine.close();
  });
}
