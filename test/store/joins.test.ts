import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { join, type Term } from '../../host/store/join.ts';
import { MAX_JOIN_DEPTH, MAX_JOIN_TERMS, MAX_PATH_TARGETS, MAX_SORTED_OIDS } from '../../host/store/limits.ts';
import type { Slots, SlotStore } from '../../host/store/slots.ts';
import { pack, Ref } from '../../host/store/tuple.ts';
import { testedEngines, type EngineName } from './engines.ts';
import { on, openStore, task } from './stores.ts';

const equal = (index: string, value: bigint): Term => ({ tag: 'equal', val: { index, values: [pack([value])] } });

/** The whole answer, by pages; how many pages. */
async function answer(slots: Slots, terms: readonly Term[], limit: number): Promise<bigint[]> {
  const oids: bigint[] = [];
  for (let cursor: Uint8Array | undefined; ;) {
    const page = await slots.indices.join(terms, limit, cursor);
    if (!('oids' in page)) throw new Error(JSON.stringify(page));
    oids.push(...page.oids);
    if (page.cursor === undefined) return oids;
    cursor = page.cursor;
  }
}

/** Terms that the last one is made of, those counted twice that two others name. */
function streamsOf(terms: readonly Term[]): number {
  const streams: number[] = [];
  for (const term of terms) {
    const named =
      term.tag === 'all-of' || term.tag === 'any-of'
        ? [...term.val]
        : term.tag === 'but-not'
          ? [term.val.those, term.val.without]
          : term.tag === 'refers'
            ? [term.val.to]
            : [];
    streams.push(named.reduce((sum, place) => sum + streams[place]!, 1));
  }
  return streams.at(-1)!;
}

/** Joins that are tried: in memory, and where each commit waits for a disk or a server. */
const RUNS = 150;
const RUNS_ON_DISK = 15;
const OBJECTS = 30n;
const object = fc.record({
  a: fc.bigInt({ min: 0n, max: 2n }),
  b: fc.bigInt({ min: 0n, max: 4n }),
  to: fc.bigInt({ min: 1n, max: OBJECTS }),
});
const place = fc.nat();
const termShape = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      tag: fc.constant('equal' as const),
      slot: fc.constantFrom('a', 'b'),
      value: fc.bigInt({ min: 0n, max: 4n }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      tag: fc.constant('between' as const),
      slot: fc.constantFrom('a', 'b'),
      from: fc.bigInt({ min: 0n, max: 4n }),
      until: fc.bigInt({ min: 0n, max: 4n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      tag: fc.constantFrom('all-of' as const, 'any-of' as const),
      of: fc.array(place, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('but-not' as const), of: fc.tuple(place, place) }) },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('refers' as const), of: fc.tuple(place) }) },
);

/** A world of many objects: `all` on each, `few` on one of `each`, `half` on every second. */
async function manyObjects(t: ExecutionContext, name: EngineName, objects: number, each: number): Promise<SlotStore> {
  const store = await openStore(t, name);
  await task(store, async (slots) => {
    for (const slot of ['all', 'few', 'half', 'to']) await slots.indices.declare(slot, on(slot), false);
  });
  for (let first = 1; first <= objects; first += 5_000) {
    await task(store, async (slots) => {
      const writes: unknown[] = [];
      for (let oid = first; oid < first + 5_000 && oid <= objects; oid++) {
        writes.push(slots.set(BigInt(oid), 'all', pack([1n])));
        writes.push(slots.set(BigInt(oid), 'half', pack([BigInt(oid % 2)])));
        if (oid % each === 0) writes.push(slots.set(BigInt(oid), 'few', pack([1n])));
      }
      await Promise.all(writes);
    });
  }
  return store;
}

