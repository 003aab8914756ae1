/**
 * Everything a store can fail with. Each message names what failed, where, and the mend.
 * `Conflict` and `TooOld` are settled by running the transaction again from its beginning; the others are not.
 */
export abstract class StoreError extends Error {
  abstract readonly code:
    | 'conflict'
    | 'too-old'
    | 'commit-unknown'
    | 'too-large'
    | 'unreadable'
    | 'misuse'
    | 'unavailable'
    | 'corrupt'
    | 'locked';
  override get name(): string {
    return this.constructor.name;
  }
  /** Whether running the whole transaction again, unchanged, can succeed. */
  get retryable(): boolean {
    return false;
  }
}

/** Another transaction wrote what this one had read. Nothing of this one happened. */
export class Conflict extends StoreError {
  readonly code = 'conflict';
  override get retryable(): boolean {
    return true;
  }
}

/** The transaction outlived the time or the history kept for it. Nothing of it happened. */
export class TooOld extends StoreError {
  readonly code = 'too-old';
  override get retryable(): boolean {
    return true;
  }
}

/** The commit may or may not have happened; only reopening the store and reading tells. */
export class CommitUnknown extends StoreError {
  readonly code = 'commit-unknown';
}

/** A key, a value or a transaction is over its limit. Nothing of the refused operation happened. */
export class TooLarge extends StoreError {
  readonly code = 'too-large';
}

/** A read met what only the commit will settle: where this transaction's own versionstamp will put a key, or stands in a value. */
export class Unreadable extends StoreError {
  readonly code = 'unreadable';
}

/** What was wrong with a call. */
export type Mistake = 'key-outside' | 'stamp-offset' | 'read-version-set' | 'no-commit-version';

/** A call that no state of the store could serve: a mistake in the program. */
export class Misuse extends StoreError {
  readonly code = 'misuse';
  readonly mistake: Mistake;

  constructor(mistake: Mistake, message: string, options?: ErrorOptions) {
    super(message, options);
    this.mistake = mistake;
  }
}

/** The store cannot work: no access, no space, an I/O error, or closed. */
export class Unavailable extends StoreError {
  readonly code = 'unavailable';
}

/** Bytes that are not what this code wrote: a damaged file, another format, a malformed tuple. */
export class Corrupt extends StoreError {
  readonly code = 'corrupt';
}

/** Another process has the data folder open. */
export class Locked extends StoreError {
  readonly code = 'locked';
}
