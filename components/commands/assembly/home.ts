import * as call from '../bindings/driver-objects/call';
import * as people from '../bindings/driver-objects/people';
import { tellThose } from './go';
import { actor, here, keep } from './roles';
import { act, notice, plain, the } from './voice';

/** `home`: back to where people begin, from wherever the actor is; so that nobody can be shut in. */
export function home(): void {
  const start = people.start();
  if (start === null) return notice('This world has no place where everybody begins.');
  keep(start);
  const from = here();
  if (from !== null && from.sameAs(start)) return notice('You are there: this is where everybody begins.');
  act(`{actor} {turn|turns} back to ${plain(the(start))}.`);
  if (!actor().moveTo(start).isOk) return notice('There is no room left where everybody begins.');
  tellThose(start, `${the(actor())} comes in from somewhere else.`);
  call.send('look', []);
}
