import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { objectsOf, textOf } from './properties';
import { here, object } from './roles';
import { act, notice, plain, the } from './voice';

/** `ring`: heard here and in the places the bell reaches, of those that its owner has. */
export function ring(): void {
  const bell = object('ring');
  act(`{actor} {ring|rings} {ring}. ${plain(textOf(bell, 'bell/near'))}`);
  const far = plain(textOf(bell, 'bell/far'));
  const places = objectsOf(bell, 'bell/heard-in');
  const near = here();
  for (let index = 0; index < places.length; index++) {
    const place = places[index];
    if (near !== null && near.sameAs(place)) continue;
    if (bell.sharesOwner(place)) narration.actIn(place, Tone.Action, far);
  }
}

/** `ring` on what is silent. */
export function ringNothing(): void {
  notice(`You try to ring ${the(object('ring'))}, and hear nothing.`);
}
