import * as call from '../bindings/driver-objects/call';
import { Handle, Kind } from '../bindings/driver-objects/objects';
import { truthOf } from './properties';
import { actor, contents, here, holder, keep } from './roles';
import { refuseAll } from './voice';

// In a dark place nothing is seen without a light. What is found by touch all the same: what the actor carries, the ways out, and
// lamps, since nobody could find one again that was put down unlit.

/** Any message about things in a dark place: given on when there is a light, or when the things are found by touch. */
export function inDark(): void {
  const place = here();
  if (place === null || isLit(place) || isFound(place)) {
    call.pass();
    return;
  }
  refuseAll('It is too dark to see that. A light would help.');
}

/** Whether a burning light lies in the place or is carried by somebody in it. */
export function isLit(place: Handle): bool {
  const sights = contents(place);
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind == Kind.Thing && isBurning(sight.object)) return true;
    if (sight.kind != Kind.Person && sight.kind != Kind.Sleeper) continue;
    const carried = contents(sight.object);
    for (let item = 0; item < carried.length; item++) if (isBurning(carried[item].object)) return true;
  }
  return false;
}

function isBurning(thing: Handle): bool {
  return thing.is('light-source') && truthOf(thing, 'light-source/lit');
}

/** Whether every object of the message is found by touch, or one of them is a lamp. */
function isFound(place: Handle): bool {
  const roles = call.selector().split(':');
  let all = true;
  for (let index = 0; index < roles.length - 1; index++) {
    const thing = call.object(roles[index]);
    if (thing === null) continue;
    keep(thing);
    if (thing.is('light-source')) return true;
    if (!isAtHand(thing, place)) all = false;
  }
  return all;
}

/** Whether the actor carries a thing, in their hands or in something there; or it is a way out, the place, the actor. */
function isAtHand(thing: Handle, place: Handle): bool {
  if (thing.is('exit') || thing.sameAs(place)) return true;
  let outer: Handle | null = thing;
  while (outer !== null && !outer.sameAs(place)) {
    if (outer.sameAs(actor())) return true;
    outer = holder(outer);
  }
  return false;
}
