import type { Instance, SuspendingInstance } from './component.ts';

export interface PoolOptions<I> {
  /** Makes an instance, linked and ready to be called. */
  make: () => I | Promise<I>;
  /** Instances at once, idle ones included. Each memory takes 8 GiB of address space in V8, of which a process has 128 TiB. */
  maxInstances: number;
  /** Idle instances that are made ahead, also in place of one that was given up; none unless said. */
  warm?: number;
}

/**
 * Instances of one component, each lent to one piece of work at a time. Work that finds none idle gets one made for it, or waits its
 * turn. An instance that trapped is given up, and never seen again.
 */
export class InstancePool<I extends Instance | SuspendingInstance> {
  readonly #options: Required<PoolOptions<I>>;
  readonly #idle: I[] = [];
  readonly #waiting: { resolve: (instance: I) => void; reject: (reason: unknown) => void }[] = [];
  /** Instances there are or that are being made. */
  #size = 0;
  #closed = false;

  constructor(options: PoolOptions<I>) {
    const { maxInstances, warm = 0 } = options;
    if (!Number.isInteger(maxInstances) || maxInstances < 1) {
      throw new RangeError(`maxInstances is ${maxInstances}; give a whole number from 1`);
    }
    if (!Number.isInteger(warm) || warm < 0 || warm > maxInstances) {
      throw new RangeError(`warm is ${warm}; give a whole number from 0 to maxInstances, ${maxInstances}`);
    }
    this.#options = { make: options.make, maxInstances, warm };
    this.#refill();
  }

  /** Instances there are, lent ones included. */
  get size(): number {
    return this.#size;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Runs work with an instance of its own, and returns what it returns. Throws what making the instance or the work throws. */
  async run<T>(work: (instance: I) => T | Promise<T>): Promise<T> {
    const instance = await this.#take();
    try {
      return await work(instance);
    } finally {
      await this.#give(instance);
    }
  }

  /** Gives up every idle instance, and each lent one when its work is done. Work that waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    await Promise.all(this.#idle.splice(0).map((instance) => this.#discard(instance)));
  }

  async #take(): Promise<I> {
    if (this.#closed) throw closed();
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#size < this.#options.maxInstances) return this.#make();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #make(): Promise<I> {
    this.#size++;
    try {
      return await this.#options.make();
    } catch (error) {
      this.#size--;
      throw error;
    }
  }

  async #give(instance: I): Promise<void> {
    if (instance.poisoned || this.#closed) {
      try {
        await this.#discard(instance);
      } finally {
        this.#replace();
      }
      return;
    }
    this.#lend(instance);
  }

  #lend(instance: I): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(instance);
    else next.resolve(instance);
  }

  async #discard(instance: I): Promise<void> {
    this.#size--;
    await instance.dispose();
  }

  /** An instance was given up: whoever waits for one gets another. */
  #replace(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return this.#refill();
    this.#make().then(next.resolve, next.reject);
  }

  #refill(): void {
    const missing = Math.min(this.#options.warm - this.#idle.length, this.#options.maxInstances - this.#size);
    if (this.#closed) return;
    for (let made = 0; made < missing; made++) {
      // Whoever needs an instance that cannot be made is told when it asks.
      this.#make().then((instance) => (this.#closed ? this.#discard(instance) : this.#lend(instance)), ignore);
    }
  }
}

function ignore(): void {}

function closed(): Error {
  return new Error('the pool is closed');
}
