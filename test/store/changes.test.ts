import test from 'ava';
import fc from 'fast-check';
import type { Engine, LocalEngine, Transaction } from '../../host/store/engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { Oids } from '../../host/store/oids.ts';
import { SlotStore, type Slots } from '../../host/store/slots.ts';
import { pack } from '../../host/store/tuple.ts';
import { bytes, text } from './keys.ts';
import { LaterEngine } from './later-engine.ts';
import { calls, callSlots, ModelWorld, type Call } from './slots-model.ts';

/** An engine as one process of several has it: it may not take what it committed last for the latest. */
function shared(engine: LocalEngine): Engine {
  return {
    exclusive: false,
    begin: () => engine.begin(),
    flushed: () => engine.flushed(),
    close: () => engine.close(),
  };
}

const call = calls({
  oid: fc.bigInt({ min: 1n, max: 3n }),
  name: fc.constantFrom('a', 'b'),
  value: fc.constantFrom('x', 'y'),
  after: fc.constant(0n),
  limit: fc.constant(0),
});
const step = fc.record({
  process: fc.nat({ max: 1 }),
  seat: fc.nat({ max: 1 }),
  act: fc.oneof(
    { weight: 6, arbitrary: call },
    { weight: 3, arbitrary: fc.constantFrom('commit' as const, 'commit' as const, 'abort' as const) },
  ),
});

interface Open {
  readonly transaction: Transaction;
  readonly slots: Slots;
  /** The world at its beginning, with its own writes. */
  readonly view: ModelWorld;
  readonly calls: { readonly call: Call; readonly answer: unknown }[];
}

for (const [where, over] of [
  ['on one machine', shared],
  ['on several', (engine: LocalEngine) => new LaterEngine(engine)],
] as const) {
  test(`what another process changed is never answered from a cache, ${where}`, async (t) => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const engine = openMemory();
        const stores = await Promise.all([0, 1].map(async () => new SlotStore(over(engine), await Oids.open(engine))));
        let world = new ModelWorld();
        const seats = new Map<string, Open>();
        for (const { process, seat, act } of steps) {
          const key = `${process} ${seat}`;
          const store = stores[process]!;
          const open = seats.get(key) ?? begin(store, world);
          seats.set(key, open);
          if (typeof act === 'object') {
            const answer = await callLater(open.slots, act);
            // Every answer, also one that is never committed, is of the state at the beginning.
            t.deepEqual(answer, open.view.call(act));
            open.calls.push({ call: act, answer });
            continue;
          }
          seats.delete(key);
          if (act === 'abort') {
            open.transaction.abort();
            continue;
          }
          if (open.transaction.writtenBytes === 0) {
            open.transaction.abort();
            continue;
          }
          const refused = await open.transaction.commit().then(
            () => false,
            () => true,
          );
          if (refused) continue;
          const serial = new ModelWorld(world);
          for (const { call: made, answer } of open.calls) t.deepEqual(serial.call(made), answer, 'as if it ran alone');
          world = serial;
        }
        hits += stores[0]!.counts.hits;
        await engine.close();
      }),
      { numRuns: 150 },
    );
    t.true(hits > 100, `the cache served only ${hits} times`);
  });
}

function begin(store: SlotStore, world: ModelWorld): Open {
  const transaction = store.engine.begin();
  return { transaction, slots: store.within(transaction), view: new ModelWorld(world), calls: [] };
}

type Read =
  | { readonly do: 'get'; readonly oid: bigint; readonly name: string }
  | { readonly do: 'load' | 'version'; readonly oid: bigint };

function isRead(call: Call): call is Call & Read {
  return call.do === 'get' || call.do === 'load' || call.do === 'version';
}

/** `callSlots` for slots that answer later. */
async function callLater(slots: Slots, call: Call): Promise<unknown> {
  if (!isRead(call)) {
    return await (callSlots(slots as never, call) as Promise<unknown>);
  }
  // What is read is looked at by `callSlots`, which waits for nothing.
  const answer = await (call.do === 'get' ? slots.get(call.oid, call.name) : slots[call.do](call.oid));
  const answers = () => answer;
  return callSlots({ get: answers, load: answers, version: answers } as never, call);
}

test('records of changes are trimmed, and a process that slept meanwhile believes nothing it kept', async (t) => {
  const engine = openMemory();
  const [busy, sleepy] = [0, 1].map(() => new SlotStore(shared(engine), undefined as never)) as [SlotStore, SlotStore];
  const look = async (store: SlotStore): Promise<string | undefined> => {
    const transaction = store.engine.begin();
    const slots = store.within(transaction);
    await slots.version(1n);
    const value = text(await slots.get(1n, 'a'));
    transaction.abort();
    return value;
  };
  const write = async (value: string): Promise<void> => {
    const transaction = busy.engine.begin();
    const slots = busy.within(transaction);
    await slots.set(1n, 'a', bytes(value));
    await transaction.commit();
  };
  await write('first');
  t.is(await look(sleepy), 'first');
  t.is(await look(sleepy), 'first');
  t.true(sleepy.counts.hits > 0);
  for (let i = 0; i < 3_500; i++) await write(`${i}`);
  await engine.flushed();
  const left = engine.begin().range(pack(['v']), pack(['w'])).length;
  t.true(left <= 2_000, `${left} records are left of 3,501`);
  t.is(await look(sleepy), '3499');
  t.is(await look(busy), '3499');
  await engine.close();
});

test('tasks of two processes that write different objects do not conflict over the records of it', async (t) => {
  const engine = openMemory();
  const stores = [0, 1].map(() => new SlotStore(shared(engine), undefined as never));
  const tasks = await Promise.all(
    stores.map(async (store, i) => {
      const transaction = store.engine.begin();
      const slots = store.within(transaction);
      await slots.version(BigInt(i));
      await slots.set(BigInt(i), 'a', bytes('1'));
      return transaction;
    }),
  );
  for (const transaction of tasks) await t.notThrowsAsync(transaction.commit());
  await engine.close();
});
