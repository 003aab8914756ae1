import { isLit } from './dark';
import { outline, portrait } from './place';
import { textOf } from './properties';
import { here } from './roles';
import { notice, show } from './voice';

/** `look`: the place around the actor. */
export function look(): void {
  const place = here();
  if (place === null) return notice('You are nowhere at all.');
  show(portrait(place, textOf(place, 'thing/description')));
}

/** `look` in a place without a light of its own: by a lamp that somebody brought, or only the ways out. */
export function lookInDark(): void {
  const place = here();
  if (place === null) return notice('You are nowhere at all.');
  const description = textOf(place, 'thing/description');
  if (!isLit(place)) return show(outline(place, description));
  const byLight = textOf(place, 'dark-place/by-light');
  show(portrait(place, byLight.length > 0 ? byLight : description));
}
