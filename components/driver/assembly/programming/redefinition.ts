import * as slots from '../../bindings/kernel-store/slots';
import { effects } from '../dispatch/effects';
import { packRef } from '../values/tuple';
import { writeSlot } from '../world/store';
import { LOADED, outdateWorld, world } from '../world/world';
import { WorldObject } from '../world/world-object';

/** Has every instance read verbs, declarations, shapes and names anew: this one before its next message, others at their next task. */
export function redefined(): void {
  writeSlot(world().oid, LOADED, packRef(slots.create()));
  effects.redefined = true;
  outdateWorld();
}

/** Has an object read anew by whoever asks for it next: slots of it were written that are decoded together with others. */
export function expire(object: WorldObject): void {
  object.epoch = 0;
}
