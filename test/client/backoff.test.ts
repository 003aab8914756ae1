import test from 'ava';
import fc from 'fast-check';

const { retryDelayMs } = (await import(new URL('../../host/client/backoff.js', import.meta.url).href)) as {
  retryDelayMs: (attempt: number, random?: () => number) => number;
};

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait lies between half its ceiling and its ceiling, and no ceiling is over half a minute', (t) => {
  fc.assert(
    fc.property(fc.nat(1_000_000), chance, (attempt, drawn) => {
      const least = retryDelayMs(attempt, () => 0);
      const delay = retryDelayMs(attempt, () => drawn);
      return least > 0 && delay >= least && delay <= 2 * least && delay <= 30_000;
    }),
  );
  t.pass();
});

test('waits double until they are long enough', (t) => {
  const ceilings = Array.from({ length: 8 }, (_, attempt) => 2 * retryDelayMs(attempt, () => 0));
  t.deepEqual(ceilings, [600, 1200, 2400, 4800, 9600, 19_200, 30_000, 30_000]);
});
