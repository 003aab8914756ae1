/** The first wait after a connection broke, in milliseconds: a restarting host is back in about this time. */
const FIRST_MS = 600;

/** The longest wait, in milliseconds: somebody who left the page open overnight is back within half a minute. */
const LONGEST_MS = 30_000;

/**
 * How long to wait before try number `attempt` (from 0): doubled each time, half of it fixed and half drawn by chance,
 * so that the clients of a restarted host do not all return at one moment ("equal jitter": Marc Brooker, "Exponential
 * Backoff And Jitter", 2015).
 *
 * @param {number} attempt
 * @param {() => number} [random] a number from 0 up to 1
 * @returns {number} milliseconds
 */
export function retryDelayMs(attempt, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return ceiling / 2 + (random() * ceiling) / 2;
}
