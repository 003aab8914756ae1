import test from 'ava';
import { openEmpty, testedEngines } from '../engines.ts';
import { audit, openAccounts, totalOf, transfer } from './bank.ts';
import { findAnomalies } from './checker.ts';
import { readAllLists, runListAppend, type Workload } from './list-append.ts';
import { randomFrom } from './random.ts';
import { lengthOfRing, makeRing, turnRing } from './ring.ts';
import { runSideBySide } from './side-by-side.ts';

const HISTORIES = 200;
const OPERATIONS = 1_000;
/** Histories made side by side, so that they share the flushes of the disk. */
const AT_ONCE = 20;
const NODES = 16;
const ACCOUNTS = 10;
const TURNS = 2_000;

for (const name of testedEngines(test)) {
  test(`${name}: ${HISTORIES} histories of ${OPERATIONS} operations have no anomaly`, async (t) => {
    const engine = await openEmpty(t, name);
    const outcomes = { committed: 0, aborted: 0, unknown: 0 };
    const check = async (seed: number): Promise<void> => {
      const workload: Workload = {
        engine,
        random: randomFrom(seed),
        space: `history ${seed}`,
        keys: 3 + (seed % 8),
        operations: OPERATIONS,
        seats: 2 + (seed % 7),
        firstValue: 0,
        now: () => performance.now(),
      };
      const history = [...(await runListAppend(workload)), await readAllLists(workload)];
      t.deepEqual(findAnomalies(history), [], `seed ${seed}`);
      for (const { outcome } of history) outcomes[outcome]++;
    };
    for (let seed = 0; seed < HISTORIES; seed += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => check(seed + i)));
    }
    const { committed, aborted } = outcomes;
    t.log(`${committed} transactions were committed, ${aborted} were not`);
    // Otherwise nothing was in anybody's way, or nobody got through.
    t.true(committed > 50 * HISTORIES && aborted > HISTORIES);
    await engine.close();
  });

  test(`${name}: a ring stays one ring`, async (t) => {
    const engine = await openEmpty(t, name);
    await makeRing(engine, 'ring', NODES);
    const random = randomFrom(1);
    const committed = await runSideBySide(engine, TURNS, async (transaction) => {
      if (random(4) > 0) return turnRing(transaction, 'ring', NODES, random);
      t.is(await lengthOfRing(transaction, 'ring', NODES), NODES);
    });
    t.is(await lengthOfRing(engine.begin(), 'ring', NODES), NODES);
    t.true(committed > TURNS / 4 && committed < TURNS, `${committed} of ${TURNS} were committed`);
    await engine.close();
  });

  test(`${name}: money moved between accounts is neither made nor lost`, async (t) => {
    const engine = await openEmpty(t, name);
    await openAccounts(engine, 'bank', ACCOUNTS);
    const random = randomFrom(2);
    const committed = await runSideBySide(engine, TURNS, async (transaction) => {
      if (random(4) > 0) return transfer(transaction, 'bank', ACCOUNTS, random);
      t.is(await audit(transaction, 'bank', ACCOUNTS, random), totalOf(ACCOUNTS));
    });
    t.is(await audit(engine.begin(), 'bank', ACCOUNTS, random), totalOf(ACCOUNTS));
    t.true(committed > TURNS / 4 && committed < TURNS, `${committed} of ${TURNS} were committed`);
    await engine.close();
  });
}
