import { unsupported } from './invalid.ts';

/** Counts work that a small binary can make large, against a bound on all of it. */
export class Budget {
  /** The byte in the binary that work is being done for. */
  at = 0;
  readonly #most: number;
  readonly #what: string;
  #spent = 0;

  constructor(most: number, what: string) {
    this.#most = most;
    this.#what = what;
  }

  spend(count: number): void {
    if ((this.#spent += count) <= this.#most) return;
    unsupported(`a component of over ${this.#most} ${this.#what}`, this.at);
  }
}
