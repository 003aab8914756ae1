import type { Base, Changes } from '../../../host/store/base.ts';
import { FailingBase } from '../failing-base.ts';
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
  /** There is no room for it. */
  | 'full'
  /** The process ends in the middle, with or without the changes. */
  | 'killed before'
  | 'killed after';

const FAULTS = ['failed', 'failed after', 'failed silent', 'killed before', 'killed after'] as const;
/** One write in so many meets a fault that ends the engine. */
const WRITES_A_FAULT = 8;
const WRITES_A_SLOW_ONE = 3;
const MOST_TURNS = 5;
/** One disk in so many has little room left, in bytes of keys and values. */
const DISKS_A_SMALL_ONE = 4;
const MOST_ROOM_BYTES = 3_000;

/** A base whose writes meet what a seed decides. What is below it outlives the engine, as a disk does. */
export class FaultyBase extends FailingBase {
  readonly #below: Base;
  readonly #random: Random;
  /** Resolves with what ended the process, when that is what happens. */
  readonly killed: Promise<Fault>;
  readonly #kill: (fault: Fault) => void;
  /** What has happened so far. */
  readonly faults: Fault[] = [];
  #roomBytes: number;

  constructor(below: Base, random: Random) {
    super(below, false);
    this.#below = below;
    this.#random = random;
    this.#roomBytes = random(DISKS_A_SMALL_ONE) === 0 ? random(MOST_ROOM_BYTES) : Infinity;
    const { promise, resolve } = Promise.withResolvers<Fault>();
    this.killed = promise;
    this.#kill = resolve;
  }

  override async write(changes: Changes): Promise<void> {
    if (this.#random(WRITES_A_SLOW_ONE) === 0) await this.#wait();
    this.#roomBytes -= sizeOf(changes);
    if (this.#roomBytes < 0) {
      this.faults.push('full');
      this.fault = 'before';
      return super.write(changes);
    }
    if (this.#random(WRITES_A_FAULT) > 0) return super.write(changes);
    const fault = FAULTS[this.#random(FAULTS.length)]!;
    this.faults.push(fault);
    if (fault === 'killed after') await this.#below.write(changes);
    if (fault === 'killed before' || fault === 'killed after') {
      this.#kill(fault);
      return new Promise(() => {});
    }
    if (fault === 'failed silent' && this.#random(2) === 0) await this.#below.write(changes);
    this.fault = fault === 'failed' ? 'before' : fault === 'failed after' ? 'after' : 'unclear';
    return super.write(changes);
  }

  async #wait(): Promise<void> {
    this.faults.push('slow');
    for (let turns = 1 + this.#random(MOST_TURNS); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function sizeOf(changes: Changes): number {
  let bytes = 0;
  for (const [key, value] of changes.writes()) bytes += key.length + (value?.length ?? 0);
  return bytes;
}
