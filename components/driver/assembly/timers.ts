import { TimerError } from '../bindings/driver-objects/timers';
import { Result, Unit } from '../bindings/types';
import { deny } from './authority/audit';
import { problemWithTimers } from './authority/quotas';
import { STATE } from './authority/rights';
import { isIdentifier } from './values/text';
import { isKind } from './world/known';
import { MAX_TIMERS, endTimer, hasTimer, startTimer } from './world/object-timers';
import { world } from './world/world';
import { Handle } from './objects';

/** Starts a timer for the message `keyword:`. */
export function start(handle: Handle, keyword: string, delayMs: u64, repeats: bool): Result<Unit, TimerError> {
  const object = handle.object;
  if (!object.exists) return refused(TimerError.gone());
  if (!handle.allows(STATE)) {
    deny('start a timer of', object);
    return refused(TimerError.forbidden());
  }
  if (isKind(object, world().known.player)) return refused(TimerError.person());
  if (!isIdentifier(keyword)) return refused(TimerError.badKeyword(keyword));
  if (object.timers >= MAX_TIMERS && !hasTimer(object, keyword)) return refused(TimerError.tooMany());
  const quota = hasTimer(object, keyword) ? '' : problemWithTimers(object);
  if (quota.length > 0) return refused(TimerError.quota(quota));
  startTimer(object, keyword, delayMs, repeats);
  return Result.ok<Unit, TimerError>(Unit.value);
}

/** Ends the object's timer for a message; whether there was one. */
export function cancel(handle: Handle, keyword: string): bool {
  const object = handle.object;
  if (handle.allows(STATE)) return endTimer(object, keyword);
  deny('end a timer of', object);
  return false;
}

/** Whether the object has a timer for a message. */
export function running(handle: Handle, keyword: string): bool {
  return hasTimer(handle.object, keyword);
}

function refused(error: TimerError): Result<Unit, TimerError> {
  return Result.err<Unit, TimerError>(error);
}
