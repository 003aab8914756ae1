import { Tone } from '../bindings/driver-objects/narration';
import { Frame, frame } from './dispatch/frame';
import { Handle } from './objects';
import { hasRole, renderFor } from './perception/act';
import { Line } from './perception/line';
import { objectAt } from './world/cache';
import { WorldObject } from './world/world-object';

/** Tells one person. */
export function tell(to: Handle, tone: Tone, text: string): void {
  const line = new Line(tone, text);
  const person = to.object;
  if (person.oid == frame().message.actor) line.answer(person);
  else line.reach(person);
}

/** Shows a line to everyone where the actor is, each from their own side. */
export function act(tone: Tone, line: string): void {
  const current = frame();
  const actor = objectAt(current.message.actor);
  if (actor.location != 0) return showIn(objectAt(actor.location), tone, line, current);
  new Line(tone, renderFor(actor.oid, line, current)).answer(actor);
}

/** The same, to everyone in another place. */
export function actIn(place: Handle, tone: Tone, line: string): void {
  showIn(place.object, tone, line, frame());
}

function showIn(place: WorldObject, tone: Tone, line: string, current: Frame): void {
  const actor = current.message.actor;
  // Those who are in no role all see the same.
  let others: Line | null = null;
  for (let i = 0; i < place.contents.length; i++) {
    const person = objectAt(place.contents[i]);
    if (person.connection == 0 && !person.isAsleep) continue;
    if (person.oid == actor) {
      new Line(tone, renderFor(actor, line, current)).answer(person);
      continue;
    }
    if (hasRole(person.oid, current)) {
      new Line(tone, renderFor(person.oid, line, current)).reach(person);
      continue;
    }
    let shared = others;
    if (shared === null) {
      shared = new Line(tone, renderFor(0, line, current));
      others = shared;
    }
    shared.reach(person);
  }
}
