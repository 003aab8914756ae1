import type { LocalEngine } from './engine.ts';
import { OID_COUNTER } from './layout.ts';

/** Oids leased at a time. One small commit for so many; the rest of a lease is lost when the process ends. */
const LEASE_OIDS = 4_096;

/** Oids from `next` (included) to `end` (excluded). */
interface Lease {
  next: bigint;
  readonly end: bigint;
}

/**
 * Hands out object identities, each once, over all processes and restarts: from blocks leased by moving a counter in the store.
 * The next block is leased when half of the current one is used, so that it is on disk long before its first oid is given out.
 * Should a burst of creations outrun the disk, order still holds: no commit with such an oid reaches the disk before its lease.
 */
export class Oids {
  readonly #engine: LocalEngine;
  #current: Lease;
  #following: Lease | undefined;

  private constructor(engine: LocalEngine, first: Lease) {
    this.#engine = engine;
    this.#current = first;
  }

  /** Leases the first block and waits until it is on disk. */
  static async open(engine: LocalEngine): Promise<Oids> {
    const { lease, durable } = takeLease(engine);
    await durable;
    return new Oids(engine, lease);
  }

  /** An oid never given out before, greater than 0. */
  create(): bigint {
    if (this.#current.next === this.#current.end) {
      this.#current = this.#following ?? takeLease(this.#engine).lease;
      this.#following = undefined;
    }
    const oid = this.#current.next++;
    if (this.#following === undefined && this.#current.end - oid < LEASE_OIDS / 2) {
      this.#following = takeLease(this.#engine).lease;
    }
    return oid;
  }
}

/** Moves the counter on, at once in memory; `durable` settles when that is on disk. */
function takeLease(engine: LocalEngine): { lease: Lease; durable: Promise<void> } {
  const transaction = engine.begin();
  const stored = transaction.get(OID_COUNTER);
  const next = stored === undefined ? 1n : new DataView(stored.buffer, stored.byteOffset).getBigUint64(0, true);
  const end = next + BigInt(LEASE_OIDS);
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, end, true);
  transaction.set(OID_COUNTER, value);
  const durable = transaction.commit();
  // A failure of the disk is reported by the engine to every later call; nothing more is to be done about it here.
  durable.catch(() => {});
  return { lease: { next, end }, durable };
}
