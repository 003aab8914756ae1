import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import type { Engine, Transaction } from '../../host/store/engine.ts';
import { BUILD_STEP_SLOTS } from '../../host/store/index-build.ts';
import { indexPrefix, slotOid, within } from '../../host/store/layout.ts';
import { openMemory } from '../../host/store/memory.ts';
import { pack } from '../../host/store/tuple.ts';
import { run } from '../../host/store/retry.ts';
import { emptyPlace, openAt, testedEngines, type EngineName, type Place } from '../store/engines.ts';
import { through } from '../store/through.ts';
import { ACTS, fill, FIRST_OID, KINDS, OBJECTS, refusing } from './upkeep-child.ts';
import { World, type Caller } from './world.ts';

/** Engines on which a host finds the store of one that was killed. */
const ENGINES: readonly EngineName[] = ['LMDB', 'shared LMDB', 'FoundationDB'];
/** Rows that a step may read beside those of the objects: how far it is, and what is declared. */
const FEW_ROWS = 10;
/** Commands of one player under way at once. */
const MOST_WAITING = 50;
/** Answers to each player while the index was not ready, at least: some dozens of steps are left. */
const FEW_ANSWERS = 5;

/** Where the building of the only index stands, and its entries, as they are in the store. */
async function progress(engine: Engine): Promise<{ next: Uint8Array | undefined; entries: number }> {
  return run(engine, async (transaction) => {
    const { start, end } = within(pack(['u']));
    const [place] = await transaction.range(start, end);
    const entries = within(indexPrefix(1n));
    return { next: place?.value, entries: (await transaction.range(entries.start, entries.end)).length };
  });
}

/** Counts the rows that each transaction reads by ranges. */
function counting(rows: number[]): (engine: Engine) => Engine {
  const reading = (transaction: Transaction): Transaction => {
    const place = rows.push(0) - 1;
    const range: Transaction['range'] = (...given) => {
      const found = transaction.range(...given);
      if (found instanceof Promise) return found.then(counted);
      return counted(found);
      function counted<T extends readonly unknown[]>(read: T): T {
        rows[place]! += read.length;
        return read;
      }
    };
    return through(transaction, { range });
  };
  return (engine) => through(engine, { begin: () => reading(engine.begin()) });
}

async function killedHost(t: ExecutionContext, { engine, at }: Place): Promise<void> {
  const child = spawn(process.execPath, [new URL('upkeep-child.ts', import.meta.url).pathname, engine, at], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  t.is(signal, 'SIGKILL', `${ACTS} acts were answered while the index was built`);
}

/** Acts and asks in each turn of the event loop until the index is ready. What was answered. */
async function actWhileBuilding(caller: Caller, name: string): Promise<string[]> {
  const before = caller.said.length;
  for (let told = 0; ; await new Promise(setImmediate)) {
    const heard = caller.said.slice(before);
    if (heard.includes('ready')) return heard;
    if (told - heard.length > MOST_WAITING) continue;
    caller.tell(told++ % 2 === 0 ? `count acts of ${name}` : 'index-state kind');
  }
}

function times(said: readonly string[], text: string): number {
  return said.filter((each) => each === text).length;
}

for (const name of testedEngines(test, ENGINES)) {
  test(`${name}: an index is built in steps while people act, goes on after a kill -9, and is used then`, async (t) => {
    const place = emptyPlace(t, name);
    await killedHost(t, place);
    const engine = await openAt(place);
    const before = await progress(engine);
    t.true(before.entries > 0 && before.entries < OBJECTS, `${before.entries} entries`);
    const passed = Number(slotOid(before.next!)) - FIRST_OID;
    t.true(passed > 0 && passed < OBJECTS, `${passed} objects are passed`);

    const rows: number[] = [];
    const world = await World.open({ engine, programs: [], through: counting(rows) });
    rows.length = 0;
    const ann = await world.caller();
    const bob = await world.caller();
    // One behind the place where it goes on, one before it, and one that is made meanwhile.
    t.is(await ann.ask(`put ${FIRST_OID + OBJECTS - 1} kind moved`), 'put');
    t.is(await ann.ask(`put ${FIRST_OID} kind moved`), 'put');
    t.is(await ann.ask(`put 77 kind moved`), 'put');
    t.is(await ann.ask('find kind kind-7'), 'not found', 'it does not answer yet');
    await world.kernel.start();
    const answers = await Promise.all([actWhileBuilding(ann, 'ann'), actWhileBuilding(bob, 'bob')]);
    for (const heard of answers) t.true(times(heard, 'building') > FEW_ANSWERS, `${times(heard, 'building')} answers`);
    await world.kernel.settled();

    const left = 2 * (OBJECTS - passed);
    const steps = rows.filter((read) => read >= BUILD_STEP_SLOTS);
    t.true(
      rows.every((read) => read <= BUILD_STEP_SLOTS + FEW_ROWS),
      `a task has read ${Math.max(...rows)} rows`,
    );
    t.true(steps.length >= Math.floor(left / BUILD_STEP_SLOTS), `${steps.length} steps for ${left} slots`);
    const read = rows.reduce((sum, each) => sum + each, 0);
    t.log(
      `${answers.map((heard) => times(heard, 'building')).join(' and ')} answers before it was ready, ${steps.length} steps, ${read} rows read for ${left} that were left of ${2 * OBJECTS}`,
    );

    const carol = await world.caller();
    rows.length = 0;
    const expected = Array.from({ length: OBJECTS / KINDS }, (_, i) => FIRST_OID + 7 + i * KINDS);
    t.is(await carol.ask('find kind kind-7'), `found ${expected.join(' ')}`);
    t.true(rows.reduce((sum, each) => sum + each, 0) <= expected.length + FEW_ROWS, 'it reads what it answers');
    t.is(await carol.ask('find kind moved'), `found 77 ${FIRST_OID} ${FIRST_OID + OBJECTS - 1}`);
    t.deepEqual(await progress(engine), { next: undefined, entries: OBJECTS + 1 });
    t.is(await carol.ask('get acts'), `${ACTS}`);
    t.is(await carol.ask('get acts of ann'), `${times(ann.said, 'counted')}`, 'each act has happened once');
    t.is(await carol.ask('get acts of bob'), `${times(bob.said, 'counted')}`, 'each act has happened once');
    t.deepEqual(world.storeFailures, []);
    await world.discard();
  });
}

test('a step that is undone however often it is run is told in the log, and made again later', async (t) => {
  // Half as much again as the declaration itself looks at.
  const objects = 15_000;
  const engine = openMemory();
  await fill(engine, objects);
  const attempts = 7;
  const world = await World.open({
    engine,
    programs: [],
    through: (opened) => refusing(opened, (read) => read <= attempts),
  });
  const ann = await world.caller();
  t.is(await ann.ask('index kind'), 'declared');
  await actWhileBuilding(ann, 'ann');
  await world.kernel.settled();
  const undone = world.log.filter((line) => line.includes('a step of building or erasing an index was undone'));
  t.is(undone.length, 1);
  t.is((await progress(engine)).entries, objects);
  t.deepEqual(world.storeFailures, []);
  await world.discard();
});
