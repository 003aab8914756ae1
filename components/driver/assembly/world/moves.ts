import * as clock from '../../bindings/kernel-task/clock';
import * as slots from '../../bindings/kernel-store/slots';
import { effects } from '../dispatch/effects';
import { packInteger, packRef } from '../values/tuple';
import { objectAt, stampWritten } from './cache';
import { LOCATION, contentSlot } from './slot-names';
import { writeSlot } from './store';
import { WorldObject } from './world-object';

/** Most objects in one: what a look may cost. */
export const MAX_CONTENTS = 2000;
/** Deepest nesting of things in things that is followed. */
export const MAX_NESTING = 64;
/** Arrivals that one millisecond can tell apart. */
const ARRIVALS_A_MS = 4096;

let arrivals: i64 = 0;

export enum Move {
  Done,
  IntoItself,
  Gone,
  Full,
}

/** Puts an object into another. */
export function moveInto(object: WorldObject, destination: WorldObject): Move {
  if (!object.exists || !destination.exists) return Move.Gone;
  if (object.location == destination.oid) return Move.Done;
  if (holds(object, destination)) return Move.IntoItself;
  if (destination.contents.length >= MAX_CONTENTS) return Move.Full;
  takeOut(object);
  const arrival = <i64>clock.now() * ARRIVALS_A_MS + (arrivals++ % ARRIVALS_A_MS);
  writeSlot(destination.oid, contentSlot(object.oid), packInteger(arrival));
  destination.addContent(object.oid, arrival);
  stampWritten(destination);
  writeSlot(object.oid, LOCATION, packRef(destination.oid));
  object.location = destination.oid;
  stampWritten(object);
  effects.touch(destination.oid);
  return Move.Done;
}

/** Puts an object nowhere. */
export function moveNowhere(object: WorldObject): void {
  if (object.location == 0) return;
  takeOut(object);
  slots.clear(object.oid, LOCATION);
  object.location = 0;
  stampWritten(object);
}

function takeOut(object: WorldObject): void {
  if (object.location == 0) return;
  const holder = objectAt(object.location);
  slots.clear(holder.oid, contentSlot(object.oid));
  holder.removeContent(object.oid);
  stampWritten(holder);
  effects.touch(holder.oid);
}

/** Whether an object is another, or holds it, however deep. */
function holds(object: WorldObject, other: WorldObject): bool {
  let at = other.oid;
  for (let depth = 0; at != 0 && depth < MAX_NESTING; depth++) {
    if (at == object.oid) return true;
    at = objectAt(at).location;
  }
  return at != 0;
}
