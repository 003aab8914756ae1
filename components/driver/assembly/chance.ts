import * as random from '../bindings/kernel-task/random';

/** A whole number from 1 to `sides`, each as likely; 0 when `sides` is 0. */
export function roll(sides: u32): u32 {
  if (sides == 0) return 0;
  // Draws from the incomplete last run of `sides` would favour small numbers: they are drawn again.
  const range: u64 = sides;
  const unfair = (u64.MAX_VALUE % range) + 1;
  let drawn = random.next();
  while (unfair != range && drawn > u64.MAX_VALUE - unfair) drawn = random.next();
  return <u32>(drawn % range) + 1;
}
