import { decodeMark } from './commit-marks.ts';
import type { Engine } from './engine.ts';
import { ALL_COMMIT_MARKS, following } from './layout.ts';
import { run } from './retry.ts';

/**
 * How long a mark is kept of which nothing has been heard, in milliseconds: an hour. Whoever still asks for it does so within some
 * minutes (questions, times a run's deadline), and the clocks of two machines are less than the rest apart.
 */
export const MARK_AGE_MS = 3_600_000;
/** Marks that one transaction of a sweep looks at. */
const SWEPT_AT_ONCE = 1_000;

/**
 * Clears the marks that are older than `MARK_AGE_MS`, or of a time to come: the clock was wrong then. What is under way in other
 * processes keeps its own. Gives how many there were.
 */
export async function sweepCommitMarks(engine: Engine, nowMs = Date.now()): Promise<number> {
  let swept = 0;
  for (let start: Uint8Array | undefined = ALL_COMMIT_MARKS.start; start !== undefined;) {
    const from: Uint8Array = start;
    const page = await run(engine, async (transaction) => {
      const rows = await transaction.range(from, ALL_COMMIT_MARKS.end, { snapshot: true, limit: SWEPT_AT_ONCE });
      const old = rows.filter(({ value }) => Math.abs(nowMs - (decodeMark(value)?.madeMs ?? 0)) > MARK_AGE_MS);
      for (const { key } of old) {
        // Not one that its process has asked for meanwhile.
        transaction.addReadConflict(key, following(key));
        transaction.clear(key);
      }
      return { swept: old.length, last: rows.length === SWEPT_AT_ONCE ? rows.at(-1)!.key : undefined };
    });
    swept += page.swept;
    start = page.last === undefined ? undefined : following(page.last);
  }
  return swept;
}
