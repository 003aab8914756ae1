import { setTimeout } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { markCommit, type CommitMark } from './commit-marks.ts';
import type { Engine, Transaction } from './engine.ts';
import { CommitUnknown, StoreError, Unavailable } from './errors.ts';

/** Most attempts of one run, unless told otherwise: what still loses then is contended beyond help. */
const MAX_ATTEMPTS = 20;
/** Most time from the first attempt to the beginning of the last, in milliseconds, unless told otherwise. */
const DEADLINE_MS = 30_000;
/** Longest pause after the first attempt, in milliseconds: about the time of one flush. It doubles with each attempt. */
const FIRST_PAUSE_MS = 2;
/** Longest pause of all, in milliseconds: FoundationDB's. */
const MAX_PAUSE_MS = 1_000;
/** How often it is asked whether a commit has happened, when the answers get lost too. */
const MAX_QUESTIONS = 10;

export interface RunOptions {
  readonly attempts?: number;
  readonly deadlineMs?: number;
  /** Settle a `CommitUnknown`: what was committed is not done again, and what was not is. Costs the transaction a small write. */
  readonly once?: boolean;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random?: () => number;
  readonly sleep?: (durationMs: number) => Promise<void>;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
}

/**
 * Runs a body in a transaction and commits that: again from the beginning, with an own transaction, while it meets a `Conflict` or
 * `TooOld`; after a `CommitUnknown` only with `once`. Between attempts it pauses for a random time of up to twice as
 * long each time, so that those who meet do not meet again. Gives what the body returned in the attempt that was committed; throws
 * what the last attempt met, or the `CommitUnknown` that was never settled.
 *
 * An engine whose disk has failed takes no more transactions: for a run to outlive that, `source` is a function that opens another.
 */
export async function run<T>(
  source: Engine | (() => Answer<Engine>),
  body: (transaction: Transaction) => Answer<T>,
  options: RunOptions = {},
): Promise<T> {
  const { attempts = MAX_ATTEMPTS, deadlineMs = DEADLINE_MS, once = false } = options;
  const { random = Math.random, sleep = setTimeout, nowMs = () => performance.now() } = options;
  const endMs = nowMs() + deadlineMs;
  let unsettled: Unsettled<T> | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      const engine = typeof source === 'function' ? await source() : source;
      if (unsettled !== undefined) {
        const isCommitted = await settleCommit(engine, unsettled.mark);
        unsettled.mark.settled(isCommitted ? 'committed' : 'not committed');
        if (isCommitted) return unsettled.value;
        unsettled = undefined;
      }
      // Nobody can ask an engine that is alone on its store and has failed: there a mark would tell nothing.
      const isMarked = once && !(engine.exclusive && engine === source);
      const made = await runOnce(engine, body, isMarked);
      if (!('error' in made)) return made.value;
      unsettled = made;
      throw made.error;
    } catch (error) {
      const goesOn = error instanceof StoreError && (error.retryable || (unsettled !== undefined && isPassing(error)));
      if (!goesOn || attempt >= attempts || nowMs() >= endMs) {
        unsettled?.mark.settled('not committed');
        throw unsettled?.error ?? error;
      }
    }
    await sleep(random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/**
 * Whether a commit has happened of which the engine said that it may have: from the answer on, it does not happen any more when it had
 * not. May be asked again. Rejects with a store error when there is no telling.
 */
export async function settleCommit(engine: Engine, mark: CommitMark): Promise<boolean> {
  for (let question = 1; ; question++) {
    try {
      return await run(engine, (transaction) => mark.isCommitted(transaction));
    } catch (error) {
      if (!(error instanceof CommitUnknown) || question >= MAX_QUESTIONS) throw error;
    }
  }
}

/** An attempt that may have been committed. */
interface Unsettled<T> {
  readonly value: T;
  readonly error: CommitUnknown;
  readonly mark: CommitMark;
}

/** Whether another attempt may find out what became of the one before. */
function isPassing(error: StoreError): boolean {
  return error instanceof CommitUnknown || error instanceof Unavailable;
}

async function runOnce<T>(
  engine: Engine,
  body: (transaction: Transaction) => Answer<T>,
  isMarked: boolean,
): Promise<{ readonly value: T } | Unsettled<T>> {
  const transaction = engine.begin();
  let mark: CommitMark | undefined;
  try {
    const value = await body(transaction);
    if (isMarked && transaction.writtenBytes > 0) mark = markCommit(transaction);
    try {
      await transaction.commit();
    } catch (error) {
      if (mark === undefined || !(error instanceof CommitUnknown)) throw error;
      return { value, error, mark };
    }
    mark?.settled('committed');
    return { value };
  } catch (error) {
    mark?.settled('not committed');
    transaction.abort();
    throw error;
  }
}
