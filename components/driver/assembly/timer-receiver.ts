import { effects } from './dispatch/effects';
import { showChanges } from './perception/panels';
import { fade } from './sessions/presence';
import { TupleReader } from './values/tuple';
import { objectAt } from './world/cache';
import { beginTask } from './world/world';

/** The only timers are those of people whose connection was lost; the payload is the player. */
export function fire(timer: u64, payload: Uint8Array): void {
  beginTask();
  effects.start();
  const player = objectAt(new TupleReader().of(payload).ref());
  if (!player.exists) return;
  fade(player, timer);
  showChanges();
}
