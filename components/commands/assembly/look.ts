import { Handle, Kind } from '../bindings/driver-objects/objects';
import { outline, portrait } from './place';
import { textOf, truthOf } from './properties';
import { contents, here } from './roles';
import { notice, show } from './voice';

/** `look`: the place around the actor. */
export function look(): void {
  const place = here();
  if (place === null) return notice('You are nowhere at all.');
  show(portrait(place, textOf(place, 'thing/description')));
}

/** `look` in a place without a light of its own: by a lamp that somebody brought, or only the ways out. */
export function lookInDark(): void {
  const place = here();
  if (place === null) return notice('You are nowhere at all.');
  if (isLit(place)) return show(portrait(place, textOf(place, 'dark-place/by-light')));
  show(outline(place, textOf(place, 'thing/description')));
}

/** Whether a burning light lies in the place or is carried by somebody in it. */
function isLit(place: Handle): bool {
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
