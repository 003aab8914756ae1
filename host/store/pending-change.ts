import { VERSIONSTAMP_BYTES, type Mutation } from './engine.ts';
import { GATHERED, MUTATIONS } from './mutations.ts';

/** A change of a value that is not known yet: by a mutation, or to a value with a versionstamp at an offset. */
export type PendingChange =
  | { readonly mutation: Mutation; readonly operand: Uint8Array }
  | { readonly mutation: 'stamp'; readonly operand: Uint8Array; readonly offset: number };

/** Whether what comes of changes is the same whatever the value below them. */
export function areIndependent(changes: readonly PendingChange[]): boolean {
  return changes[0]!.mutation === 'stamp';
}

/** Changes and one more after them. */
export function withChange(changes: readonly PendingChange[], change: PendingChange): readonly PendingChange[] {
  const last = changes[changes.length - 1];
  if (last === undefined || change.mutation === 'stamp') return [change];
  if (
    last.mutation !== change.mutation ||
    last.operand.length !== change.operand.length ||
    !GATHERED.has(change.mutation)
  ) {
    return [...changes, change];
  }
  const operand = MUTATIONS[change.mutation](last.operand, change.operand)!;
  return [...changes.slice(0, -1), { mutation: change.mutation, operand }];
}

/** A value with changes done to it; without the version of the commit, the place of its versionstamp keeps the bytes it had. */
export function changed(
  value: Uint8Array | undefined,
  changes: readonly PendingChange[],
  version?: number,
): Uint8Array | undefined {
  for (const change of changes) {
    if (change.mutation !== 'stamp') value = MUTATIONS[change.mutation](value, change.operand);
    else value = version === undefined ? change.operand : stamped(change.operand, change.offset, version);
  }
  return value;
}

/** A copy with the versionstamp of a version at an offset. */
export function stamped(bytes: Uint8Array, offset: number, version: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  result.set(versionstampOf(version), offset);
  return result;
}

/** The versionstamp of a version. No two commits share one here, so their place among each other is 0. */
export function versionstampOf(version: number): Uint8Array {
  const stamp = new Uint8Array(VERSIONSTAMP_BYTES);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(version));
  return stamp;
}
