import { Buffer } from 'node:buffer';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LocalEngine, LocalTransaction } from '../../host/store/engine.ts';
import { StoreError } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { pack } from '../../host/store/tuple.ts';
import { removeFolder, temporaryFolder } from '../host-process.ts';
import { interleaved } from './interleaved.ts';
import { figure, median, percentile } from './report.ts';
import type { Figure } from './report.ts';
import { openBare, type Bytes } from './store-bare.ts';
import { indices } from './store-indices.ts';
import { makeObjects, type Objects } from './store-objects.ts';

/** Rows that reads choose from. */
const ROWS = 100_000;
/** Objects of the stores in which finding is timed; the opening is of the larger one. */
const OBJECTS = { few: 1_000, many: 1_000_000 };
const ROWS_A_COMMIT = 10_000;
const VALUE_BYTES = 100;
const SCANNED_ROWS = 100;
const WRITTEN_KEYS = 10;
const IN_FLIGHT = [1, 16, 256] as const;
const CONTENTIONS = [0.01, 0.1, 0.5] as const;
/** Transactions open side by side while contention is measured. */
const CONTENDING = 16;
const RUNS = 14;
/** Time of one run of commits: some hundred flushes of a quick disk. */
const RUN_MS = 200;
const OPENINGS = 15;
/** Commits between two looks at the memory. */
const MEMORY_COMMITS = 50_000;

const MOST_READ = 1.5;
const MOST_COMMIT = 1.3;
const MOST_SCAN = 1.5;
const MOST_OPEN_MS = 20;
const MOST_GROWTH = 1.1;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The store beside LMDB with nothing on top, which does the same bytes. */
export async function* store(): AsyncGenerator<Figure> {
  const folder = await temporaryFolder();
  const bareFolder = await temporaryFolder();
  const engine = await openLmdb({ folder });
  const bare = openBare(bareFolder);
  try {
    await fill(engine, bare, ROWS);
    yield* reads(engine, bare);
    yield* writes(engine, bare);
    yield* contention(engine, bare);
    yield* memory(engine);
  } finally {
    await Promise.all([engine.close(), bare.close()]);
    await Promise.all([removeFolder(folder), removeFolder(bareFolder)]);
  }
  yield* finding();
}

const value = Buffer.alloc(VALUE_BYTES, 'value');
const keyOf = (row: number): Uint8Array => pack(['o', BigInt(row), 'name']);

async function fill(engine: LocalEngine, bare: Bytes, rows: number): Promise<void> {
  for (let first = 0; first < rows; first += ROWS_A_COMMIT) {
    const keys = Array.from({ length: ROWS_A_COMMIT }, (_, i) => keyOf(first + i));
    const transaction = engine.begin();
    for (const key of keys) transaction.set(key, value);
    await transaction.commit();
    await bare.transaction(() => {
      for (const key of keys) void bare.put(key, value);
    });
  }
}

function* reads(engine: LocalEngine, bare: Bytes): Generator<Figure> {
  const keys = Array.from({ length: 1_024 }, (_, i) => keyOf((i * 7_919) % ROWS));
  const end = keyOf(ROWS);
  let at = 0;
  let transaction: LocalTransaction = engine.begin();
  const before = (): void => {
    transaction.abort();
    transaction = engine.begin();
  };
  const [get, bareGet] = interleaved([
    { call: () => transaction.get(keys[at++ & 1_023]!), args: [], before },
    { call: () => bare.get(keys[at++ & 1_023]!), args: [] },
  ]) as [number, number];
  yield figure('get', get, 'ns', bareGet, { atMost: MOST_READ });
  const [scan, bareScan] = interleaved([
    { call: () => transaction.range(keys[at++ & 1_023]!, end, { limit: SCANNED_ROWS }), args: [], before },
    {
      call: () => [...bare.getRange({ start: keys[at++ & 1_023]!, end, limit: SCANNED_ROWS })],
      args: [],
    },
  ]) as [number, number];
  yield figure(`scan of ${SCANNED_ROWS} keys`, scan, 'ns', bareScan, { atMost: MOST_SCAN });
  transaction.abort();
}

async function* writes(engine: LocalEngine, bare: Bytes): AsyncGenerator<Figure> {
  for (const inFlight of IN_FLIGHT) {
    const [ours, theirs] = await alternate([
      () => commitsPerSecond(inFlight, (row) => commit(engine, row)),
      () => commitsPerSecond(inFlight, (row) => bareCommit(bare, row)),
    ]);
    yield figure(`commit of ${WRITTEN_KEYS} keys, ${inFlight} in flight`, 1e6 / ours!, 'us', 1e6 / theirs!, {
      atMost: MOST_COMMIT,
    });
  }
}

