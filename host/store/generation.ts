import type { Changes, KeyRange } from './base.ts';
import { keyBytes } from './bytes.ts';
import { Layer } from './layer.ts';

/** The commits that reach the disk in one flush. */
export class Generation extends Layer implements Changes {
  /** Version of the last commit in here; of the last one before, while there is none. */
  lastVersion: number;
  /** Memory that its writes take, in bytes. */
  sizeBytes = 0;
  /** Commits in here. */
  commits = 0;
  /** The generation after this one, once this one is being flushed. */
  next: Generation | undefined;
  /** Settles when the flush does. */
  readonly flushed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;

  constructor(lastVersion: number) {
    super();
    this.lastVersion = lastVersion;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever commits awaits this promise; a failure that nobody awaits is still reported by the next call to the engine.
    promise.catch(() => {});
    this.flushed = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  *clears(): Generator<KeyRange> {
    for (const { start, end } of this.cleared?.segments() ?? []) yield { start: keyBytes(start), end: keyBytes(end) };
  }

  *writes(): Generator<readonly [key: Uint8Array, value: Uint8Array | undefined]> {
    const { cleared } = this;
    for (const [text, { key, newest }] of this.points) {
      // A write that a later clear covers is in that clear.
      if (cleared === undefined || cleared.find(text, Infinity) <= newest.version) yield [key, newest.value];
    }
  }
}
