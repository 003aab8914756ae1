import type { Base, BaseSnapshot, Changes } from '../../../host/store/base.ts';
import { Unavailable } from '../../../host/store/errors.ts';
import type { Random } from '../serialisability/random.ts';

/** What can befall a write. */
export type Fault =
  /** It takes some turns of the event loop. */
  | 'slow'
  /** It fails, and nothing was written. */
  | 'failed'
  /** The flush fails: the changes are there all the same. */
  | 'failed after'
  /** The flush fails, and the disk does not say either whether the changes are there. */
  | 'failed silent'
  /** There is room for no more. */
  | 'full'
  /** The process ends in the middle, with or without the changes. */
  | 'killed before'
  | 'killed after';

const FAULTS: readonly Fault[] = ['failed', 'failed after', 'failed silent', 'full', 'killed before', 'killed after'];
/** One write in so many meets a fault that ends the engine. */
const WRITES_A_FAULT = 8;
const WRITES_A_SLOW_ONE = 3;
const MOST_TURNS = 5;

/** A base whose writes meet what a seed decides. What is below it outlives the engine, as a disk does. */
export class FaultyBase implements Base {
  readonly name = 'a faulty disk';
  readonly #below: Base;
  readonly #random: Random;
  /** Resolves with what ended the process, when that is what happens. */
  readonly killed: Promise<Fault>;
  readonly #kill: (fault: Fault) => void;
  /** What has happened so far. */
  readonly faults: Fault[] = [];
  #silent = false;
  #full = false;

  constructor(below: Base, random: Random) {
    this.#below = below;
    this.#random = random;
    const { promise, resolve } = Promise.withResolvers<Fault>();
    this.killed = promise;
    this.#kill = resolve;
  }

  snapshot(): BaseSnapshot {
    return this.#below.snapshot();
  }

  latestWrite(): bigint {
    if (this.#silent) throw new Unavailable('the disk does not answer');
    return this.#below.latestWrite();
  }

  async write(changes: Changes): Promise<void> {
    if (this.#full) throw new Unavailable('no space left on the disk');
    if (this.#random(WRITES_A_SLOW_ONE) === 0) await this.#wait();
    if (this.#random(WRITES_A_FAULT) > 0) return this.#below.write(changes);
    const fault = FAULTS[this.#random(FAULTS.length)]!;
    this.faults.push(fault);
    if (fault === 'failed after' || fault === 'killed after') await this.#below.write(changes);
    if (fault === 'failed silent') {
      if (this.#random(2) === 0) await this.#below.write(changes);
      this.#silent = true;
    }
    if (fault === 'full') this.#full = true;
    if (fault === 'killed before' || fault === 'killed after') {
      this.#kill(fault);
      await new Promise<never>(() => {});
    }
    throw new Unavailable(`the disk failed: ${fault}`);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #wait(): Promise<void> {
    this.faults.push('slow');
    for (let turns = 1 + this.#random(MOST_TURNS); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
