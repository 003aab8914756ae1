/** How many seconds' worth of tokens a full bucket holds: what somebody may paste at once. */
const BURST_SECONDS = 3;

/** A rate that may be exceeded for a moment: tokens come back at `perSecond`, up to three seconds' worth. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #most: number;
  #tokens: number;
  #countedMs: number;

  /** Times are milliseconds on a clock that never goes back. */
  constructor(perSecond: number, nowMs: number) {
    this.#perMs = perSecond / 1_000;
    this.#most = Math.max(1, perSecond * BURST_SECONDS);
    this.#tokens = this.#most;
    this.#countedMs = nowMs;
  }

  /** Takes one token, if there is one. */
  take(nowMs: number): boolean {
    this.#count(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Takes tokens whether they are there or not: the debt has to be made good before the next `take`. */
  charge(tokens: number): void {
    this.#tokens -= tokens;
  }

  /** Milliseconds until `take` can succeed. */
  waitMs(nowMs: number): number {
    this.#count(nowMs);
    return Math.max(0, (1 - this.#tokens) / this.#perMs);
  }

  isFull(nowMs: number): boolean {
    this.#count(nowMs);
    return this.#tokens === this.#most;
  }

  #count(nowMs: number): void {
    this.#tokens = Math.min(this.#most, this.#tokens + (nowMs - this.#countedMs) * this.#perMs);
    this.#countedMs = nowMs;
  }
}
