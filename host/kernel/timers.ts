import type { ImportedInterface } from '../component/index.ts';
import { answering, type Pace } from './pace.ts';
import { pack, unpack } from '../store/tuple.ts';
import { after, type Answer } from '../store/answer.ts';
import type { Transaction } from '../store/engine.ts';
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
export function timers(scope: TaskScope, pace: Pace, expect: (dueMs: number) => void): ImportedInterface {
  return answering(pace, {
    after(delayMs: bigint, payload: Uint8Array): Answer<Set> {
      if (payload.length > MAX_PAYLOAD_BYTES) return { tag: 'err', val: 'payload-too-large' };
      const { task } = scope;
      return after(task.slots.create(), (timer) => {
        const dueMs = earlier(BigInt(task.circumstances.startedMs) + delayMs, MAX_DUE_MS);
        task.transaction.set(dueTimerKey(dueMs, timer), payload);
        task.transaction.set(timerKey(timer), pack([dueMs]));
        task.effects.push(() => expect(Number(dueMs)));
        return { tag: 'ok', val: timer };
      });
    },

    cancel(timer: bigint): Answer<void> {
      const { transaction } = scope.task;
      return after(transaction.get(timerKey(timer)), (stored) => {
        if (stored === undefined) return;
        const [dueMs] = unpack(stored) as [bigint];
        removeTimer(transaction, timer, dueMs);
      });
    },
  });
}

/** The timer that is due first, if any is set. */
export function firstTimer(transaction: Transaction): Answer<StoredTimer | undefined> {
  return after(transaction.range(DUE_TIMERS.start, DUE_TIMERS.end, { limit: 1 }), ([first]) => {
    if (first === undefined) return undefined;
    const [, , dueMs, timer] = unpack(first.key) as [string, string, bigint, bigint];
    return { timer, dueMs, payload: first.value };
  });
}

export function removeTimer(transaction: Transaction, timer: bigint, dueMs: bigint): void {
  transaction.clear(dueTimerKey(dueMs, timer));
  transaction.clear(timerKey(timer));
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
