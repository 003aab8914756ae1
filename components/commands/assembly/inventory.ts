import { namesOf } from './examine';
import { actor, contents } from './roles';
import { notice } from './voice';

/** `inventory`: what the actor carries. */
export function inventory(): void {
  const carried = contents(actor());
  notice(carried.length == 0 ? 'You are carrying nothing.' : `You are carrying ${namesOf(carried)}.`);
}
