import type { ImportedInterface } from '../component/index.ts';
import { pack, unpack } from '../store/tuple.ts';
import type { LocalTransaction } from '../store/engine.ts';
import { dueTimerKey, DUE_TIMERS, timerKey } from './key-space.ts';
import type { TaskScope } from './task.ts';

/** Largest payload, in bytes. */
const MAX_PAYLOAD_BYTES = 8_192;
/** Latest time a timer is due, in milliseconds since 1970: the last that a Date can hold. */
const MAX_DUE_MS = 8_640_000_000_000_000n;

type Set = { tag: 'ok'; val: bigint } | { tag: 'err'; val: 'payload-too-large' };

/** A timer in the store. */
export interface StoredTimer {
  readonly timer: bigint;
  readonly dueMs: bigint;
  readonly payload: Uint8Array;
}

/** `kernel:task/timers`; `expect` is called after the commit with the time a timer is due. */
export function timers(scope: TaskScope, expect: (dueMs: number) => void): ImportedInterface {
  return {
    after(delayMs: bigint, payload: Uint8Array): Set {
      if (payload.length > MAX_PAYLOAD_BYTES) return { tag: 'err', val: 'payload-too-large' };
      const { task } = scope;
      const timer = task.slots.create();
      const dueMs = earlier(BigInt(task.circumstances.startedMs) + delayMs, MAX_DUE_MS);
      task.transaction.set(dueTimerKey(dueMs, timer), payload);
      task.transaction.set(timerKey(timer), pack([dueMs]));
      task.effects.push(() => expect(Number(dueMs)));
      return { tag: 'ok', val: timer };
    },

    cancel(timer: bigint): void {
      const { transaction } = scope.task;
      const stored = transaction.get(timerKey(timer));
      if (stored === undefined) return;
      const [dueMs] = unpack(stored) as [bigint];
      removeTimer(transaction, timer, dueMs);
    },
  };
}

/** The timer that is due first, if any is set. */
export function firstTimer(transaction: LocalTransaction): StoredTimer | undefined {
  const [first] = transaction.range(DUE_TIMERS.start, DUE_TIMERS.end, { limit: 1 });
  if (first === undefined) return undefined;
  const [, , dueMs, timer] = unpack(first.key) as [string, string, bigint, bigint];
  return { timer, dueMs, payload: first.value };
}

export function removeTimer(transaction: LocalTransaction, timer: bigint, dueMs: bigint): void {
  transaction.clear(dueTimerKey(dueMs, timer));
  transaction.clear(timerKey(timer));
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
