import type { Buffer } from 'node:buffer';
import type { NativeTransaction, Watch as NativeWatch } from 'foundationdb/dist/lib/native.js';
import { MAX_WATCHES, type Watch } from './engine.ts';
import { TooLarge, Unavailable, type StoreError } from './errors.ts';
import { storeError } from './foundationdb-errors.ts';

/** The watches of one engine. */
export class ClusterWatches {
  readonly #all = new Set<ClusterWatch>();
  readonly #cluster: string;

  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  /** Throws `TooLarge` when there are too many. */
  open(transaction: NativeTransaction, outerKey: Buffer): ClusterWatch {
    if (this.#all.size >= MAX_WATCHES) {
      throw new TooLarge(
        `${this.#all.size} watches wait; the most is ${MAX_WATCHES}: cancel those that are not needed`,
      );
    }
    const native = transaction.watch(outerKey, false);
    const watch = new ClusterWatch(native, this.#cluster, () => this.#all.delete(watch));
    this.#all.add(watch);
    return watch;
  }

  fail(reason: StoreError): void {
    for (const watch of this.#all) watch.fail(reason);
  }
}

/** A watch of one key in the cluster. */
export class ClusterWatch implements Watch {
  readonly changed: Promise<void>;
  readonly #native: NativeWatch;
  readonly #forget: () => void;
  readonly #resolve: () => void;
  readonly #reject: (reason: Error) => void;
  /** Settles when the watching transaction is committed. */
  readonly #armed = Promise.withResolvers<void>();
  #isOver = false;

  constructor(native: NativeWatch, cluster: string, forget: () => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever has lost interest in a watch need not hear of its end.
    promise.catch(() => {});
    this.changed = promise;
    this.#native = native;
    this.#forget = forget;
    this.#resolve = resolve;
    this.#reject = reject;
    native.promise.then(
      () => this.#armed.promise.then(() => this.#end(this.#resolve)),
      // A failed commit fails the watch too, and says why better than the cluster's own error.
      (error: unknown) => this.#armed.promise.then(() => this.#end(() => this.#reject(storeError(error, cluster)))),
    );
  }

  /** The watching transaction is committed. */
  arm(): void {
    this.#armed.resolve();
  }

  fail(reason: StoreError): void {
    this.#end(() => this.#reject(reason));
    this.#native.cancel();
  }

  cancel(): void {
    this.fail(new Unavailable('this watch was cancelled'));
  }

  #end(settle: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget();
    settle();
  }
}
