import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { after, type Answer } from './answer.ts';
import type { Transaction } from './engine.ts';
import { commitMarkKey, following } from './layout.ts';

/** Bytes that tell one process from all others. */
const WRITER_BYTES = 8;
/** A mark's value: when it was made, in milliseconds since 1970, big-endian, and whether its commit has happened. */
const VALUE_BYTES = 9;
const HAPPENED = 1;
const NEVER = 0;

/** What a commit under way is known by. */
export interface CommitMark {
  /**
   * Whether the commit has happened, for a transaction after it; once that is committed, it does not happen any more when it had not.
   * May be asked again.
   */
  isCommitted(transaction: Transaction): Answer<boolean>;
  /** Nobody will ask any more: it is cleared with a later commit. */
  settled(outcome: 'committed' | 'not committed'): void;
}

const writer = randomBytes(WRITER_BYTES);
let marks = 0n;
/** Keys of marks that nobody will ask for, and that no commit under way clears. */
let settledKeys: Uint8Array[] = [];

/**
 * Marks a transaction right before its commit, so that this process can find out whether it has happened when its answer is lost. It
 * writes a key of its own, and conflicts with writes of that key. So a later transaction that reads the key and writes it sees that it
 * has happened, or keeps it from happening.
 *
 * Each commit also clears the marks that are settled: a process leaves about as many as it had commits under way at once, and
 * `sweepCommitMarks` clears those of processes that are gone. No key is used twice: whoever began before its last use would conflict.
 */
export function markCommit(transaction: Transaction, nowMs = Date.now()): CommitMark {
  const key = commitMarkKey(writer, ++marks);
  const cleared = settledKeys;
  settledKeys = [];
  for (const each of cleared) transaction.clear(each);
  transaction.addReadConflict(key, following(key));
  transaction.set(key, encode(nowMs, HAPPENED));
  return {
    isCommitted: (later) => isCommitted(later, key),
    settled: (outcome) => {
      settledKeys.push(key);
      if (outcome === 'not committed') settledKeys.push(...cleared);
    },
  };
}

function isCommitted(transaction: Transaction, key: Uint8Array): Answer<boolean> {
  return after(transaction.get(key), (stored) => {
    const found = stored !== undefined && decodeMark(stored)?.happened === true;
    // Also when it is found: then the answer is durable only with what it has read. And something else when it is not, also next
    // time, when the answer to this is lost.
    transaction.set(key, encode(Date.now(), found ? HAPPENED : NEVER));
    return found;
  });
}

function encode(madeMs: number, state: number): Uint8Array {
  const value = Buffer.alloc(VALUE_BYTES);
  value.writeBigUInt64BE(BigInt(Math.trunc(madeMs)));
  value[VALUE_BYTES - 1] = state;
  return value;
}

/** What a mark says; undefined when it is none. */
export function decodeMark(value: Uint8Array): { readonly madeMs: number; readonly happened: boolean } | undefined {
  if (value.length !== VALUE_BYTES) return undefined;
  const view = new DataView(value.buffer, value.byteOffset);
  return { madeMs: Number(view.getBigUint64(0)), happened: value[VALUE_BYTES - 1] === HAPPENED };
}
