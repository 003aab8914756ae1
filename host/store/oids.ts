import { after, type Answer, type AtOnce } from './answer.ts';
import type { Engine, LocalEngine, Transaction } from './engine.ts';
import { OID_COUNTER } from './layout.ts';
import { run } from './retry.ts';

/** Oids leased at a time. One small commit for so many; the rest of a lease is lost when the process ends. */
const LEASE_OIDS = 4_096;

/** Oids from `next` (included) to `end` (excluded). */
interface Lease {
  next: bigint;
  readonly end: bigint;
}

/**
 * Hands out object identities, each once, over all processes and restarts: from blocks leased by moving a counter in the store.
 * The next block is leased when half of the current one is used, so that it is there long before its first oid is given out. A lease is
 * a transaction of its own, made again until it is committed: whoever is given an oid never conflicts over it.
 *
 * On an exclusive engine a lease is made at once, in memory. Should a burst of creations outrun the disk, order still holds: no commit
 * with such an oid reaches the disk before its lease. With other processes on the store, whoever outruns the leases waits for one.
 */
export class Oids {
  readonly #engine: Engine;
  #current: Lease;
  #following: Answer<Lease> | undefined;

  private constructor(engine: Engine, first: Lease) {
    this.#engine = engine;
    this.#current = first;
  }

  /** Leases the first block and waits until it is on disk. */
  static open(engine: LocalEngine): Promise<LocalOids>;
  static open(engine: Engine): Promise<Oids>;
  static async open(engine: Engine): Promise<Oids | LocalOids> {
    return new Oids(engine, await run(engine, moveCounter, { once: true }));
  }

  /** An oid never given out before, greater than 0. */
  create(): Answer<bigint> {
    if (this.#current.next === this.#current.end) {
      this.#following ??= this.#lease();
      if (this.#following instanceof Promise) return this.#following.then(() => this.create());
      this.#current = this.#following;
      this.#following = undefined;
    }
    const oid = this.#current.next++;
    if (this.#current.end - oid < LEASE_OIDS / 2) this.#following ??= this.#lease();
    return oid;
  }

  #lease(): Answer<Lease> {
    if (this.#engine.exclusive) return leaseAtOnce(this.#engine as LocalEngine);
    const lease = run(this.#engine, moveCounter, { once: true }).then((leased) => (this.#following = leased));
    // Whoever needs it meets the error; the next who does tries again.
    lease.catch(() => (this.#following = undefined));
    return lease;
  }
}

/** `Oids` of an engine that answers at once and that no other process writes to. */
export type LocalOids = AtOnce<Oids>;

/** Moves the counter on without waiting for the disk. */
function leaseAtOnce(engine: LocalEngine): Lease {
  const transaction = engine.begin();
  const lease = moveCounter(transaction) as Lease;
  // A failure of the disk is reported by the engine to every later call; nothing more is to be done about it here.
  transaction.commit().catch(() => {});
  return lease;
}

function moveCounter(transaction: Transaction): Answer<Lease> {
  return after(transaction.get(OID_COUNTER), (stored) => {
    const next = stored === undefined ? 1n : new DataView(stored.buffer, stored.byteOffset).getBigUint64(0, true);
    const end = next + BigInt(LEASE_OIDS);
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, end, true);
    transaction.set(OID_COUNTER, value);
    return { next, end };
  });
}
