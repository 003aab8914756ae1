import { Buffer } from 'node:buffer';
import { END_BYTE } from './checks.ts';
import { MAX_KEY_BYTES } from './engine.ts';

const EMPTY = new Uint8Array(0);
const LEAST = Uint8Array.of(0);
const END = Uint8Array.of(END_BYTE);

/** The part of a cluster's keys that one engine has for its own: those that begin with a prefix. */
export class KeySpace {
  readonly prefix: Uint8Array;
  /** Where the keys of the space end in the cluster. */
  readonly #end: Uint8Array;

  constructor(prefix: Uint8Array) {
    this.prefix = Uint8Array.from(prefix);
    this.#end = Buffer.concat([prefix, END]);
  }

  /** A key as the cluster has it. */
  outer(key: Uint8Array): Buffer {
    return Buffer.concat([this.prefix, key]);
  }

  /**
   * A bound as the cluster has it. One longer than any key is cut where it still bounds the same keys; an empty one is below the
   * first key that can be, so that the key which is the prefix alone stays outside.
   */
  outerBound(bound: Uint8Array): Buffer {
    if (bound.length === 0) return this.outer(LEAST);
    return this.outer(bound.length > MAX_KEY_BYTES ? bound.subarray(0, MAX_KEY_BYTES + 1) : bound);
  }

  /** A key of this space as its engine has it. */
  inner(key: Uint8Array): Uint8Array {
    return key.subarray(this.prefix.length);
  }

  /** What a selector that came to a key of the cluster names here: the ends of the space stand for all beyond them. */
  clamped(key: Uint8Array): Uint8Array {
    if (Buffer.compare(key, this.prefix) <= 0) return EMPTY;
    if (Buffer.compare(key, this.#end) >= 0) return END;
    return this.inner(key);
  }
}
