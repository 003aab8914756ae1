import { openLocal } from '../../../host/store/local-engine.ts';
import type { Base } from '../../../host/store/base.ts';
import { MemoryBase } from '../../../host/store/memory-base.ts';
import type { Recorded } from '../serialisability/history.ts';
import { readAllLists, runListAppend, type Workload } from '../serialisability/list-append.ts';
import { randomFrom } from '../serialisability/random.ts';
import { FaultyBase, type Fault } from './faulty-base.ts';

export interface Simulated {
  readonly history: readonly Recorded[];
  readonly faults: readonly (Fault | 'clock jump')[];
}

/** Engines one after the other on one disk; each but the last may be ended by a fault. */
const LIVES = 4;
const OPERATIONS_A_LIFE = 120;
/** Apart enough that no two lives append the same value. */
const VALUES_A_LIFE = 1_000;
/** One look at the clock in so many finds that it jumped, by up to twice the age of a transaction. */
const LOOKS_A_JUMP = 400;
const MOST_JUMP_MS = 10_000;

/** Runs transactions over a disk whose faults, like all else, follow from the seed: the same seed is the same run. */
export async function simulate(seed: number, disk: Base = new MemoryBase()): Promise<Simulated> {
  const random = randomFrom(seed);
  const history: Recorded[] = [];
  const faults: Simulated['faults'][number][] = [];
  let ticks = 0;
  let clockMs = 0;
  const nowMs = (): number => {
    clockMs++;
    if (random(LOOKS_A_JUMP) > 0) return clockMs;
    faults.push('clock jump');
    return (clockMs += random(MOST_JUMP_MS));
  };
  const shared = { random, space: 'lists', keys: 5, seats: 4, operations: OPERATIONS_A_LIFE, now: () => ticks++ };

  for (let life = 0; life < LIVES; life++) {
    const base = new FaultyBase(disk, random);
    const engine = openLocal(base, { nowMs });
    const lived: Recorded[] = [];
    const workload: Workload = {
      ...shared,
      engine,
      firstValue: life * VALUES_A_LIFE,
      recorded: (number, transaction) => (lived[number] = transaction),
    };
    const killed = await Promise.race([runListAppend(workload), base.killed]);
    // Nobody was told any more what became of the rest.
    history.push(...lived);
    faults.push(...base.faults);
    if (Array.isArray(killed)) await engine.close().catch(() => {});
  }

  const engine = openLocal(disk, { nowMs: () => 0 });
  history.push(await readAllLists({ ...shared, engine, firstValue: 0 }));
  await engine.close();
  return { history, faults };
}
