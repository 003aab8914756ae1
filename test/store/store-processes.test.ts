import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { run } from '../../host/store/retry.ts';
import type { Slots } from '../../host/store/slots.ts';
import { emptyPlace, SHARED_ENGINES, testedEngines, type Place } from './engines.ts';
import { bytes, text } from './keys.ts';
import { randomFrom } from './serialisability/random.ts';
import { addOne } from './store-child.ts';
import { on, storeAt, task } from './stores.ts';

const CHILD = join(import.meta.dirname, 'store-child.ts');
/** More than are looked at when an index is declared: the rest takes some steps. */
const OBJECTS = 30_000;
const COLOURS = 8;
/** Tasks of this process at least, while and after the other builds. */
const TASKS = 200;
/** Tasks of each of two processes that count. */
const COUNTS = 300;

/** The lines that another process says of what it does with a store. */
function start(t: ExecutionContext, place: Place, deed: string, ...args: string[]): AsyncIterable<string> {
  const child = spawn(process.execPath, [CHILD, deed, JSON.stringify(place), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => void child.kill('SIGKILL'));
  return createInterface({ input: child.stdout });
}

for (const name of testedEngines(test, SHARED_ENGINES)) {
  test.serial(`${name}: one process builds an index while another writes to it and reads it`, async (t) => {
    const place = emptyPlace(t, name);
    const store = await storeAt(place);
    const within = <T>(body: (slots: Slots) => Promise<T>): Promise<T> =>
      run(store.engine, (transaction) => body(store.within(transaction)));
    const colourOf = Array.from({ length: OBJECTS }, (_, oid) => oid % COLOURS);
    for (let first = 1; first < OBJECTS; first += 3_000) {
      await task(store, async (slots) => {
        for (let oid = first; oid < first + 3_000 && oid < OBJECTS; oid++) {
          await slots.set(BigInt(oid), 'colour', bytes(`${colourOf[oid]}`));
        }
      });
    }
    const expected = (colour: number): bigint[] =>
      colourOf.flatMap((one, oid) => (one === colour && oid > 0 ? [BigInt(oid)] : []));
    await task(store, (slots) => slots.indices.declare('colour', on('colour'), false));
    t.is((await task(store, (slots) => slots.indices.state('colour')))?.tag, 'building');

    let steps: number | undefined;
    const built = (async () => {
      for await (const line of start(t, place, 'build')) steps = Number(line);
    })();
    const random = randomFrom(3);
    let found = 0;
    let early = 0;
    for (let tasks = 0; tasks < TASKS || steps === undefined; tasks++) {
      const oid = 1 + random(OBJECTS - 1);
      const colour = random(COLOURS);
      const seen = await within(async (slots) => {
        const answer = await slots.indices.find('colour', [bytes(`${colour}`)], 0n, 0);
        await slots.set(BigInt(oid), 'colour', bytes(`${colour}`));
        return answer;
      });
      if (Array.isArray(seen)) {
        found++;
        t.deepEqual(seen, expected(colour));
      } else {
        early++;
        t.deepEqual(seen, { tag: 'not-ready' });
      }
      colourOf[oid] = colour;
    }
    await built;
    t.true(steps! >= 5, `built in ${steps} steps`);
    t.true(early > 0 && found > 0, `${early} tasks before it was ready, ${found} after`);
    for (let colour = 0; colour < COLOURS; colour++) {
      t.deepEqual(
        await within(async (slots) => slots.indices.find('colour', [bytes(`${colour}`)], 0n, 0)),
        expected(colour),
      );
    }
    await store.engine.close();
  });

  test.serial(
    `${name}: what another process has committed is read by every task that begins from then on`,
    async (t) => {
      const place = emptyPlace(t, name);
      const store = await storeAt(place);
      await task(store, (slots) => slots.set(2n, 'n', bytes('still')));
      const lines = start(t, place, 'count', '1', `${COUNTS}`)[Symbol.asyncIterator]();
      let heard = Number((await lines.next()).value);
      const counting = (async () => {
        for (let next = await lines.next(); next.done !== true; next = await lines.next()) heard = Number(next.value);
      })();
      for (let counted = 0; counted < COUNTS; counted++) {
        const least = heard;
        const read = await task(store, async (slots) => {
          t.is(text(await slots.get(2n, 'n')), 'still');
          await slots.version(2n);
          await slots.version(1n);
          return Number(text(await slots.get(1n, 'n')) ?? '0');
        });
        t.true(read >= least, `${read} was read when ${least} had been committed`);
        heard = Math.max(heard, await run(store.engine, (transaction) => addOne(store.within(transaction), 1n)));
      }
      await counting;
      t.is(await task(store, async (slots) => text(await slots.get(1n, 'n'))), `${2 * COUNTS}`);
      t.true(store.counts.hits > COUNTS, `the cache served ${store.counts.hits} times`);
      await store.engine.close();
    },
  );
}
