import { Buffer } from 'node:buffer';
import { setTimeout } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Engine, Transaction } from './engine.ts';
import { CommitUnknown, Misuse, StoreError, Unavailable } from './errors.ts';

/** Most attempts of one run, unless told otherwise: what still loses then is contended beyond help. */
const MAX_ATTEMPTS = 20;
/** Most time from the first attempt to the beginning of the last, in milliseconds, unless told otherwise. */
const DEADLINE_MS = 30_000;
/** Longest pause after the first attempt, in milliseconds: about the time of one flush. It doubles with each attempt. */
const FIRST_PAUSE_MS = 2;
/** Longest pause of all, in milliseconds: FoundationDB's. */
const MAX_PAUSE_MS = 1_000;
/** Bytes of what tells one run from all others. */
const NONCE_BYTES = 8;

export interface RunOptions {
  readonly attempts?: number;
  readonly deadlineMs?: number;
  /**
   * A key that no other run ever uses. Each attempt writes under it, so that after a `CommitUnknown` the next one can tell whether it
   * still has to be made; it is cleared when the run has its answer. A process that ends before leaves it behind.
   */
  readonly idempotencyKey?: Uint8Array;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random?: () => number;
  readonly sleep?: (durationMs: number) => Promise<void>;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
}

/**
 * Runs a body in a transaction and commits that: again from the beginning, with an own transaction, while it meets a `Conflict` or
 * `TooOld`; after a `CommitUnknown` only with an `idempotencyKey`. Between attempts it pauses for a random time of up to twice as
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
  const { attempts = MAX_ATTEMPTS, deadlineMs = DEADLINE_MS, idempotencyKey } = options;
  const { random = Math.random, sleep = setTimeout, nowMs = () => performance.now() } = options;
  const endMs = nowMs() + deadlineMs;
  const once = idempotencyKey === undefined ? undefined : new Once<T>(idempotencyKey, random);
  for (let attempt = 1; ; attempt++) {
    let engine: Engine | undefined;
    try {
      engine = typeof source === 'function' ? await source() : source;
      const value = await (once === undefined ? runOnce(engine, body) : once.attempt(engine, body));
      if (once !== undefined) cleanUp(engine, once.key);
      return value;
    } catch (error) {
      const isWorthwhile = error instanceof StoreError && (error.retryable || once?.goesOnAfter(error) === true);
      if (!isWorthwhile || attempt >= attempts || nowMs() >= endMs) throw once?.unsettled ?? error;
    }
    await sleep(random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/** What a run with an idempotency key knows of its attempts. */
class Once<T> {
  readonly key: Uint8Array;
  /** The `CommitUnknown` of an attempt that may have been committed. */
  unsettled: CommitUnknown | undefined;
  readonly #nonce: Uint8Array;
  /** What the body returned, by attempt. */
  readonly #values: T[] = [];

  constructor(key: Uint8Array, random: () => number) {
    this.key = key;
    this.#nonce = Uint8Array.from({ length: NONCE_BYTES }, () => Math.floor(random() * 256));
  }

  async attempt(engine: Engine, body: (transaction: Transaction) => Answer<T>): Promise<T> {
    const transaction = engine.begin();
    try {
      // Read at every attempt: one that is still under way when a later one is made then fails by a conflict.
      const committed = this.#attemptIn(await transaction.get(this.key));
      if (committed !== undefined) {
        transaction.abort();
        return this.#values[committed]!;
      }
      const value = await body(transaction);
      const attempt = this.#values.push(value) - 1;
      transaction.set(this.key, Buffer.concat([this.#nonce, Uint8Array.of(attempt >>> 8, attempt)]));
      await transaction.commit();
      return value;
    } catch (error) {
      transaction.abort();
      if (error instanceof CommitUnknown) this.unsettled = error;
      throw error;
    }
  }

  /** Whether another attempt can settle an error that is no reason to try again by itself. */
  goesOnAfter(error: StoreError): boolean {
    return error instanceof CommitUnknown || (this.unsettled !== undefined && error instanceof Unavailable);
  }

  /** The attempt that wrote a value under the key. */
  #attemptIn(stored: Uint8Array | undefined): number | undefined {
    if (stored === undefined) return undefined;
    if (Buffer.compare(stored.subarray(0, NONCE_BYTES), this.#nonce) === 0) {
      return new DataView(stored.buffer, stored.byteOffset).getUint16(NONCE_BYTES);
    }
    throw new Misuse('idempotency-key-used', 'another run has used the idempotency key of this one: give each its own');
  }
}

async function runOnce<T>(engine: Engine, body: (transaction: Transaction) => Answer<T>): Promise<T> {
  const transaction = engine.begin();
  try {
    const value = await body(transaction);
    await transaction.commit();
    return value;
  } catch (error) {
    transaction.abort();
    throw error;
  }
}

/** Clears an idempotency key, if that is possible at once: the run has its answer either way. */
function cleanUp(engine: Engine, key: Uint8Array): void {
  runOnce(engine, (transaction) => transaction.clear(key)).catch(() => {});
}
