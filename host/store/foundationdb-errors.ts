import {
  CommitUnknown,
  Conflict,
  Misuse,
  StoreError,
  TooLarge,
  TooOld,
  Unavailable,
  Unreadable,
  type Mistake,
} from './errors.ts';

/*
 * Codes of FoundationDB's errors: flow/include/flow/error_definitions.h in its repository.
 */
const TRANSACTION_TOO_OLD = 1007;
const FUTURE_VERSION = 1009;
const NOT_COMMITTED = 1020;
const COMMIT_UNKNOWN_RESULT = 1021;
const COMMIT_UNKNOWN_RESULT_FATAL = 1022;
const TRANSACTION_CANCELLED = 1025;
const REQUEST_MAYBE_DELIVERED = 1030;
const TRANSACTION_TIMED_OUT = 1031;
const TOO_MANY_WATCHES = 1032;
const ACCESSED_UNREADABLE = 1036;
const PROCESS_BEHIND = 1037;
const CLUSTER_VERSION_CHANGED = 1039;
const TRANSACTION_TOO_LARGE = 2101;
const KEY_TOO_LARGE = 2102;
const VALUE_TOO_LARGE = 2103;

/** Those after which a commit may have happened. */
const MAYBE_COMMITTED: ReadonlySet<number> = new Set([
  COMMIT_UNKNOWN_RESULT,
  COMMIT_UNKNOWN_RESULT_FATAL,
  REQUEST_MAYBE_DELIVERED,
  TRANSACTION_TIMED_OUT,
  CLUSTER_VERSION_CHANGED,
]);
const MISTAKES: ReadonlyMap<number, Mistake> = new Map([
  [2000, 'stamp-offset'],
  [2004, 'key-outside'],
  [2010, 'read-version-set'],
  [2021, 'no-commit-version'],
]);

/** What the failure of a call means, other than of a commit. `cluster` names the cluster in messages. */
export function storeError(error: unknown, cluster: string): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: number; message: string };
  const what = `${message} (FoundationDB error ${code})`;
  const cause = { cause: error };
  switch (code) {
    case NOT_COMMITTED:
      return new Conflict('another transaction wrote what this one had read: run this transaction again', cause);
    case TRANSACTION_TOO_OLD:
      return new TooOld(`${what}: run it again, and split it if it takes that long by itself`, cause);
    case FUTURE_VERSION:
    case PROCESS_BEHIND:
      return new TooOld(`${what}: a server is behind, or the version was never; run the transaction again`, cause);
    case ACCESSED_UNREADABLE:
      return new Unreadable(
        'this transaction will put its versionstamp where it reads: read that after the commit',
        cause,
      );
    case TRANSACTION_TOO_LARGE:
    case KEY_TOO_LARGE:
    case VALUE_TOO_LARGE:
      return new TooLarge(`${what}: do it in several transactions, or in smaller parts`, cause);
    case TOO_MANY_WATCHES:
      return new TooLarge(`${what}: cancel those that are not needed`, cause);
    case TRANSACTION_TIMED_OUT:
      return new Unavailable(`${cluster} does not answer: see that its servers run and can be reached`, cause);
  }
  const mistake = code === undefined ? undefined : MISTAKES.get(code);
  if (mistake !== undefined) return new Misuse(mistake, what);
  return new Unavailable(`${cluster}: ${what}`, cause);
}

/** Whether a call failed because its transaction was cancelled. */
export function isCancellation(error: unknown): boolean {
  return (error as { code?: number }).code === TRANSACTION_CANCELLED;
}

/** What the failure of a commit means. */
export function commitError(error: unknown, cluster: string): StoreError {
  if (!(error instanceof StoreError) && MAYBE_COMMITTED.has((error as { code: number }).code)) {
    return new CommitUnknown(
      `${cluster} lost touch during a commit (${(error as Error).message}): it may or may not have happened`,
      { cause: error },
    );
  }
  return storeError(error, cluster);
}
