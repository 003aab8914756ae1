/*
 * The limits `kernel:store` promises its callers. Each leaves room, below the engines' own, for what is written along: key
 * prefixes, escapes, index entries.
 */

/** Longest slot name, in bytes of UTF-8. */
export const MAX_SLOT_NAME_BYTES = 256;
/** Largest value of a slot or a bucket's key, in bytes. */
export const MAX_SLOT_VALUE_BYTES = 90_000;
/** Most a task may write, in bytes of keys and values. */
export const MAX_TASK_BYTES = 9_000_000;
/** Longest key in a bucket, in bytes. */
export const MAX_BUCKET_KEY_BYTES = 1_024;
/** Most entries of one `bucket.range`, and what its limit 0 means. */
export const MAX_BUCKET_ENTRIES = 1_000;
/** Most oids of one `indices.find`, and what its limit 0 means. */
export const MAX_FOUND_OIDS = 10_000;

/** Most slots of a compound index: what its key has room for. */
export const MAX_INDEXED_SLOTS = 4;
/** Most entries of one `indices.scan` or oids of one `indices.join`, and what its limit 0 means. */
export const MAX_PAGE_ENTRIES = 1_000;
/** Most terms of one join, each a stream with a page in memory. */
export const MAX_JOIN_TERMS = 32;
/** Most terms in each other, so that no term is asked through a deep stack. */
export const MAX_JOIN_DEPTH = 8;
/** Most oids of a term of a join that have to be sorted before the first is known: ranges of values, and paths. */
export const MAX_SORTED_OIDS = 10_000;
/** Most objects that a path leads to: each is a range of its own. */
export const MAX_PATH_TARGETS = 1_000;
/** Steps that the terms of one `indices.join` take together before it answers with what it has and a cursor: some 20 ms. */
export const MAX_JOIN_STEPS = 16_000;
/** Longest cursor, in bytes: longer ones are refused unread. */
export const MAX_CURSOR_BYTES = 2_048;

/** Why a write was refused: `kernel:store/slots.write-error`. The write changed nothing. */
export type WriteError =
  | { readonly tag: 'bad-name'; readonly val: number }
  | { readonly tag: 'value-too-large'; readonly val: number }
  | { readonly tag: 'task-too-large' }
  | { readonly tag: 'not-unique'; readonly val: bigint };

/** Whether a task that has written so much may not write so much more. */
export function overTaskLimit(writtenBytes: number, moreBytes: number): boolean {
  return writtenBytes + moreBytes > MAX_TASK_BYTES;
}
