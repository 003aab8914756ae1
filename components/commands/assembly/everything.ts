import * as call from '../bindings/driver-objects/call';
import { Argument } from '../bindings/driver-objects/call';
import { Handle, Kind, Sight, Value } from '../bindings/driver-objects/objects';
import { actor, contents, here } from './roles';
import { notice } from './voice';

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
