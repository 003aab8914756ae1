import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import { Handle, Kind, Sight, Value } from '../bindings/driver-objects/objects';
import { prepositionOf } from './examine';
import { gatherKeys } from './keys';
import { truthOf } from './properties';
import { actor, contents, here, object } from './roles';
import { The, notice, the } from './voice';

/** Things that one command takes or drops: each is a message of its own, and a task has an end. */
const MOST_AT_ONCE = 20;

/** `take everything`: what lies in the place and is not fixed. */
export function takeEverything(): void {
  const place = here();
  const lying: Handle[] = place === null ? [] : loose(contents(place, actor()));
  if (lying.length == 0) return notice('There is nothing here to take.');
  each('take', lying);
}

/** `drop everything`. */
export function dropEverything(): void {
  const carried = loose(contents(actor()));
  if (carried.length == 0) return notice('You are carrying nothing.');
  each('drop', carried);
}

/** `take everything from …`: what is in something open, or on something flat. */
export function takeEverythingFrom(): void {
  const box = object('take-everything-from');
  if (box.sameAs(actor())) return notice('You have it already.');
  if (box.is('player')) return notice(`What ${the(box)} carries is for ${the(box)} to give. Ask.`);
  if (!box.is('container')) return notice(`${The(box)} holds nothing.`);
  if (!truthOf(box, 'openable/open')) return notice(`${The(box)} is closed. Open it first.`);
  gatherKeys(box);
  const inside = loose(contents(box));
  if (inside.length == 0) return notice(`There is nothing ${prepositionOf(box)} ${the(box)} to take.`);
  eachWith('take', inside, 'from', box);
}

/** `put everything in …`: what the actor carries, but for the container itself. */
export function putEverythingIn(): void {
  const box = object('put-everything-in');
  if (!box.is('container')) return notice(`You cannot put anything there.`);
  if (!truthOf(box, 'openable/open')) return notice(`${The(box)} is closed. Open it first.`);
  const carried = loose(contents(actor(), box));
  if (carried.length == 0) return notice('You are carrying nothing.');
  eachWith('put', carried, 'in', box);
}

function loose(sights: Sight[]): Handle[] {
  const things: Handle[] = [];
  for (let index = 0; index < sights.length && things.length < MOST_AT_ONCE; index++) {
    const sight = sights[index];
    if (sight.kind == Kind.Thing && !sight.object.is('fixed')) things.push(sight.object);
  }
  return things;
}

function each(message: string, things: Handle[]): void {
  for (let index = 0; index < things.length; index++) {
    call.send('', [new Argument(message, Value.object(things[index].seen()))]);
  }
}

function eachWith(message: string, things: Handle[], role: string, box: Handle): void {
  for (let index = 0; index < things.length; index++) {
    call.send('', [
      new Argument(message, Value.object(things[index].seen())),
      new Argument(role, Value.object(box.seen())),
    ]);
  }
}
