import { OverLimit } from './limits.ts';

type Refuse = (reason: OverLimit) => void;

/**
 * The time that the call running in an instance takes, waiting included. It is looked at when a guest calls out, each time when that
 * suspends it: what a guest does by itself is bounded by its fuel alone.
 */
export class CallClock {
  readonly #limitMs: number;
  /** By `performance.now()`; 0 until somebody looks, because reading the time takes longer than a short call. */
  startedMs = 0;
  /** The clock of the instance that made the call, where it was none of the host's: it runs on. */
  caller: CallClock | undefined;
  /** Calls out of the guest since the instance was made; the glue looks at the clock at every 256th. */
  calls = 0;
  /** Ends the wait for the host, while there is one. */
  #refuse: Refuse | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** A call begins. Once it ends, `caller` is taken away again, so that a call of the host need only set `startedMs` back. */
  begin(caller: CallClock | undefined): void {
    this.startedMs = 0;
    this.caller = caller;
  }

  /** Throws `OverLimit` when the call has taken too long. */
  check(): void {
    if (this.#leftMs() <= 0) throw this.#over();
  }

  /** What the host answers, if it does so in time for this call and for those that led to it; else rejects with `OverLimit`. */
  within<T>(answer: T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#await(reject);
      Promise.resolve(answer).then(
        (value) => {
          this.#await(undefined);
          resolve(value);
        },
        (error: unknown) => {
          this.#await(undefined);
          reject(error);
        },
      );
    });
  }

  /** From here on the host is waited for, or no longer. */
  #await(refuse: Refuse | undefined): void {
    for (let clock: CallClock | undefined = this; clock !== undefined; clock = clock.caller) {
      clock.#refuse = refuse;
      if (refuse === undefined) {
        clock.#timer?.unref();
        continue;
      }
      if (clock.startedMs === 0) clock.startedMs = performance.now();
      if (clock.#timer === undefined) clock.#arm(clock.#limitMs);
      else clock.#timer.ref();
    }
  }

  /**
   * One timer serves call after call, set again as long as there is one that is waited for: to set and clear one for each takes
   * longer than the rest of a suspended call. It keeps the process alive while there is.
   */
  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#refuse === undefined) return;
      if (this.startedMs === 0) this.startedMs = performance.now();
      const leftMs = this.startedMs + this.#limitMs - performance.now();
      if (leftMs <= 0) this.#refuse(this.#over());
      else this.#arm(Math.ceil(leftMs));
    }, delayMs);
  }

  /** Of this call and those that led to it, the least. */
  #leftMs(): number {
    const nowMs = performance.now();
    let leftMs = Infinity;
    for (let clock: CallClock | undefined = this; clock !== undefined; clock = clock.caller) {
      if (clock.startedMs === 0) clock.startedMs = nowMs;
      leftMs = Math.min(leftMs, clock.startedMs + clock.#limitMs - nowMs);
    }
    return leftMs;
  }

  #over(): OverLimit {
    return new OverLimit('wallClockMs', `the call takes longer than ${this.#limitMs} ms`);
  }
}
