import * as call from '../bindings/driver-objects/call';
import { Handle, Sight } from '../bindings/driver-objects/objects';
import { gatherKeys } from './keys';
import { objectOf, textOf, truthOf } from './properties';
import { actor, contents, object } from './roles';
import { tallied } from './tally';
import { The, capitalised, listed, notice, show, the } from './voice';
import { wayNamed } from './ways';

/** `examine`: how a thing looks. Verbs on what has more to show give the message on to this one first. */
export function examine(): void {
  describe(object('examine'));
}

function describe(thing: Handle): void {
  const description = textOf(thing, 'thing/description');
  show(description.length > 0 ? description : `There is nothing remarkable about ${the(thing)}.`);
}

/** `examine` on the place itself: as `look` shows it. */
export function examinePlace(): void {
  call.send('look', []);
}

/** `examine` on an exit: what it is, and where it leads. */
export function examineExit(): void {
  const exit = object('examine');
  const description = textOf(exit, 'thing/description');
  if (description.length > 0) return show(description);
  const to = objectOf(exit, 'exit/to');
  const way = capitalised(wayNamed(exit));
  show(to === null ? `${way} leads nowhere yet.` : `${way}: ${the(to)}.`);
}

/** `examine` on a door: as an exit, and whether it is open. */
export function examineDoor(): void {
  examineExit();
  show(openness(object('examine')));
}

/** `examine` on a person: how they look, and what they carry. */
export function examinePerson(): void {
  const person = object('examine');
  const isSelf = person.sameAs(actor());
  const description = textOf(person, 'thing/description');
  if (description.length > 0) show(description);
  else if (isSelf) show('You have not said yet how you look. Try: describe me as A tall woman with ink on her cuffs.');
  else show('They have not said yet how they look.');
  const carried = contents(person);
  if (carried.length == 0) return;
  const who = isSelf ? 'You carry' : `${The(person)} carries`;
  show(`${who} ${namesOf(carried)}.`);
}

/** `examine` on what opens: whether it is open. */
export function examineOpenable(): void {
  call.pass();
  show(openness(object('examine')));
}

function openness(thing: Handle): string {
  return truthOf(thing, 'openable/open') ? 'It is open.' : 'It is closed.';
}

/** `examine` on a container: whether it is open, and what is inside when it is. */
export function examineContainer(): void {
  call.pass();
  const box = object('examine');
  if (!truthOf(box, 'openable/open')) return;
  gatherKeys(box);
  const inside = contents(box);
  show(inside.length == 0 ? 'It is empty.' : `Inside: ${namesOf(inside)}.`);
}

/** `examine` on a surface: what lies on it. That it is open goes without saying, so the message ends here. */
export function examineSurface(): void {
  const surface = object('examine');
  describe(surface);
  gatherKeys(surface);
  const carried = contents(surface);
  if (carried.length > 0) show(`${capitalised(prepositionOf(surface))} it: ${namesOf(carried)}.`);
}

/** `examine` on a paper: how it looks, and that it can be read. */
export function examineReadable(): void {
  call.pass();
  show('There is writing on it.');
}

/** `examine` on a light: whether it burns. */
export function examineLight(): void {
  call.pass();
  show(truthOf(object('examine'), 'light-source/lit') ? 'It is burning.' : 'It is not lit.');
}

/** `search`: what is in a container, or on a surface. */
export function search(): void {
  const box = object('search');
  if (!truthOf(box, 'openable/open')) return notice(`${The(box)} is closed. Open it first.`);
  gatherKeys(box);
  const inside = contents(box);
  const preposition = prepositionOf(box);
  if (inside.length == 0) return notice(`There is nothing ${preposition} ${the(box)}.`);
  show(`${capitalised(preposition)} ${the(box)}: ${namesOf(inside)}.`);
}

/** `search` on what holds nothing. */
export function searchNothing(): void {
  notice(`You cannot look into ${the(object('search'))}.`);
}

/** "in" for a chest, "on" for a table. */
export function prepositionOf(box: Handle): string {
  return textOf(box, 'container/preposition');
}

/** "a lamp, an owl (2) and some coins". */
export function namesOf(sights: Sight[]): string {
  const names: string[] = [];
  for (let index = 0; index < sights.length; index++) names.push(sights[index].name);
  return listed(tallied(names));
}
