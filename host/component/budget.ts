import { ComponentError } from './errors.ts';

/** Counts work that a small binary can make large, against a bound on all of it. */
export class Budget {
  readonly #most: number;
  readonly #what: string;
  #spent = 0;

  constructor(most: number, what: string) {
    this.#most = most;
    this.#what = what;
  }

  /** Units of work so far. */
  get spent(): number {
    return this.#spent;
  }

  spend(count: number, offset?: number): void {
    if ((this.#spent += count) <= this.#most) return;
    throw new ComponentError('unsupported', `a component of over ${this.#most} ${this.#what}`, offset);
  }
}
