import test from 'ava';
import fc from 'fast-check';
import { EntryStream, Intersection, NO_OID } from '../../host/store/join-streams.ts';
import { withOid } from '../../host/store/layout.ts';
import { openMemory } from '../../host/store/memory.ts';
import { pack } from '../../host/store/tuple.ts';

const PREFIXES = [pack(['i', 1n]), pack(['i', 2n]), pack(['i', 3n])];
const NONE = new Uint8Array(0);

/** Runs of neighbours with gaps of any width between them, so that some seeks go on, some leap to what is there, some past it. */
const oids = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 200 }), run: fc.integer({ min: 1, max: 12 }) }), { maxLength: 12 })
  .map((parts) => {
    const made: bigint[] = [];
    let next = 0n;
    for (const { gap, run } of parts) {
      next += BigInt(gap);
      for (let i = 0; i < run; i++) made.push(next++);
    }
    return made;
  });

const firstFrom = (all: readonly bigint[], oid: bigint): bigint => all.find((one) => one >= oid) ?? NO_OID;

async function storeOf(sets: readonly (readonly bigint[])[]) {
  const engine = openMemory();
  const transaction = engine.begin();
  sets.forEach((set, i) => set.forEach((oid) => transaction.set(withOid(PREFIXES[i]!, oid), NONE)));
  await transaction.commit();
  return engine;
}

test('a stream answers every seek with the first oid from there on, in whatever order it is asked', async (t) => {
  await fc.assert(
    fc.asyncProperty(oids, fc.array(fc.bigInt({ min: 0n, max: 2_000n })), async (all, others) => {
      const engine = await storeOf([all]);
      const seeks = [...all, ...all.map((oid) => oid + 1n), ...others];
      for (const order of [seeks, seeks.toSorted((a, b) => Number(a - b)), all.filter((_, i) => i % 5 === 0)]) {
        const stream = new EntryStream(engine.begin(), PREFIXES[0]!, { rows: 0 });
        for (const oid of order) t.is(await stream.seek(oid), firstFrom(all, oid));
      }
      t.is(await new EntryStream(engine.begin(), PREFIXES[0]!, { rows: 0 }).seek(NO_OID), NO_OID);
      await engine.close();
    }),
  );
});

test('an intersection has what all of its streams have, whichever of them is ahead', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(oids, { minLength: 1, maxLength: PREFIXES.length }), async (sets) => {
      const engine = await storeOf(sets);
      const transaction = engine.begin();
      const streams = sets.map((_, i) => new EntryStream(transaction, PREFIXES[i]!, { rows: 0 }));
      const intersection = new Intersection(streams, Infinity);
      const found: bigint[] = [];
      for (let oid = 0n; (oid = await intersection.seek(oid)) !== NO_OID; oid++) found.push(oid);
      t.deepEqual(
        found,
        sets[0]!.filter((oid) => sets.every((set) => set.includes(oid))),
      );
      await engine.close();
    }),
  );
});

test('what is read of a larger stream is one row for each object of a smaller one, wherever it stands', async (t) => {
  const all = Array.from({ length: 20_000 }, (_, i) => BigInt(i));
  const few = all.filter((oid) => oid % 500n === 0n);
  const engine = await storeOf([all, few]);
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const transaction = engine.begin();
    const spent = [{ rows: 0 }, { rows: 0 }];
    const streams = order.map((i) => new EntryStream(transaction, PREFIXES[i]!, spent[i]!));
    const intersection = new Intersection(streams, Infinity);
    let found = 0;
    for (let oid = 0n; (oid = await intersection.seek(oid)) !== NO_OID; oid++) found++;
    t.is(found, few.length);
    // Two pages of four come before the smaller one leads.
    t.true(spent[0]!.rows <= few.length + 8, `${spent[0]!.rows} rows for ${few.length} objects`);
    transaction.abort();
  }
  await engine.close();
});
