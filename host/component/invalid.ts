import { ComponentError } from './errors.ts';

/** Characters of a message: a name in a binary may be as long as the binary. */
const MAX_REASON = 1_000;

/** Refuses a binary that breaks a rule of the component model at this byte. */
export function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', clipped(reason), offset);
}

/** Refuses a binary that has something at this byte which this runtime does not carry out. */
export function unsupported(reason: string, offset: number): never {
  throw new ComponentError('unsupported', clipped(reason), offset);
}

/** A message that may quote names out of a binary. */
export function clipped(reason: string): string {
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON)}…`;
}

/** What an index space holds at an index. `what` names a thing of that space. */
export function indexed<T>(space: readonly T[], index: number, what: string, offset: number): T {
  const found = space[index];
  if (found !== undefined) return found;
  return invalid(`there is no ${what} ${index}: ${space.length} are defined so far`, offset);
}
