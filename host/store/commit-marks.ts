import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { after, type Answer } from './answer.ts';
import type { Transaction } from './engine.ts';
import { commitMarkKey, following } from './layout.ts';

/** Bytes that tell one process from all others. */
const WRITER_BYTES = 8;
/** A mark's value: when it was made, in milliseconds since 1970, and its number, both big-endian. */
const VALUE_BYTES = 16;
/** The number of a mark that says of its commit that it will not happen. */
const NEVER = 0n;

/** What a commit under way is known by. */
export interface CommitMark {
  /**
   * Whether the commit has happened, for a transaction after it; once that is committed, it does not happen any more when it had not.
   * May be asked again.
   */
  isCommitted(transaction: Transaction): Answer<boolean>;
  /** It is settled: its key is free for another. */
  free(): void;
}

const writer = randomBytes(WRITER_BYTES);
/** Keys of this process that no commit uses. */
const freePlaces: number[] = [];
let places = 0;
let latest = NEVER;

/**
 * Marks a transaction right before its commit, so that this process can find out whether it has happened when its answer is lost. It
 * writes a number of its own under a key that no other commit under way uses, and conflicts with writes of that key. So a later
 * transaction that reads the key and writes it sees the number, or keeps the lost commit from happening.
 *
 * Keys are used again: a process leaves as many as it had marked commits under way at once, and `sweepCommitMarks` clears those of
 * processes that are gone.
 */
export function markCommit(transaction: Transaction, nowMs = Date.now()): CommitMark {
  const place = freePlaces.pop() ?? places++;
  const key = commitMarkKey(writer, place);
  const number = ++latest;
  transaction.addReadConflict(key, following(key));
  transaction.set(key, encode(nowMs, number));
  return {
    isCommitted: (later) => isCommitted(later, key, number),
    free: () => void freePlaces.push(place),
  };
}

function isCommitted(transaction: Transaction, key: Uint8Array, number: bigint): Answer<boolean> {
  return after(transaction.get(key), (stored) => {
    const found = stored !== undefined && decodeMark(stored)?.number === number;
    // Also when it is found: then the answer is durable only with what it has read. And something else when it is not, also next
    // time, when the answer to this is lost.
    transaction.set(key, encode(Date.now(), found ? number : NEVER));
    return found;
  });
}

function encode(madeMs: number, number: bigint): Uint8Array {
  const value = Buffer.alloc(VALUE_BYTES);
  value.writeBigUInt64BE(BigInt(Math.trunc(madeMs)));
  value.writeBigUInt64BE(number, 8);
  return value;
}

/** What a mark says; undefined when it is none. */
export function decodeMark(value: Uint8Array): { readonly madeMs: number; readonly number: bigint } | undefined {
  if (value.length !== VALUE_BYTES) return undefined;
  const view = new DataView(value.buffer, value.byteOffset);
  return { madeMs: Number(view.getBigUint64(0)), number: view.getBigUint64(8) };
}
