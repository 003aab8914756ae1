import { Handle, Value } from '../bindings/driver-objects/objects';
import { tellOtherSide } from './open';
import { assign, objectOf, truthOf } from './properties';
import { actor, contents, object } from './roles';
import { The, act, notice, plain, the } from './voice';

/** `lock`: with the right key, when the actor carries it. */
export function lock(): void {
  const thing = object('lock');
  const key = keyOf(thing);
  if (key === null) return;
  turnLocked(thing, key);
}

/** `lock … with …`. */
export function lockWith(): void {
  const thing = object('lock');
  const key = object('with');
  if (fits(thing, key)) turnLocked(thing, key);
}

/** `unlock`: with the right key, when the actor carries it. */
export function unlock(): void {
  const thing = object('unlock');
  const key = keyOf(thing);
  if (key === null) return;
  turnUnlocked(thing, key);
}

/** `unlock … with …`. */
export function unlockWith(): void {
  const thing = object('unlock');
  const key = object('with');
  if (fits(thing, key)) turnUnlocked(thing, key);
}

export function lockNothing(): void {
  notice(`There is no lock on ${the(object('lock'))}.`);
}

export function unlockNothing(): void {
  notice(`There is no lock on ${the(object('unlock'))}.`);
}

/** `bolt`, sent to the other side of a door: it becomes as locked as that side is. Whoever sends it changes nothing else. */
export function bolt(): void {
  const door = object('bolt');
  const other = objectOf(door, 'openable/other-side');
  if (other === null || !door.sharesOwner(other)) return;
  assign(door, 'lockable/locked', Value.truth(truthOf(other, 'lockable/locked')));
}

function turnLocked(thing: Handle, key: Handle): void {
  if (truthOf(thing, 'lockable/locked')) return notice(`${The(thing)} is locked already.`);
  if (truthOf(thing, 'openable/open')) return notice(`${The(thing)} is open. Close it first.`);
  assign(thing, 'lockable/locked', Value.truth(true));
  act(`{actor} {lock|locks} {lock} with ${plain(the(key))}.`);
  tellOtherSide(thing, 'bolt');
}

function turnUnlocked(thing: Handle, key: Handle): void {
  if (!truthOf(thing, 'lockable/locked')) return notice(`${The(thing)} is not locked.`);
  assign(thing, 'lockable/locked', Value.truth(false));
  act(`{actor} {unlock|unlocks} {unlock} with ${plain(the(key))}.`);
  tellOtherSide(thing, 'bolt');
}

/** Whether this is the thing's key; tells the actor when it is not. */
function fits(thing: Handle, key: Handle): bool {
  const right = objectOf(thing, 'lockable/key');
  if (right === null) {
    notice(`There is no lock on ${the(thing)}.`);
    return false;
  }
  if (right.sameAs(key)) return true;
  notice(`${The(key)} does not fit ${the(thing)}.`);
  return false;
}

/** The thing's key, when the actor carries it; tells them when not. */
function keyOf(thing: Handle): Handle | null {
  const right = objectOf(thing, 'lockable/key');
  if (right === null) {
    notice(`There is no lock on ${the(thing)}.`);
    return null;
  }
  const carried = contents(actor());
  for (let index = 0; index < carried.length; index++) {
    if (carried[index].object.sameAs(right)) return right;
  }
  notice(`You carry no key that fits ${the(thing)}.`);
  return null;
}
