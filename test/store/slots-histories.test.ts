import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { LocalTransaction } from '../../host/store/engine.ts';
import type { CacheLimits } from '../../host/store/object-cache.ts';
import { SlotStore, type LocalSlots } from '../../host/store/slots.ts';
import { LOCAL_ENGINES, openEmpty, type LocalEngineName } from './engines.ts';
import { calls, callSlots, ModelWorld, type Call } from './slots-model.ts';
import { storeOn } from './stores.ts';

/** Histories tried by each comparison with the model. */
const HISTORIES = 100;
/** Tasks open side by side in a history. */
const SEATS = 3;

const call = calls({
  oid: fc.bigInt({ min: 1n, max: 4n }),
  name: fc.constantFrom('a', 'b', 'c\0'),
  value: fc.constantFrom('', 'x', 'y', 'long'.repeat(200), `${'long'.repeat(200)}er`),
  after: fc.bigInt({ min: 0n, max: 4n }),
  limit: fc.nat({ max: 2 }),
});
const step = fc.record({
  seat: fc.nat({ max: SEATS - 1 }),
  act: fc.oneof(
    { weight: 6, arbitrary: call },
    { weight: 2, arbitrary: fc.constantFrom('commit' as const, 'commit' as const, 'abort' as const, 'flush' as const) },
  ),
});

interface Open {
  readonly transaction: LocalTransaction;
  readonly slots: LocalSlots;
  /** The world at its beginning, with its own writes. */
  readonly view: ModelWorld;
  readonly calls: { readonly call: Call; readonly answer: unknown }[];
  /** Commits made when it began. */
  readonly begun: number;
}

/**
 * Every task answers as the world at its beginning does; and the ones that commit would have answered the same had they run alone at
 * that moment. Equal stamps of an object mean equal slots, over the whole history.
 */
async function compare(
  t: ExecutionContext,
  name: LocalEngineName,
  limits: CacheLimits,
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
): Promise<void> {
  const engine = await openEmpty(t, name);
  const store = await storeOn(engine, limits);
  let world = new ModelWorld();
  let commits = 0;
  const seen = new Map<string, string>();
  const seats: (Open | undefined)[] = [];
  for (const { seat, act } of steps) {
    if (act === 'flush') {
      await engine.flushed();
      continue;
    }
    const transaction = seats[seat]?.transaction ?? engine.begin();
    const open = (seats[seat] ??= {
      transaction,
      slots: store.within(transaction),
      view: new ModelWorld(world),
      calls: [],
      begun: commits,
    });
    if (typeof act === 'object') {
      const answer = await callSlots(open.slots, act);
      t.deepEqual(
        answer,
        open.view.call(act),
        JSON.stringify(act, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item)),
      );
      open.calls.push({ call: act, answer });
      if (act.do === 'version') {
        const stamp = `${act.oid} ${open.slots.version(act.oid)}`;
        const run = JSON.stringify(open.view.call({ do: 'load', oid: act.oid }));
        t.is(seen.get(stamp) ?? run, run, `stamp ${stamp}`);
        seen.set(stamp, run);
      }
      continue;
    }
    seats[seat] = undefined;
    if (act === 'abort') {
      open.transaction.abort();
      continue;
    }
    const before = engine.version;
    const refused = await Promise.race([open.transaction.commit(), Promise.resolve()]).then(
      () => false,
      () => true,
    );
    if (refused) {
      t.not(open.begun, commits, 'a conflict with nobody');
      continue;
    }
    if (engine.version === before) continue;
    const serial = new ModelWorld(world);
    for (const { call: made, answer } of open.calls) t.deepEqual(serial.call(made), answer, 'as if it ran alone');
    world = serial;
    commits++;
  }
  for (const open of seats) open?.transaction.abort();
  for (const last of [store, new SlotStore(engine, store.oids)]) {
    const slots = last.within(engine.begin());
    for (let object = 1n; object <= 4n; object++) {
      t.deepEqual(await callSlots(slots, { do: 'load', oid: object }), world.call({ do: 'load', oid: object }));
      for (const found of ['', 'x', 'y', 'long'.repeat(200)]) {
        for (const slot of ['a', 'b', 'c\0']) {
          const find = { do: 'find', name: slot, value: found, after: 0n, limit: 0 } as const;
          t.deepEqual(await callSlots(slots, find), world.call(find));
        }
      }
    }
  }
  await engine.close();
}

for (const name of LOCAL_ENGINES) {
  for (const [what, limits] of [
    ['all in the cache', {}],
    ['a cache of two objects', { maxObjects: 2 }],
    ['no cache', { maxObjects: 0 }],
  ] as const) {
    test(`${name}: histories of concurrent tasks are serialisable: ${what}`, async (t) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => compare(t, name, limits, steps)),
        { numRuns: HISTORIES },
      );
      t.pass();
    });
  }
}
