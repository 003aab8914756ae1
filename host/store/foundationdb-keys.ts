import { Buffer } from 'node:buffer';
import { MAX_KEY_BYTES } from './engine.ts';

const LEAST = Uint8Array.of(0);

/** The part of a cluster's keys that one engine has for its own: those that begin with a prefix. */
export class KeySpace {
  readonly prefix: Uint8Array;

  constructor(prefix: Uint8Array) {
    this.prefix = Uint8Array.from(prefix);
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
}
