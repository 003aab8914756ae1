import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Engine, Transaction } from '../store/engine.ts';
import { CommitUnknown, Conflict } from '../store/errors.ts';
import { run } from '../store/retry.ts';
import { commitMarkKey } from './key-space.ts';

/** Bytes that tell one process from all others. */
const PROCESS_BYTES = 8;
/** How often it is asked whether a commit has happened, when the answers get lost too. */
const MAX_QUESTIONS = 10;

/** A commit under way. */
export interface CommitMark {
  /**
   * Whether the commit has happened, of which the engine said that it may have; from then on it will not happen any more. Throws
   * `Conflict` when it has not, so that the task is run again, and another store error when there is no telling.
   */
  isCommitted(): Promise<true>;
  /** It is settled: its key is free for another. */
  free(): void;
}

/**
 * What lets a process find out whether a commit has happened whose answer was lost. Each transaction writes a number of its own under a
 * key that no other one under way writes, and conflicts with writes of that key. So a later transaction that reads the key and writes
 * it sees the number, or keeps the lost commit from happening. Keys are used again: a process leaves as many as it had commits under
 * way at once.
 */
export class CommitMarks {
  readonly #engine: Engine;
  readonly #process = randomBytes(PROCESS_BYTES);
  readonly #free: number[] = [];
  #keys = 0;
  #number = 0n;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  put(transaction: Transaction): CommitMark {
    const place = this.#free.pop() ?? this.#keys++;
    const key = commitMarkKey(this.#process, place);
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(++this.#number);
    transaction.addReadConflict(key, Buffer.concat([key, Buffer.of(0)]));
    transaction.set(key, number);
    return {
      isCommitted: () => this.#isCommitted(key, number),
      free: () => void this.#free.push(place),
    };
  }

  async #isCommitted(key: Uint8Array, number: Buffer): Promise<true> {
    for (let question = 1; ; question++) {
      try {
        const isCommitted = await run(this.#engine, async (transaction) => {
          const stored = await transaction.get(key);
          const found = stored !== undefined && number.equals(stored);
          // Something else, also next time, when the answer to this is lost.
          transaction.set(key, found ? number : Buffer.alloc(0));
          return found;
        });
        if (isCommitted) return true;
      } catch (error) {
        if (error instanceof CommitUnknown && question < MAX_QUESTIONS) continue;
        throw error;
      }
      throw new Conflict('the answer to a commit was lost, and it had not happened: run the transaction again');
    }
  }
}
