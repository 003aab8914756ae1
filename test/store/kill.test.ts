import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { temporaryFolder } from './folders.ts';
import { ACCOUNTS, LANES, laneKey, LISTS, machineNow, rowKey, ROWS } from './kill-child.ts';
import { bytes, text } from './keys.ts';
import { audit, openAccounts, totalOf } from './serialisability/bank.ts';
import { findAnomalies } from './serialisability/checker.ts';
import type { Recorded } from './serialisability/history.ts';
import { readAllLists } from './serialisability/list-append.ts';
import { randomFrom } from './serialisability/random.ts';

/** `make nightly` asks for 1,000. */
const KILLS = Number(process.env['ATRIUM_KILLS'] ?? 100);
const PROCESSES = 4;
/** A process is killed after at most so many lines: from its first commit on. */
const MOST_LINES = 250;
/** Time for a kill and the start of the next process on a busy machine, in milliseconds. */
const KILL_MS = 3_000;

const random = randomFrom(KILLS);

interface Life {
  readonly number: number;
  readonly space: string;
  readonly historyFile: string;
  /** The last commit acknowledged of each lane. */
  readonly acknowledged: number[];
}

/** Runs a process until it has said so many lines, kills it, and reads what it had said by then. */
async function live(folder: string, { number, space, historyFile, acknowledged }: Life, lines: number): Promise<void> {
  const script = new URL('kill-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, `${number}`, space, historyFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, lane, commit] = line.split(' ');
    if (what === 'ack') acknowledged[Number(lane)] = Number(commit);
    if (seen++ === lines) child.kill('SIGKILL');
  }
  const [code, signal] = (await ended) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`process ${number} ended by itself: ${signal ?? code}`);
}

/** What is wrong with the commits of a life: those lost, and those there by half. */
async function problemsOf(engine: Engine, { number, acknowledged }: Life): Promise<string[]> {
  const problems: string[] = [];
  const transaction = engine.begin();
  for (let lane = 0; lane < LANES; lane++) {
    const last = Number(text(await transaction.get(laneKey(number, lane))) ?? '0');
    if (last < acknowledged[lane]!)
      problems.push(`life ${number}, lane ${lane}: ${acknowledged[lane]} is lost after ${last}`);
    const prefix = `row ${number} ${lane} `;
    const rows = await transaction.range(bytes(prefix), bytes(`${prefix}~`));
    const found = new Map(rows.map(({ key, value }) => [text(key)!, text(value)!]));
    for (let commit = Math.max(1, last - 9); commit <= last; commit++) {
      for (let row = 0; row < ROWS; row++) {
        const name = text(rowKey(number, lane, commit, row))!;
        if (found.get(name) !== `${commit}`) problems.push(`${name} is ${found.get(name)}`);
        found.delete(name);
      }
    }
    for (const name of found.keys()) problems.push(`${name} should not be there after commit ${last}`);
  }
  transaction.abort();
  return problems;
}

/** What a killed process has recorded; the last line may be cut off. */
function historyOf({ historyFile }: Life): Recorded[] {
  if (!existsSync(historyFile)) return [];
  const history: Recorded[] = [];
  for (const line of readFileSync(historyFile, 'utf8').split('\n')) {
    try {
      const { number, transaction } = JSON.parse(line) as { number: number; transaction: Recorded };
      // JSON has no Infinity.
      history[number] = { ...transaction, endedAt: transaction.endedAt ?? Infinity };
    } catch {
      continue;
    }
  }
  return history;
}

test('four processes share a store while kill -9 takes them: nothing acknowledged is lost, nothing is torn, all is serialisable', async (t) => {
  t.timeout(KILLS * KILL_MS);
  const folder = temporaryFolder();
  const histories = temporaryFolder();
  const engine = await openLmdb({ folder, shared: true, nowMs: () => 0 });
  await openAccounts(engine, 'bank', ACCOUNTS);
  const lives: Life[] = [];
  const seat = async (first: number): Promise<void> => {
    for (let number = first; number < KILLS; number += PROCESSES) {
      // Those that live at about the same time share their lists.
      const space = `lists ${Math.floor(number / PROCESSES)}`;
      const life: Life = {
        number,
        space,
        historyFile: join(histories, `${number}`),
        acknowledged: Array<number>(LANES).fill(0),
      };
      lives.push(life);
      await live(folder, life, random(MOST_LINES));
    }
  };
  let audits = 0;
  const living = Promise.all(Array.from({ length: PROCESSES }, (_, number) => seat(number)));
  let done = false;
  const auditing = (async () => {
    while (!done) {
      const transaction = engine.begin();
      t.is(await audit(transaction, 'bank', ACCOUNTS, random), totalOf(ACCOUNTS), 'the bank does not add up meanwhile');
      transaction.abort();
      audits++;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    await living;
  } finally {
    done = true;
    await auditing;
  }

  t.is(await audit(engine.begin(), 'bank', ACCOUNTS, random), totalOf(ACCOUNTS));
  for (const life of lives) for (const problem of await problemsOf(engine, life)) t.fail(problem);
  let transactions = 0;
  for (const space of new Set(lives.map((life) => life.space))) {
    const history = lives.filter((life) => life.space === space).flatMap((life) => historyOf(life).filter(Boolean));
    transactions += history.length;
    const workload = { engine, random, space, keys: LISTS, operations: 0, seats: 0, firstValue: 0, now: machineNow };
    history.push(await readAllLists(workload));
    t.deepEqual(findAnomalies(history), [], space);
  }
  await engine.close();
  const commits = lives.flatMap((life) => life.acknowledged).reduce((sum, count) => sum + count, 0);
  t.true(commits > KILLS, 'hardly anything was committed');
  t.true(transactions > KILLS, 'hardly anything was recorded');
  const sizeMiB = Math.round(statSync(join(folder, 'data.mdb')).size / 1024 / 1024);
  t.log(`${KILLS} kills, ${commits} commits, ${transactions} list transactions, ${audits} audits, ${sizeMiB} MiB`);
});
