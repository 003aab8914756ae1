import { ComponentError } from './errors.ts';

/** Refuses a binary that breaks a rule of the component model at this byte. */
export function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', reason, offset);
}

/** What an index space holds at an index. `what` names a thing of that space. */
export function indexed<T>(space: readonly T[], index: number, what: string, offset: number): T {
  const found = space[index];
  if (found !== undefined) return found;
  return invalid(`there is no ${what} ${index}: ${space.length} are defined so far`, offset);
}
