import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Engine, LocalEngine, Transaction } from '../../host/store/engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import type { Slots, SlotStore } from '../../host/store/slots.ts';
import { pack } from '../../host/store/tuple.ts';
import { emptyPlace, openAt, SHARED_ENGINES, testedEngines } from './engines.ts';
import { bytes, text } from './keys.ts';
import { LaterEngine } from './later-engine.ts';
import { calls, callSlots, ModelWorld, type Call } from './slots-model.ts';
import { begin as beginTask, storeOn, task } from './stores.ts';

/** Histories that are tried: in memory, and where each commit waits for a disk or a server. */
const HISTORIES = 150;
const HISTORIES_ON_DISK = 25;
/** Tasks of one process in the test of trimming: three and a half times as many as are between two removals. */
const TASKS = 3_500;
/** Those of them that are under way together. */
const AT_ONCE = 50;

/** An engine as one process of several has it: it may not take what it committed last for the latest. */
function shared(engine: LocalEngine): Engine {
  return {
    exclusive: false,
    begin: () => engine.begin(),
    flushed: () => engine.flushed(),
    close: () => engine.close(),
  };
}

/** Opens one empty store twice, as two processes do. */
type TwoProcesses = (t: ExecutionContext) => Promise<readonly [Engine, Engine]>;

function inMemory(over: (engine: LocalEngine) => Engine): TwoProcesses {
  return async () => {
    const engine = openMemory();
    return [over(engine), over(engine)];
  };
}

const cases: readonly { readonly name: string; readonly open: TwoProcesses; readonly histories: number }[] = [
  { name: 'memory, as if shared', open: inMemory(shared), histories: HISTORIES },
  {
    name: 'an engine that answers later',
    open: inMemory((engine) => new LaterEngine(engine)),
    histories: HISTORIES,
  },
  ...testedEngines(test, SHARED_ENGINES).map((name) => ({
    name,
    open: async (t: ExecutionContext) => {
      const place = emptyPlace(t, name);
      return [await openAt(place), await openAt(place)] as const;
    },
    histories: HISTORIES_ON_DISK,
  })),
];

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

async function begin(store: SlotStore, world: ModelWorld): Promise<Open> {
  const transaction = store.engine.begin();
  await transaction.getReadVersion();
  return { transaction, slots: store.within(transaction), view: new ModelWorld(world), calls: [] };
}

for (const { name, open, histories } of cases) {
  test.serial(`${name}: what another process changed is never answered from a cache`, async (t) => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const engines = await open(t);
        const stores = await Promise.all(engines.map((engine) => storeOn(engine)));
        let world = new ModelWorld();
        const seats = new Map<string, Open>();
        for (const { process, seat, act } of steps) {
          const key = `${process} ${seat}`;
          const task = seats.get(key) ?? (await begin(stores[process]!, world));
          seats.set(key, task);
          if (typeof act === 'object') {
            const answer = await callSlots(task.slots, act);
            // Every answer, also one that is never committed, is of the state at the beginning.
            t.deepEqual(answer, task.view.call(act));
            task.calls.push({ call: act, answer });
            continue;
          }
          seats.delete(key);
          if (act === 'abort' || task.transaction.writtenBytes === 0) {
            task.transaction.abort();
            continue;
          }
          const refused = await task.transaction.commit().then(
            () => false,
            () => true,
          );
          if (refused) continue;
          const serial = new ModelWorld(world);
          for (const { call: made, answer } of task.calls) t.deepEqual(serial.call(made), answer, 'as if it ran alone');
          world = serial;
        }
        for (const { counts } of stores) hits += counts.hits;
        for (const engine of engines) await engine.close();
      }),
      { numRuns: histories },
    );
    t.true(hits > histories, `the cache served only ${hits} times`);
  });

  test.serial(
    `${name}: records of changes are trimmed, and a process that slept meanwhile believes nothing it kept`,
    async (t) => {
      const engines = await open(t);
      const [busy, sleepy] = (await Promise.all(engines.map((engine) => storeOn(engine)))) as [SlotStore, SlotStore];
      const look = (store: SlotStore): Promise<string | undefined> =>
        task(store, async (slots) => {
          await slots.version(1n);
          return text(await slots.get(1n, 'a'));
        });
      const write = (oid: bigint, value: string): Promise<unknown> =>
        task(busy, (slots) => slots.set(oid, 'a', bytes(value)));
      await write(1n, 'first');
      t.is(await look(sleepy), 'first');
      t.is(await look(sleepy), 'first');
      t.true(sleepy.counts.hits > 0);
      for (let done = 0; done < TASKS; done += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => write(BigInt(i + 1), `${done}`)));
      }
      await busy.engine.flushed();
      const left = (await busy.engine.begin().range(pack(['v']), pack(['w']))).length;
      t.true(left <= 2_000, `${left} records are left of ${TASKS + 1}`);
      t.is(await look(sleepy), `${TASKS - AT_ONCE}`);
      t.is(await look(busy), `${TASKS - AT_ONCE}`);
      for (const engine of engines) await engine.close();
    },
  );

  test.serial(
    `${name}: tasks of two processes that write different objects do not conflict over the records of it`,
    async (t) => {
      const engines = await open(t);
      const stores = await Promise.all(engines.map((engine) => storeOn(engine)));
      const tasks = await Promise.all(
        stores.map(async (store, i) => {
          const open = await beginTask(store);
          await open.slots.version(BigInt(i));
          await open.slots.set(BigInt(i), 'a', bytes('1'));
          return open;
        }),
      );
      for (const { commit } of tasks) await t.notThrowsAsync(commit());
      for (const engine of engines) await engine.close();
    },
  );
}
