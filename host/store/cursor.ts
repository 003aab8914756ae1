import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { MAX_CURSOR_BYTES } from './limits.ts';
import { pack, type Element } from './tuple.ts';

/*
 * A cursor is the beginning of a digest of the question that it continues, and a place in its answer. It gives no power: whoever has
 * it may ask the question anyway, and a place that was made up is only another place in the same answer.
 */

const DIGEST_BYTES = 8;

/** A cursor for going on with a question from a place. */
export function makeCursor(question: readonly Element[], place: Uint8Array): Uint8Array {
  return Buffer.concat([digestOf(question), place]);
}

/** The place in a cursor; none when it does not continue this question. */
export function placeIn(cursor: Uint8Array, question: readonly Element[]): Uint8Array | undefined {
  if (cursor.length < DIGEST_BYTES || cursor.length > MAX_CURSOR_BYTES) return undefined;
  if (Buffer.compare(cursor.subarray(0, DIGEST_BYTES), digestOf(question)) !== 0) return undefined;
  return cursor.subarray(DIGEST_BYTES);
}

function digestOf(question: readonly Element[]): Uint8Array {
  return createHash('sha256').update(pack(question)).digest().subarray(0, DIGEST_BYTES);
}
