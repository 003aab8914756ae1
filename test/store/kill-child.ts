import { appendFileSync, writeSync } from 'node:fs';
import type { Engine } from '../../host/store/engine.ts';
import { StoreError } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { bytes } from './keys.ts';
import { transfer } from './serialisability/bank.ts';
import { runListAppend } from './serialisability/list-append.ts';
import { randomFrom } from './serialisability/random.ts';

/*
 * One of several processes that write to a shared store without end, and says on standard output what is on disk: `ready`, and
 * `ack LANE N` for each commit. Commit N of a lane moves money, sets the lane's counter to N and writes ROWS rows of N. Beside the
 * lanes it appends to lists and records what it did in a file. Meant to be killed.
 * Arguments: the data folder, the number of its life, the space of its lists, the file of its history.
 */

/** Commits of a process under way at once. */
export const LANES = 4;
export const ROWS = 3;
export const ACCOUNTS = 40;
/** Lists of one space; few enough to meet. */
export const LISTS = 12;
/** Values of the lists of one life. */
export const VALUES_OF_LIFE = 1_000_000;

export const laneKey = (life: number, lane: number): Uint8Array => bytes(`lane ${life} ${lane}`);
export const rowKey = (life: number, lane: number, commit: number, row: number): Uint8Array =>
  bytes(`row ${life} ${lane} ${commit} ${row}`);

/** Microseconds on the clock that all processes of this machine have. */
export const machineNow = (): number => Number(process.hrtime.bigint() / 1_000n);

async function runLane(engine: Engine, life: number, lane: number): Promise<never> {
  const random = randomFrom(life * LANES + lane);
  for (let commit = 1; ;) {
    const transaction = engine.begin();
    try {
      await transfer(transaction, 'bank', ACCOUNTS, random);
      transaction.set(laneKey(life, lane), bytes(`${commit}`));
      for (let row = 0; row < ROWS; row++) transaction.set(rowKey(life, lane, commit, row), bytes(`${commit}`));
      if (commit > 10)
        transaction.clearRange(rowKey(life, lane, commit - 10, 0), rowKey(life, lane, commit - 10, ROWS));
      await transaction.commit();
      writeSync(1, `ack ${lane} ${commit}\n`);
      commit++;
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable) throw error;
    }
  }
}

async function run(folder: string, life: number, space: string, historyFile: string): Promise<void> {
  const engine = await openLmdb({ folder, shared: true });
  writeSync(1, 'ready\n');
  const lanes = Array.from({ length: LANES }, (_, lane) => runLane(engine, life, lane));
  const lists = runListAppend({
    engine,
    random: randomFrom(life),
    space,
    keys: LISTS,
    operations: Infinity,
    seats: 4,
    firstValue: life * VALUES_OF_LIFE,
    now: machineNow,
    recorded: (number, transaction) => appendFileSync(historyFile, `${JSON.stringify({ number, transaction })}\n`),
  });
  await Promise.all([...lanes, lists]);
}

const [folder, life, space, historyFile] = process.argv.slice(2);
if (import.meta.filename === process.argv[1]) await run(folder!, Number(life), space!, historyFile!);
