import * as slots from '../../bindings/kernel-store/slots';
import * as timers from '../../bindings/kernel-task/timers';
import { countTimers } from '../authority/quotas';
import { Message } from '../dispatch/message';
import { Outcome, send } from '../dispatch/send';
import { Datum } from '../values/datum';
import { TupleReader, packing } from '../values/tuple';
import { stampWritten } from './cache';
import { LOADED_PREFIX, TIMER_PREFIX } from './slot-names';
import { writeSlot } from './store';
import { world } from './world';
import { WorldObject } from './world-object';

/** Timers of one object: a thing that needs more is several things. */
export const MAX_TIMERS = 8;
/** Shortest delay, in milliseconds: a thing that does something more often would be all that the host does. */
const MIN_DELAY_MS: u64 = 250;

const reader = new TupleReader();

/** Starts a timer of an object, in place of one for the same keyword. */
export function startTimer(object: WorldObject, keyword: string, delayMs: u64, repeats: bool): void {
  stop(object, keyword);
  set(object, keyword, max(delayMs, MIN_DELAY_MS), repeats);
}

/** Ends a timer of an object; whether there was one. */
export function endTimer(object: WorldObject, keyword: string): bool {
  if (!stop(object, keyword)) return false;
  slots.clear(object.oid, TIMER_PREFIX + keyword);
  object.timers--;
  stampWritten(object);
  countTimers(object, -1);
  return true;
}

/** Ends a timer that nothing answers; files that say it again start it again. */
export function forgetTimer(object: WorldObject, keyword: string): void {
  slots.clear(object.oid, LOADED_PREFIX + TIMER_PREFIX + keyword);
  endTimer(object, keyword);
}

export function hasTimer(object: WorldObject, keyword: string): bool {
  return slots.get(object.oid, TIMER_PREFIX + keyword) !== null;
}

/** A timer is due: the object sends itself its message. Why nothing answers it, or an empty text. */
export function fireTimer(object: WorldObject, keyword: string, timer: u64): string {
  if (!goOn(object, keyword, timer)) return '';
  const selector = world().selector(keyword + ':');
  const sent = send(new Message(selector, object.oid, object.location, [Datum.object(object.oid)]), null);
  switch (sent.outcome) {
    case Outcome.Answered:
    case Outcome.NoProgram: // The log has it, and the program may come back.
      return '';
    case Outcome.NotUnderstood:
      return `no verb answers ${sent.text}`;
    default:
      return sent.text;
  }
}

/** A timer is over: one that repeats is set again. Whether it was the object's timer for the keyword, and not one before it. */
export function goOn(object: WorldObject, keyword: string, timer: u64): bool {
  const held = slots.get(object.oid, TIMER_PREFIX + keyword);
  if (held === null || reader.of(held).integer() != timer) return false;
  const periodMs = reader.integer();
  if (periodMs != 0) set(object, keyword, periodMs, true);
  else {
    slots.clear(object.oid, TIMER_PREFIX + keyword);
    object.timers--;
    stampWritten(object);
    countTimers(object, -1);
  }
  return true;
}

/** Ends the kernel's timer, leaving the slot; whether there was one. */
function stop(object: WorldObject, keyword: string): bool {
  const held = slots.get(object.oid, TIMER_PREFIX + keyword);
  if (held === null) return false;
  timers.cancel(reader.of(held).integer());
  return true;
}

function set(object: WorldObject, keyword: string, delayMs: u64, repeats: bool): void {
  const set = timers.after(delayMs, packing.start().ref(object.oid).text(keyword).finish());
  if (!set.isOk) throw new Error('a timer was refused');
  const isFurther = !hasTimer(object, keyword);
  if (isFurther) object.timers++;
  packing
    .start()
    .integer(set.ok)
    .integer(repeats ? <i64>delayMs : 0);
  writeSlot(object.oid, TIMER_PREFIX + keyword, packing.finish());
  stampWritten(object);
  if (isFurther) countTimers(object, 1);
}
