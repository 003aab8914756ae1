import * as call from '../bindings/driver-objects/call';
import { Value } from '../bindings/driver-objects/objects';
import { assign } from './properties';
import { actor, object } from './roles';
import { notice } from './voice';

/** A description that somebody reads to its end, in UTF-16 units. */
const MOST_UNITS = 1000;

/** `describe me as …`: what others see who look at the actor. */
export function describeMe(): void {
  const person = object('describe');
  if (!person.sameAs(actor())) return notice('You can describe yourself: describe me as … For what you own: @describe');
  const words = call.text('as').trim();
  if (words.length == 0) return notice('How do you look? Try: describe me as A tall woman with ink on her cuffs.');
  if (words.length > MOST_UNITS) return notice(`That is more than anybody reads: at most ${MOST_UNITS} letters fit.`);
  assign(person, 'thing/description', Value.text(words));
  notice(`Whoever looks at you now sees: ${words}`);
}
