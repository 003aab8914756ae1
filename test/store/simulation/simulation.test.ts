import test from 'ava';
import type { Changes } from '../../../host/store/base.ts';
import { MemoryBase } from '../../../host/store/memory-base.ts';
import { findAnomalies } from '../serialisability/checker.ts';
import { simulate } from './simulate.ts';

const SEEDS = 2_000;
const REPLAYED_SEEDS = 50;
const FORGETFUL_SEEDS = 50;
/** A forgetful disk forgets one write in so many. */
const WRITES_A_LOSS = 10;

test(`whatever the disk does in ${SEEDS} seeds, what was acknowledged stays, and nothing is there by half`, async (t) => {
  const faults = new Map<string, number>();
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const simulated = await simulate(seed);
    const anomalies = findAnomalies(simulated.history);
    if (anomalies.length > 0)
      t.fail(`seed ${seed}: ${anomalies.map(({ kind, text }) => `${kind}: ${text}`).join('; ')}`);
    for (const fault of simulated.faults) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    for (const { outcome } of simulated.history) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  for (const counts of [faults, outcomes]) t.log([...counts].map(([what, count]) => `${what}: ${count}`).join(', '));
  // Each fault was met, and still most transactions went through.
  t.is(faults.size, 8);
  t.true(outcomes.get('committed')! > outcomes.get('aborted')! && outcomes.get('unknown')! > SEEDS);
});

test('a seed is replayed exactly', async (t) => {
  for (let seed = 0; seed < REPLAYED_SEEDS; seed++) t.deepEqual(await simulate(seed), await simulate(seed));
});

/** Says of every write that it was made. */
class ForgetfulBase extends MemoryBase {
  #writes = 0;

  override write(changes: Changes): Promise<void> {
    return ++this.#writes % WRITES_A_LOSS === 0 ? Promise.resolve() : super.write(changes);
  }
}

test('a disk that says it wrote what it did not is found out', async (t) => {
  let found = 0;
  for (let seed = 0; seed < FORGETFUL_SEEDS; seed++) {
    const { history } = await simulate(seed, new ForgetfulBase());
    if (findAnomalies(history).length > 0) found++;
  }
  t.true(found > FORGETFUL_SEEDS / 2, `found in ${found} of ${FORGETFUL_SEEDS}`);
  t.log(`found in ${found} of ${FORGETFUL_SEEDS} seeds`);
});
