import { Buffer } from 'node:buffer';
import { MAX_WATCHES, type Watch } from './engine.ts';
import { TooLarge, Unavailable, type StoreError } from './errors.ts';
import type { WriteSet } from './write-set.ts';

/** The watches of one engine: those of open transactions, and those that wait for a change. */
export class Watches {
  readonly #waiting = new Map<string, Set<KeyWatch>>();
  readonly #all = new Set<KeyWatch>();

  /** Throws `TooLarge` when there are too many. `value` is what the watching transaction sees. */
  open(text: string, key: Uint8Array, value: Uint8Array | undefined): KeyWatch {
    if (this.#all.size >= MAX_WATCHES) {
      throw new TooLarge(
        `${this.#all.size} watches wait; the most is ${MAX_WATCHES}: cancel those that are not needed`,
      );
    }
    const watch = new KeyWatch(text, key, value, () => this.#forget(watch));
    this.#all.add(watch);
    return watch;
  }

  /** Begins to wait: from now on commits are looked at. */
  arm(watch: KeyWatch): void {
    if (!this.#all.has(watch)) return;
    const others = this.#waiting.get(watch.text);
    if (others === undefined) this.#waiting.set(watch.text, new Set([watch]));
    else others.add(watch);
  }

  get someWait(): boolean {
    return this.#waiting.size > 0;
  }

  *waiting(): Generator<KeyWatch> {
    for (const watches of this.#waiting.values()) yield* watches;
  }

  /** The waiting watches of keys that a commit may have written. */
  *touchedBy({ layer, stampedKeys }: WriteSet): Generator<KeyWatch> {
    const { points, cleared } = layer;
    const isWide = cleared !== undefined || stampedKeys !== undefined || points.size > this.#waiting.size;
    for (const text of isWide ? this.#waiting.keys() : points.keys()) {
      if (isWide && stampedKeys === undefined && !layer.touches(text, `${text}\0`)) continue;
      yield* this.#waiting.get(text) ?? [];
    }
  }

  fail(reason: StoreError): void {
    for (const watch of this.#all) watch.fail(reason);
  }

  #forget(watch: KeyWatch): void {
    this.#all.delete(watch);
    const others = this.#waiting.get(watch.text);
    if (others?.delete(watch) && others.size === 0) this.#waiting.delete(watch.text);
  }
}

/** A watch of one key. */
export class KeyWatch implements Watch {
  readonly text: string;
  readonly key: Uint8Array;
  readonly changed: Promise<void>;
  readonly #value: Uint8Array | undefined;
  readonly #forget: () => void;
  readonly #resolve: () => void;
  readonly #reject: (reason: Error) => void;

  constructor(text: string, key: Uint8Array, value: Uint8Array | undefined, forget: () => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever has lost interest in a watch need not hear of its end.
    promise.catch(() => {});
    this.text = text;
    this.key = key;
    this.changed = promise;
    this.#value = value;
    this.#forget = forget;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Whether a value is the one the watching transaction saw. */
  sees(value: Uint8Array | undefined): boolean {
    if (value === undefined || this.#value === undefined) return value === this.#value;
    return Buffer.compare(value, this.#value) === 0;
  }

  /** Tells of the change once it is on disk. */
  fire(flushed: Promise<void>): void {
    this.#forget();
    flushed.then(this.#resolve, this.#reject);
  }

  fail(reason: StoreError): void {
    this.#forget();
    this.#reject(reason);
  }

  cancel(): void {
    this.fail(new Unavailable('this watch was cancelled'));
  }
}
