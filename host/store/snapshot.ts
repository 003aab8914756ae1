import type { BaseSnapshot } from './base.ts';
import type { Generation } from './generation.ts';

/** One state of the base, kept while somebody reads in it, and the commits that came after it. */
export class Snapshot {
  readonly base: BaseSnapshot;
  /** Commits made since: the generation that followed this state, and through it all later ones. */
  readonly following: Generation;
  readonly #released: () => void;
  #holders = 1;

  constructor(base: BaseSnapshot, following: Generation, released: () => void) {
    this.base = base;
    this.following = following;
    this.#released = released;
  }

  hold(): void {
    this.#holders++;
  }

  release(): void {
    if (--this.#holders > 0) return;
    this.base.release();
    this.#released();
  }
}