// One at a time: while an engine in this process answers thousands of calls in one turn of the event loop, other transactions grow old.
for (const name of testedEngines(test)) {
  test.serial(`${name}: a join answers what a look at every object does, whatever its terms and pages`, async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 1, maxLength: Number(OBJECTS) }),
        fc.array(termShape, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (objects, shapes, limit) => {
          const store = await openStore(t, name);
          await task(store, async (slots) => {
            for (const [i, { a, b, to }] of objects.entries()) {
              await slots.set(BigInt(i + 1), 'a', pack([a]));
              await slots.set(BigInt(i + 1), 'b', pack([b]));
              await slots.set(BigInt(i + 1), 'to', pack([new Ref(to)]));
            }
            for (const slot of ['a', 'b', 'to']) await slots.indices.declare(slot, on(slot), false);
          });
          const terms: Term[] = [];
          const sets: Set<bigint>[] = [];
          const ids = objects.map((_, i) => BigInt(i + 1));
          const where = (test: (object: { a: bigint; b: bigint; to: bigint }) => boolean) =>
            new Set(ids.filter((_, i) => test(objects[i]!)));
          for (const shape of shapes) {
            if (shape.tag === 'equal') {
              terms.push(equal(shape.slot, shape.value));
              sets.push(where((one) => one[shape.slot as 'a' | 'b'] === shape.value));
              continue;
            }
            if (shape.tag === 'between') {
              const [from, until] = [pack([shape.from]), pack([shape.until])];
              terms.push({ tag: 'between', val: { index: shape.slot, values: [], from, until } });
              sets.push(
                where(
                  (one) => one[shape.slot as 'a' | 'b'] >= shape.from && one[shape.slot as 'a' | 'b'] < shape.until,
                ),
              );
              continue;
            }
            if (terms.length === 0) continue;
            const of = shape.of.map((at) => at % terms.length);
            const named = of.map((at) => sets[at]!);
            if (shape.tag === 'refers') {
              terms.push({ tag: 'refers', val: { index: 'to', to: of[0]! } });
              sets.push(where(({ to }) => named[0]!.has(to)));
            } else if (shape.tag === 'but-not') {
              terms.push({ tag: 'but-not', val: { those: of[0]!, without: of[1]! } });
              sets.push(new Set([...named[0]!].filter((oid) => !named[1]!.has(oid))));
            } else {
              terms.push({ tag: shape.tag, val: of });
              sets.push(
                new Set(
                  ids.filter((oid) =>
                    shape.tag === 'all-of' ? named.every((s) => s.has(oid)) : named.some((s) => s.has(oid)),
                  ),
                ),
              );
            }
          }
          if (terms.length === 0) return store.engine.close();
          await task(store, async (slots) => {
            if (streamsOf(terms) > MAX_JOIN_TERMS) {
              t.deepEqual(await slots.indices.join(terms, limit, undefined), { tag: 'too-many-terms' });
              return;
            }
            t.deepEqual(
              await answer(slots, terms, limit),
              [...sets.at(-1)!].sort((a, b) => Number(a - b)),
            );
          });
          await store.engine.close();
        },
      ),
      { numRuns: name === 'memory' ? RUNS : RUNS_ON_DISK },
    );
  });

  test.serial(`${name}: the cost of an intersection is that of its smallest term, wherever it stands`, async (t) => {
    const few = 40;
    const each = name === 'memory' ? 1_000 : 100;
    const store = await manyObjects(t, name, few * each, each);
    const [all, half, small] = [equal('all', 1n), equal('half', 0n), equal('few', 1n)];
    for (const leaves of [
      [all, small],
      [small, all],
      [all, half, small],
      [small, half, all],
    ]) {
      const transaction = store.engine.begin();
      const { indices } = store.within(transaction);
      const spent = { rows: 0 };
      const terms = [...leaves, { tag: 'all-of', val: leaves.map((_, i) => i) } as const];
      const page = await join(
        transaction,
        (name) => indices.ready(name),
        { terms, limit: 0, cursor: undefined },
        spent,
      );
      if (!('oids' in page)) throw new Error(page.tag);
      t.is(page.oids.length, few);
      t.true(spent.rows <= few * leaves.length * 2, `${spent.rows} rows for ${few} objects of ${leaves.length} terms`);
      t.true(spent.rows >= few);
      transaction.abort();
    }
    // And a page costs what it gives, not what there is.
    const transaction = store.engine.begin();
    const { indices } = store.within(transaction);
    const spent = { rows: 0 };
    await join(
      transaction,
      (name) => indices.ready(name),
      { terms: [all, half, { tag: 'all-of', val: [0, 1] }], limit: 10, cursor: undefined },
      spent,
    );
    t.true(spent.rows < 200, `${spent.rows} rows for 10 objects`);
    await store.engine.close();
  });

  test.serial(`${name}: a join that finds little among much stops, and its cursor goes on to the end`, async (t) => {
    const objects = name === 'memory' ? 40_000 : 10_000;
    const store = await manyObjects(t, name, objects, objects / 2);
    await task(store, async (slots) => {
      const none: Term[] = [equal('all', 1n), equal('half', 0n), { tag: 'but-not', val: { those: 0, without: 1 } }];
      const terms: Term[] = [
        ...none,
        equal('half', 1n),
        { tag: 'but-not', val: { those: 2, without: 3 } },
        equal('few', 1n),
      ];
      terms.push({ tag: 'any-of', val: [4, 5] });
      let pages = 0;
      const oids: bigint[] = [];
      for (let cursor: Uint8Array | undefined; ; pages++) {
        const page = (await slots.indices.join(terms, 0, cursor)) as { oids: bigint[]; cursor: Uint8Array | undefined };
        oids.push(...page.oids);
        cursor = page.cursor;
        if (cursor === undefined) break;
        t.true(pages < 1_000);
      }
      t.deepEqual(oids, [BigInt(objects / 2), BigInt(objects)]);
      t.true(pages > 1);
    });
    await store.engine.close();
  });

  test.serial(`${name}: joins that cannot be answered are refused by name`, async (t) => {
    const store = await manyObjects(t, name, MAX_SORTED_OIDS + 1, 5);
    await task(store, async (slots) => {
      const refused = (terms: readonly Term[], cursor?: Uint8Array) => slots.indices.join(terms, 0, cursor);
      const leaf = equal('few', 1n);
      const all = { tag: 'between', val: { index: 'all', values: [] } } as const;
      t.deepEqual(await refused([]), { tag: 'bad-term', val: 0 });
      t.deepEqual(await refused([leaf, { tag: 'all-of', val: [1] }]), { tag: 'bad-term', val: 1 });
      t.deepEqual(await refused([leaf, { tag: 'any-of', val: [] }]), { tag: 'bad-term', val: 1 });
      t.deepEqual(await refused([equal('no such', 1n)]), {
        tag: 'unusable',
        val: { term: 0, why: { tag: 'not-indexed' } },
      });
      t.deepEqual(await refused([all]), { tag: 'too-many', val: 0 });
      t.deepEqual(await refused([leaf, { tag: 'refers', val: { index: 'to', to: 0 } }]), { tag: 'too-many', val: 1 });
      t.true((MAX_SORTED_OIDS + 1) / 5 > MAX_PATH_TARGETS);
      t.deepEqual(await refused(Array.from({ length: MAX_JOIN_TERMS + 1 }, () => leaf)), { tag: 'too-many-terms' });
      const deep = [leaf, ...Array.from({ length: MAX_JOIN_DEPTH }, (_, i) => ({ tag: 'all-of', val: [i] }) as const)];
      t.deepEqual(await refused(deep), { tag: 'bad-term', val: MAX_JOIN_DEPTH });
      t.true('oids' in (await refused(deep.slice(0, -1))));
      // Each names the one before twice: a tree of 2^5 streams.
      const twice = [leaf, ...Array.from({ length: 6 }, (_, i) => ({ tag: 'any-of', val: [i, i] }) as const)];
      t.deepEqual(await refused(twice), { tag: 'too-many-terms' });
      const { cursor } = (await slots.indices.join([leaf], 1, undefined)) as { cursor: Uint8Array };
      t.deepEqual(await refused([equal('all', 1n)], cursor), { tag: 'bad-cursor' });
      t.deepEqual(await refused([leaf], cursor.subarray(0, 12)), { tag: 'bad-cursor' });
      t.deepEqual(await refused([leaf], new Uint8Array(3_000)), { tag: 'bad-cursor' });
    });
    await store.engine.close();
  });
}
