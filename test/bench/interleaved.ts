import { percentile } from './report.ts';

/** One way of doing what others do too. */
export interface Contender {
  call(...args: unknown[]): unknown;
  readonly args: readonly unknown[];
  /** Runs before each batch, outside the time measured. */
  readonly before?: () => void;
}

/** Time of a batch: short enough that the machine's mood is the same for all contenders of a round, long enough for the clock. */
const BATCH_MS = 3;
const WARM_UP_ROUNDS = 10;
const ROUNDS = 31;
/** Calls of one warm-up round, at most: fewer of what takes long. */
const TRIAL_CALLS = 200;

/** A batch of one contender: a loop compiled for it alone, so that the engine may inline what it calls as it would in a program. */
type Batch = (count: number) => number;

function batchOf({ call, args, before }: Contender): Batch {
  const names = args.map((_, index) => `a${index}`);
  // oxlint-disable-next-line no-implied-eval -- one function text for each contender gives each its own type feedback
  const loop = new Function(
    'call',
    ...names,
    'count',
    `let last; for (let index = 0; index < count; index++) last = call(${names.join(', ')}); return last;`,
  );
  return (count) => {
    before?.();
    const start = performance.now();
    loop(call, ...args, count);
    return performance.now() - start;
  };
}

/** A batch of a contender that loops inside: its first argument is how often. */
function loopBatchOf({ call, before }: Contender): Batch {
  return (count) => {
    before?.();
    const start = performance.now();
    call(count);
    return performance.now() - start;
  };
}

/** How many calls take about `BATCH_MS`, from some up to a most. */
function calibrated(batch: Batch, from: number, most = Infinity): number {
  let count = from;
  for (let time = batch(count); time < BATCH_MS && count < most; time = batch(count)) {
    count = Math.min(most, Math.ceil(count * Math.min(10, Math.max(1.2, BATCH_MS / time))));
  }
  return count;
}

/** Runs all batches in turn, round by round; the times of each by round, in ns a call. */
function rounds(batches: readonly Batch[]): number[][] {
  const trials = batches.map((batch) => calibrated(batch, 1, TRIAL_CALLS));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) batches.forEach((batch, index) => batch(trials[index]!));
  const counts = batches.map((batch, index) => calibrated(batch, trials[index]!));
  const times: number[][] = batches.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    batches.forEach((batch, index) => {
      const count = counts[index]!;
      times[index]!.push((batch(count) / count) * 1e6);
    });
  }
  return times;
}

/** The lower quartile of the rounds: what other processes take from the machine only ever adds. */
const quiet = (times: readonly number[]): number => percentile(times, 0.25);

/** Nanoseconds of one call of each contender: A B C A B C ..., the lower quartile of the rounds. */
export function interleaved(contenders: readonly Contender[]): number[] {
  return rounds(contenders.map(batchOf)).map(quiet);
}

/** The same for contenders that loop inside, less what `empty` loops take. */
export function interleavedLoops(contenders: readonly Contender[], empty: readonly Contender[]): number[] {
  const times = rounds([...contenders, ...empty].map(loopBatchOf)).map(quiet);
  return contenders.map((_, index) => times[index]! - times[contenders.length + index]!);
}
