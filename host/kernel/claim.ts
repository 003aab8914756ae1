import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../store/engine.ts';
import { run } from '../store/retry.ts';
import { HostProblem } from './errors.ts';
import { CLAIM } from './key-space.ts';

/** How often a claim is renewed, in milliseconds. */
const RENEWAL_MS = 1_000;
/** How long a claim is watched that stands still before its host is taken for dead, in milliseconds: several renewals, and a slow store. */
const EXPIRY_MS = 6_000;
const NONCE_BYTES = 16;
/** A claim that was made is not mistaken for another's. */
const ONCE = { once: true };

/**
 * The right of one host to run the world in a store that others can open too: a host takes the connections that it finds recorded for
 * those of a dead one. A claim is a random value that changes as long as its host lives; so no two clocks are compared.
 */
export class Claim {
  readonly #engine: Engine;
  readonly #lost: (error: unknown) => void;
  #value: Buffer = randomBytes(NONCE_BYTES);
  #wait: NodeJS.Timeout | undefined;
  #renewal: Promise<void> = Promise.resolve();
  #released = false;

  private constructor(engine: Engine, lost: (error: unknown) => void) {
    this.#engine = engine;
    this.#lost = lost;
  }

  /** Rejects with `HostProblem` while another host lives. `lost` hears when the claim cannot be renewed or is another's. */
  static async take(engine: Engine, lost: (error: unknown) => void): Promise<Claim> {
    const claim = new Claim(engine, lost);
    const before = await run(engine, (transaction) => transaction.get(CLAIM));
    if (before !== undefined) await sleep(EXPIRY_MS);
    await run(
      engine,
      async (transaction) => {
        const now = await transaction.get(CLAIM);
        if (now !== undefined && (before === undefined || Buffer.compare(now, before) !== 0)) throw taken();
        transaction.set(CLAIM, claim.#value);
      },
      ONCE,
    );
    claim.#renewLater();
    return claim;
  }

  /** Lets another host begin at once. */
  async release(): Promise<void> {
    this.#released = true;
    clearTimeout(this.#wait);
    await this.#renewal;
    await run(
      this.#engine,
      async (transaction) => {
        const now = await transaction.get(CLAIM);
        if (now !== undefined && this.#value.equals(now)) transaction.clear(CLAIM);
      },
      ONCE,
    );
  }

  #renewLater(): void {
    if (this.#released) return;
    this.#wait = setTimeout(() => {
      this.#renewal = this.#renew().then(
        () => this.#renewLater(),
        (error: unknown) => {
          if (!this.#released) this.#lost(error);
        },
      );
    }, RENEWAL_MS);
  }

  async #renew(): Promise<void> {
    const next = randomBytes(NONCE_BYTES);
    await run(
      this.#engine,
      async (transaction) => {
        const now = await transaction.get(CLAIM);
        if (now === undefined || !this.#value.equals(now)) throw taken();
        transaction.set(CLAIM, next);
      },
      ONCE,
    );
    this.#value = next;
  }
}

function taken(): HostProblem {
  return new HostProblem('another host runs the world in this store: stop that one, or name another store');
}
