import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle, Kind, Value } from '../bindings/driver-objects/objects';
import { sameName, withoutArticle } from './names';
import { actor, contents, destination, here, keep } from './roles';
import { act, capitalised, notice, the } from './voice';

const PLACES = 'builder/places';

/** The places that the builder made and still owns, in the order they were made. */
function places(): Handle[] {
  const result = actor().get(PLACES);
  if (!result.isOk) return [];
  const value = result.ok;
  if (!value.isObjects) return [];
  const objects = value.asObjects;
  const own: Handle[] = [];
  for (let index = 0; index < objects.length; index++) {
    const place = keep(objects[index]);
    if (place.is('room') && place.sharesOwner(actor())) own.push(place);
  }
  return own;
}

/** Remembers a place as the builder's own. */
export function rememberPlace(place: Handle): void {
  const list: Handle[] = [];
  const known = places();
  for (let index = 0; index < known.length; index++) list.push(known[index].seen());
  list.push(place.seen());
  setPlaces(list);
}

/** Forgets a place that is about to be recycled. */
export function forgetPlace(place: Handle): void {
  const list: Handle[] = [];
  const known = places();
  for (let index = 0; index < known.length; index++) {
    if (!known[index].sameAs(place)) list.push(known[index].seen());
  }
  setPlaces(list);
}

function setPlaces(list: Handle[]): void {
  if (!actor().set(PLACES, Value.objects(list)).isOk) throw new Error(`the verb has no authority to set ${PLACES}`);
}

/** The builder's own place with this name, or the only one that begins so; null when there is none. */
export function placeNamed(name: string): Handle | null {
  const known = places();
  const wanted = withoutArticle(name.trim().toLowerCase());
  let beginning: Handle | null = null;
  let count = 0;
  for (let index = 0; index < known.length; index++) {
    const own = withoutArticle(known[index].name(Article.Bare).toLowerCase());
    if (own == wanted) return known[index];
    if (!own.startsWith(wanted)) continue;
    beginning = known[index];
    count++;
  }
  return count == 1 ? beginning : null;
}

/** `@go PLACE`: to a place of one's own. */
export function goTo(): void {
  const name = call.text('@go');
  const place = placeNamed(name);
  if (place === null) return notice(`You have made no place called ${name}. \`@places\` lists those you have.`);
  const from = here();
  if (from !== null && from.sameAs(place)) return notice('You are there.');
  act('{actor} {step|steps} aside, and {are|is} gone.');
  if (!actor().moveTo(place).isOk) return notice(`${capitalised(the(place))} holds all it can.`);
  tellThoseIn(place, `${the(actor())} steps in from nowhere in particular.`);
  call.send('look', []);
}

/** Tells everyone in a place but the builder. */
export function tellThoseIn(place: Handle, text: string): void {
  const sights = contents(place);
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind != Kind.Person && sight.kind != Kind.Sleeper) continue;
    if (!sight.object.sameAs(actor())) narration.tell(sight.object, Tone.Action, text);
  }
}

/** `@places`: the builder's own places. */
export function listPlaces(): void {
  const known = places();
  if (known.length == 0) return notice('You have made no places yet. See `help building`.');
  const names: string[] = [];
  for (let index = 0; index < known.length; index++) names.push(known[index].name(Article.Bare));
  notice(`Places you have made: ${names.join(', ')}.`);
}

/** `@exits`: where the ways out of this place lead. */
export function listExits(): void {
  const place = here();
  if (place === null) return notice('You are nowhere at all.');
  const lines: string[] = [];
  const sights = contents(place);
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind != Kind.Way) continue;
    const to = destination(sight.object);
    lines.push(`${sight.name}: ${to === null ? 'nowhere yet' : to.name(Article.Bare)}`);
  }
  notice(lines.length == 0 ? 'No way leads out of here. See `help @dig`.' : lines.join('\n'));
}

/** The listed exit of a place with this name or alias, or null. */
export function exitNamed(place: Handle, name: string): Handle | null {
  const sights = contents(place);
  for (let index = 0; index < sights.length; index++) {
    const sight = sights[index];
    if (sight.kind == Kind.Way && answersTo(sight.object, name)) return sight.object;
  }
  return null;
}

/** Whether this is the object's name or one of its aliases. */
export function answersTo(object: Handle, name: string): bool {
  if (sameName(object.name(Article.Bare), name)) return true;
  const aliases = object.aliases();
  for (let index = 0; index < aliases.length; index++) if (sameName(aliases[index], name)) return true;
  return false;
}
