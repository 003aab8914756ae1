import { OverLimit } from './limits.ts';

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

  /** What the host answers, if it does in time; else throws `OverLimit`. */
  async within<T>(answer: T | Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#over()), Math.max(0, this.#leftMs()));
    });
    try {
      return await Promise.race([answer, over]);
    } finally {
      clearTimeout(timer);
    }
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
