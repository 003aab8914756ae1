import { isAwake } from './presence';
import { actor, object } from './roles';
import { isHeld } from './take';
import { The, act, notice, refuseAll, the } from './voice';

/** `give … to …`: from hand to hand. */
export function give(): void {
  const thing = object('give');
  const to = object('to');
  if (to.sameAs(actor())) return notice(`You already have ${the(thing)}.`);
  if (!isHeld(thing)) return notice(`You are not carrying ${the(thing)}. Take it first.`);
  if (!isAwake(to)) return refuseAll(`${The(to)} is asleep, and takes nothing.`);
  if (!thing.moveTo(to).isOk) return refuseAll(`${The(to)} cannot carry any more.`);
  act('{actor} {give|gives} {give} to {to}.');
}

/** `give … to …` what is no person. */
export function giveToThing(): void {
  refuseAll(`You cannot give anything to ${the(object('to'))}.`);
}
