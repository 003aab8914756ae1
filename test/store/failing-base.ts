import type { Base, BaseSnapshot, Changes } from '../../host/store/base.ts';
import { Unavailable } from '../../host/store/errors.ts';

/**
 * How a write fails: before anything is changed, the same but without a way to tell that, or after all is on the disk, where only the
 * answer is lost.
 */
export type Fault = 'before' | 'unclear' | 'after';

/** A base whose disk fails when told to, over one that holds. */
export class FailingBase implements Base {
  readonly name: string;
  /** How the next write fails. */
  fault: Fault | undefined;
  /** What every write waits for. */
  gate: Promise<void> = Promise.resolve();
  readonly #base: Base;
  readonly #closes: boolean;
  #isBlind = false;

  /** With `closes`, the base below is closed with this one. */
  constructor(base: Base, closes: boolean) {
    this.name = base.name;
    this.#base = base;
    this.#closes = closes;
  }

  snapshot(): BaseSnapshot {
    return this.#base.snapshot();
  }

  latestWrite(): bigint {
    if (this.#isBlind) throw new Error('the disk of a test cannot be read');
    return this.#base.latestWrite();
  }

  async write(changes: Changes): Promise<void> {
    await this.gate;
    const { fault } = this;
    if (fault === 'unclear') this.#isBlind = true;
    else if (fault !== 'before') await this.#base.write(changes);
    if (fault !== undefined) throw new Unavailable(`cannot write ${this.name}: the disk of a test has failed`);
  }

  close(): Promise<void> {
    return this.#closes ? this.#base.close() : Promise.resolve();
  }
}
