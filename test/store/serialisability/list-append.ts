import { Buffer } from 'node:buffer';
import type { Engine, KeyValue, Transaction } from '../../../host/store/engine.ts';
import { CommitUnknown, StoreError, Unavailable } from '../../../host/store/errors.ts';
import { pack, unpack } from '../../../host/store/tuple.ts';
import type { Operation, Recorded } from './history.ts';
import type { Random } from './random.ts';

export interface Workload {
  readonly engine: Engine;
  readonly random: Random;
  /** The lists are under this. */
  readonly space: string;
  /** Lists; fewer meet more often. */
  readonly keys: number;
  /** Operations over all transactions, about. */
  readonly operations: number;
  /** Transactions open side by side. */
  readonly seats: number;
  /** First of the values, distinct from those of everybody else at work on the same lists. */
  readonly firstValue: number;
  /** What is left between the values of one worker. */
  readonly valueStep?: number;
  /** A clock that every process at work on the same lists reads alike. */
  readonly now: () => number;
  /** Told of each transaction when its outcome is known, and before its commit, as unknown. */
  readonly recorded?: (number: number, transaction: Recorded) => void;
}

/** Most operations of one transaction. */
const MAX_OPERATIONS = 6;
/** Lists a scan covers. */
const SCANNED_KEYS = 3;

interface Seat {
  transaction: Transaction;
  readonly operations: Operation[];
  readonly startedAt: number;
  left: number;
}

/**
 * Runs random transactions side by side, their operations interleaved by chance, until so many operations are done; those open at the
 * end are committed. Returns what happened; an engine that fails ends it early.
 */
export async function runListAppend(workload: Workload): Promise<Recorded[]> {
  const { engine, random, now } = workload;
  const history: Recorded[] = [];
  const commits: Promise<void>[] = [];
  const seats: (Seat | undefined)[] = Array.from({ length: workload.seats }, () => undefined);
  const lists = new Lists(workload.space);
  let value = workload.firstValue;

  const finish = (seat: Seat): void => {
    const number = history.length;
    const { operations, startedAt, transaction } = seat;
    const record = (outcome: Recorded['outcome']): void => {
      history[number] = { operations, outcome, startedAt, endedAt: outcome === 'unknown' ? Infinity : now() };
      workload.recorded?.(number, history[number]);
    };
    record('unknown');
    if (random(16) === 0) {
      transaction.abort();
      record('aborted');
      return;
    }
    commits.push(
      transaction.commit().then(
        () => record('committed'),
        (error: unknown) => record(outcomeOf(error)),
      ),
    );
  };

  try {
    for (let done = 0; done < workload.operations; done++) {
      const at = random(seats.length);
      const startedAt = now();
      const seat = (seats[at] ??= {
        transaction: engine.begin(),
        operations: [],
        startedAt,
        left: 1 + random(MAX_OPERATIONS),
      });
      try {
        seat.operations.push(
          await operate(seat.transaction, lists, workload, () => (value += workload.valueStep ?? 1)),
        );
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable) throw error;
        seats[at] = undefined;
        continue;
      }
      if (--seat.left > 0) continue;
      seats[at] = undefined;
      finish(seat);
      // Commits are left under way, but not without end.
      if (random(4) === 0) await commits.at(-1);
    }
    for (const seat of seats) if (seat !== undefined) finish(seat);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
  await Promise.all(commits);
  return history;
}

/** Reads every list in one transaction, so that what was committed is known. */
export async function readAllLists({ engine, space, keys, now }: Workload): Promise<Recorded> {
  const startedAt = now();
  const transaction = engine.begin();
  const lists = new Lists(space);
  const operations: Operation[] = [];
  for (let key = 0; key < keys; key++) {
    operations.push({ do: 'read', key, list: listOf(await transaction.get(lists.keyOf(key))) });
  }
  await transaction.commit();
  return { operations, outcome: 'committed', startedAt, endedAt: now() };
}

async function operate(
  transaction: Transaction,
  lists: Lists,
  { random, keys }: Workload,
  nextValue: () => number,
): Promise<Operation> {
  const key = random(keys);
  switch (random(5)) {
    case 0:
    case 1:
      return { do: 'read', key, list: listOf(await transaction.get(lists.keyOf(key))) };
    case 2: {
      const to = Math.min(key + SCANNED_KEYS, keys);
      const found = await transaction.range(lists.keyOf(key), lists.keyOf(to), { reverse: random(2) === 0 });
      return { do: 'scan', from: key, to, lists: found.map(lists.entryOf).toSorted((a, b) => a.key - b.key) };
    }
    case 3: {
      // Without a read, so that appends of several transactions may meet.
      const value = nextValue();
      transaction.mutate('append-if-fits', lists.keyOf(key), bytesOf([value]));
      return { do: 'append', key, value };
    }
    default: {
      const value = nextValue();
      const before = listOf(await transaction.get(lists.keyOf(key)));
      transaction.set(lists.keyOf(key), bytesOf([...before, value]));
      return { do: 'append', key, value };
    }
  }
}

class Lists {
  readonly #space: string;

  constructor(space: string) {
    this.#space = space;
  }

  keyOf(key: number): Uint8Array {
    return pack([this.#space, BigInt(key)]);
  }

  readonly entryOf = ({ key, value }: KeyValue): { key: number; list: number[] } => ({
    key: Number(unpack(key)[1] as bigint),
    list: listOf(value),
  });
}

const VALUE_BYTES = 4;

function bytesOf(list: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(list.length * VALUE_BYTES);
  list.forEach((value, at) => bytes.writeUInt32LE(value, at * VALUE_BYTES));
  return bytes;
}

function listOf(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return [];
  const buffer = Buffer.from(bytes);
  return Array.from({ length: buffer.length / VALUE_BYTES }, (_, at) => buffer.readUInt32LE(at * VALUE_BYTES));
}

function outcomeOf(error: unknown): Recorded['outcome'] {
  if (error instanceof CommitUnknown) return 'unknown';
  if (error instanceof StoreError) return 'aborted';
  throw error;
}
