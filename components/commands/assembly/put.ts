import { prepositionOf } from './examine';
import { truthOf } from './properties';
import { object } from './roles';
import { isHeld } from './take';
import { The, act, notice, refuseAll, the } from './voice';

/** `put … in …`: into an open container, or onto a surface. */
export function putIn(): void {
  put('in');
}

/** `put … on …`: onto a surface. */
export function putOn(): void {
  put('on');
}

function put(role: string): void {
  const thing = object('put');
  const box = object(role);
  const preposition = prepositionOf(box);
  if (thing.sameAs(box)) return notice(`${The(thing)} does not go ${preposition} itself.`);
  if (!isHeld(thing)) return notice(`You are not carrying ${the(thing)}. Take it first.`);
  if (!truthOf(box, 'openable/open')) return refuseAll(`${The(box)} is closed. Open it first.`);
  const moved = thing.moveTo(box);
  if (!moved.isOk && moved.err.isFull) return refuseAll(`${The(box)} is full.`);
  if (!moved.isOk) return notice(`${The(thing)} does not fit there.`);
  act(`{actor} {put|puts} {put} ${preposition} {${role}}.`);
}

/** `put … in …` what holds nothing. */
export function putInNothing(): void {
  refuseAll(`You cannot put anything in ${the(object('in'))}.`);
}

/** `put … on …` what is no surface. */
export function putOnNothing(): void {
  refuseAll(`You cannot put anything on ${the(object('on'))}.`);
}

/** `put … in …` a person. */
export function putInPerson(): void {
  notice(`Try: give ${the(object('put'))} to ${the(object('in'))}`);
}
