import * as authority from '../bindings/driver-objects/authority';
import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import * as narration from '../bindings/driver-objects/narration';
import { Tone } from '../bindings/driver-objects/narration';
import { Article, Handle } from '../bindings/driver-objects/objects';
import { sameName, withoutArticle } from './names';
import { answersTo, exitNamed, placeNamed } from './places';
import { actor, contents, destination, here, keep, object } from './roles';
import { act, capitalised, notice, plain, refuse, the } from './voice';

/** The object in a role with the builder's rights on it; null, and the builder told why, when they have none. */
export function claimed(role: string): Handle | null {
  return withRights(object(role));
}

/** An object with all rights for its owner, or with those that somebody has given the builder; null, and the builder told why, without. */
export function withRights(thing: Handle): Handle | null {
  const claim = building.claim(thing);
  if (claim.isOk) return keep(claim.ok);
  const granted = authority.granted(thing);
  if (granted.isOk) return keep(granted.ok);
  refuse(claim.err, the(thing));
  return null;
}

/** `@describe THING as TEXT`. */
export function describe(): void {
  const thing = claimed('@describe');
  if (thing === null) return;
  const text = call.text('as').trim();
  const assigned = building.assign(thing, 'thing/description', text);
  if (!assigned.isOk) return refuse(assigned.err, the(thing));
  notice(`Whoever looks at ${the(thing)} now sees: ${text}`);
}

/** `@rename THING to NAME`: its other names stay. */
export function rename(): void {
  const thing = claimed('@rename');
  if (thing !== null) setName(thing, withoutArticle(call.text('to')), thing.aliases());
}

/** `@rename THING to NAME with aliases A, B`. */
export function renameWith(): void {
  const thing = claimed('@rename');
  if (thing === null) return;
  const aliases: string[] = [];
  const parts = call.text('with').split(',');
  for (let index = 0; index < parts.length; index++) {
    const alias = withoutArticle(parts[index]);
    if (alias.length > 0) aliases.push(alias);
  }
  setName(thing, withoutArticle(call.text('to')), aliases);
}

function setName(thing: Handle, name: string, aliases: string[]): void {
  const before = the(thing);
  const renamed = building.rename(thing, name, aliases);
  if (!renamed.isOk) return refuse(renamed.err, before);
  const after = the(thing);
  const isSame = before == after;
  if (aliases.length == 0)
    return notice(`${capitalised(before)} is ${isSame ? 'called that already' : `now ${after}`}.`);
  const others = `answers to ${aliases.join(', ')}, too.`;
  notice(isSame ? `${capitalised(after)} ${others}` : `${capitalised(before)} is now ${after}. It ${others}`);
}

/** `@set PROPERTY of THING to VALUE`. */
export function set(): void {
  const thing = claimed('of');
  if (thing === null) return;
  const property = call.text('@set').trim().toLowerCase();
  const text = call.text('to').trim();
  const assigned = building.assign(thing, property, text);
  if (!assigned.isOk) return refuse(assigned.err, the(thing));
  notice(`The property ${property} of ${the(thing)} is now: ${text}`);
}

/** `@move THING to PLACE`: a place of one's own, through an exit, into something here, to somebody here. */
export function move(): void {
  const thing = claimed('@move');
  if (thing === null || !isMovable(thing)) return;
  const name = withoutArticle(call.text('to'));
  const to = goal(name);
  if (to === null) {
    return notice(
      `There is nothing called ${name} here, and no place of yours. Try an exit, \`here\`, \`me\`, or one of \`@places\`.`,
    );
  }
  if (!takesIn(to, thing)) return;
  const moved = thing.moveTo(to);
  if (!moved.isOk) {
    return notice(
      moved.err.isIntoItself
        ? `${capitalised(the(thing))} does not go into itself.`
        : `${capitalised(the(to))} holds all it can.`,
    );
  }
  const place = here();
  act(`{actor} {move|moves} {@move} to ${plain(the(to))}.`);
  if (place !== null && !place.sameAs(to)) narration.actIn(to, Tone.Action, `${plain(the(thing))} is suddenly here.`);
}

/** Whether something may be moved at all; tells the builder why not. */
function isMovable(thing: Handle): bool {
  if (thing.is('room')) notice('Places stay where they are. `@link` makes another way to one of yours.');
  else if (thing.is('exit')) notice('Ways stay where they are. `@recycle` closes one, and `@link` makes another.');
  else if (thing.sameAs(actor())) notice('You walk, or go to a place of yours: see `help @go`.');
  else return true;
  return false;
}

/** Whether something may be moved into this; tells the builder why not. People are given things, and only go to places. */
function takesIn(to: Handle, thing: Handle): bool {
  if (to.is('room')) return true;
  if (thing.is('player')) notice(`${capitalised(the(thing))} goes only to places.`);
  else if (to.sameAs(actor())) return true;
  else if (to.is('player')) notice(`Try: give ${thing.name(Article.Bare)} to ${the(to)}`);
  else if (!to.is('container')) notice(`${capitalised(the(to))} is no place, and no container.`);
  else if (!isOpen(to) && !to.sharesOwner(thing)) notice(`${capitalised(the(to))} is closed.`);
  else return true;
  return false;
}

function isOpen(box: Handle): bool {
  const result = box.get('openable/open');
  if (!result.isOk) return false;
  const value = result.ok;
  return value.isTruth && value.asTruth;
}

/** Where something goes that is moved to a name; null when the name means nothing here. */
function goal(name: string): Handle | null {
  if (sameName(name, 'me')) return actor();
  const place = here();
  if (place === null) return placeNamed(name);
  if (sameName(name, 'here') || sameName(name, place.name(Article.Bare))) return place;
  const exit = exitNamed(place, name);
  if (exit !== null) return destination(exit);
  const own = placeNamed(name);
  if (own !== null) return own;
  const near = called(place, name);
  return near === null ? called(actor(), name) : near;
}

function called(holding: Handle, name: string): Handle | null {
  const sights = contents(holding);
  for (let index = 0; index < sights.length; index++) {
    if (answersTo(sights[index].object, name)) return sights[index].object;
  }
  return null;
}
