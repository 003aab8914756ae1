import * as log from '../bindings/kernel-task/log';
import { effects } from './dispatch/effects';
import { showChanges } from './perception/panels';
import { fade } from './sessions/presence';
import { TupleReader } from './values/tuple';
import { objectAt } from './world/cache';
import { fireTimer, forgetTimer, goOn } from './world/object-timers';
import { beginTask } from './world/world';

const reader = new TupleReader();

/** A timer of a thing has a payload of the thing and a keyword; that of somebody whose connection was lost, of the player alone. */
export function fire(timer: u64, payload: Uint8Array): void {
  beginTask();
  effects.start();
  const object = objectAt(reader.of(payload).ref());
  if (!object.exists) return;
  if (!reader.more()) fade(object, timer);
  else {
    const keyword = reader.text();
    const problem = fireTimer(object, keyword, timer);
    if (problem.length > 0) {
      log.write(log.Level.Warning, `the timer "${keyword}" of ${object.definiteName} ends: ${problem}`);
      forgetTimer(object, keyword);
    }
  }
  showChanges();
}

/** What a thing did when its timer was due has failed: a repeating timer goes on. */
export function undone(timer: u64, payload: Uint8Array): void {
  beginTask();
  const object = objectAt(reader.of(payload).ref());
  if (object.exists && reader.more()) goOn(object, reader.text(), timer);
}
