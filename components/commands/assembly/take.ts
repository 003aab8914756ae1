import { Article, Handle } from '../bindings/driver-objects/objects';
import { textOf, truthOf } from './properties';
import { actor, here, holder, object } from './roles';
import { The, act, capitalised, notice, plain, refuseAll, the } from './voice';
import { wayNamed } from './ways';

/** How deep things are taken out of things: as deep as commands look for them. */
const MAX_DEPTH = 6;

/** `take`: from the place, or out of something open. */
export function take(): void {
  const thing = object('take');
  const holding = holder(thing);
  if (holding !== null && holding.sameAs(actor())) return notice(`You already have ${the(thing)}.`);
  const place = here();
  if (!isInReach(thing)) return notice(`${The(thing)} is out of reach.`);
  const lying = holding === null || (place !== null && holding.sameAs(place));
  if (!thing.moveTo(actor()).isOk) return refuseAll('You cannot carry any more. Drop something first.');
  act(`{actor} {take|takes} {take}${lying ? '' : plain(` from ${the(holding!)}`)}.`);
}

/** `take … from …`: out of something open, or off something flat. */
export function takeFrom(): void {
  const thing = object('take');
  if (!isInReach(thing)) return notice(`${The(thing)} is out of reach.`);
  if (!thing.moveTo(actor()).isOk) return refuseAll('You cannot carry any more. Drop something first.');
  act('{actor} {take|takes} {take} from {from}.');
}

/**
 * Whether a thing is where the actor gets at it: what they type is matched with such things alone, but the message may come from a
 * program that knows of others.
 */
function isInReach(thing: Handle): bool {
  const place = here();
  let holding = holder(thing);
  for (let depth = 0; holding !== null && depth < MAX_DEPTH; depth++) {
    if (holding.sameAs(actor()) || (place !== null && holding.sameAs(place))) return true;
    if (!holding.is('container') || !truthOf(holding, 'openable/open')) return false;
    holding = holder(holding);
  }
  return false;
}

/** `take … from …` where the thing taken is fixed. */
export function takeFixed(): void {
  notice(textOf(object('take'), 'fixed/refusal'));
}

/** `take … from` a person: only they can give it. */
export function takeFromPerson(): void {
  const from = object('from');
  const thing = object('take');
  if (from.sameAs(actor())) return notice(`You already have ${the(thing)}.`);
  notice(`${The(thing)} is for ${the(from)} to give. Ask.`);
}

export function takePerson(): void {
  const person = object('take');
  if (person.sameAs(actor())) return notice('You have yourself already.');
  notice(`${The(person)} is not for taking.`);
}

export function takeExit(): void {
  const exit = object('take');
  notice(`${capitalised(wayNamed(exit))} is a way out, and not for carrying. Try: go ${exit.name(Article.Bare)}`);
}

export function takePlace(): void {
  notice('You are standing in it.');
}

/** `drop`: into the place. */
export function drop(): void {
  const thing = object('drop');
  if (!isHeld(thing)) return notice(`You are not carrying ${the(thing)}.`);
  const place = here();
  if (place === null) return refuseAll('There is nowhere to drop it.');
  if (!thing.moveTo(place).isOk) return refuseAll('There is no room left here to drop it.');
  act('{actor} {drop|drops} {drop}.');
}

/** Whether the actor carries it. */
export function isHeld(thing: Handle): bool {
  const holding = holder(thing);
  return holding !== null && holding.sameAs(actor());
}