async function* contention(engine: LocalEngine, bare: Bytes): AsyncGenerator<Figure> {
  for (const share of CONTENTIONS) {
    let conflicts = 0;
    let attempts = 0;
    // With this share of them on one row, two that overlap meet there.
    const rowOf = (row: number): number => (Math.random() < share ? 0 : row);
    const [ours, theirs] = await alternate([
      () =>
        commitsPerSecond(CONTENDING, async (row) => {
          const chosen = rowOf(row);
          for (;;) {
            attempts++;
            try {
              await readAndCommit(engine, chosen);
              return;
            } catch (error) {
              if (!(error instanceof StoreError) || !error.retryable) throw error;
              conflicts++;
            }
          }
        }),
      () => commitsPerSecond(CONTENDING, (row) => bareReadAndCommit(bare, rowOf(row))),
    ]);
    const title = `read, wait a turn, write: ${share * 100}% on one row`;
    yield figure(title, 1e6 / ours!, 'us', 1e6 / theirs!);
    yield figure(`${title}: attempts that conflicted`, (conflicts / attempts) * 100, '%');
  }
}

async function* memory(engine: LocalEngine): AsyncGenerator<Figure> {
  const run = async (): Promise<number> => {
    for (let done = 0; done < MEMORY_COMMITS; done += 256) {
      await Promise.all(Array.from({ length: 256 }, (_, i) => commit(engine, (done + i) * WRITTEN_KEYS)));
    }
    collect();
    return process.memoryUsage().heapUsed / 1_024 ** 2;
  };
  await run();
  const before = await run();
  yield figure(`heap after ${MEMORY_COMMITS} more commits`, await run(), 'MiB', before, { atMost: MOST_GROWTH });
}

async function* finding(): AsyncGenerator<Figure> {
  const few = await makeObjects(OBJECTS.few);
  try {
    const many = await makeObjects(OBJECTS.many);
    try {
      yield* opening(many);
      yield* indices(few, many);
    } finally {
      await many.remove();
    }
  } finally {
    await few.remove();
  }
}

async function* opening({ count, folder, bareFolder }: Objects): AsyncGenerator<Figure> {
  const times: number[] = [];
  const bareTimes: number[] = [];
  for (let run = 0; run < OPENINGS; run++) {
    const start = performance.now();
    const opened = await openLmdb({ folder });
    opened.begin().get(keyOf(run));
    times.push(performance.now() - start);
    await opened.close();
    const bareStart = performance.now();
    const bareOpened = openBare(bareFolder);
    bareOpened.get(keyOf(run));
    bareTimes.push(performance.now() - bareStart);
    await bareOpened.close();
  }
  yield figure(`open with ${count} objects, first read`, median(times), 'ms', null, { atMost: MOST_OPEN_MS });
  yield figure(`open with ${count} objects beside bare lmdb`, median(times), 'ms', median(bareTimes));
}

function commit(engine: LocalEngine, row: number): Promise<void> {
  const transaction = engine.begin();
  for (let i = 0; i < WRITTEN_KEYS; i++) transaction.set(keyOf((row + i) % ROWS), value);
  return transaction.commit();
}

async function bareCommit(bare: Bytes, row: number): Promise<void> {
  await bare.transaction(() => {
    for (let i = 0; i < WRITTEN_KEYS; i++) void bare.put(keyOf((row + i) % ROWS), value);
  });
}

async function readAndCommit(engine: LocalEngine, row: number): Promise<void> {
  const transaction = engine.begin();
  const found = transaction.get(keyOf(row))!;
  // Others begin meanwhile, as those of other processes would.
  await turn();
  transaction.set(keyOf(row), found);
  return transaction.commit();
}

async function bareReadAndCommit(bare: Bytes, row: number): Promise<void> {
  const found = bare.get(keyOf(row))!;
  await turn();
  await bare.put(keyOf(row), found);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Commits a second, each on the disk, with so many on their way at once. */
async function commitsPerSecond(inFlight: number, one: (row: number) => Promise<void>): Promise<number> {
  const start = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - start < RUN_MS) {
      await one((done++ * 7_919 * WRITTEN_KEYS) % ROWS);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return done / ((performance.now() - start) / 1_000);
}

/** Runs all in turn, to and fro, so that none is always behind another's garbage; the upper quartile of each, for what others take only slows. */
async function alternate(contenders: readonly (() => Promise<number>)[]): Promise<number[]> {
  const results: number[][] = contenders.map(() => []);
  for (let run = 0; run < RUNS; run++) {
    const order = [...contenders.keys()];
    for (const i of run % 2 === 0 ? order : order.reverse()) results[i]!.push(await contenders[i]!());
  }
  return results.map((rates) => percentile(rates, 0.75));
}
