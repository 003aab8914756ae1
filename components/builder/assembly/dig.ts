import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { identifier, opposite, shortForms, unabbreviated, withoutArticle } from './names';
import { exitNamed, placeNamed, rememberPlace } from './places';
import { here, keep } from './roles';
import { act, capitalised, notice, plain, refuse, the } from './voice';

/** What exits and places are when no kind is said. */
const EXIT = 'exit';
const ROOM = 'room';

/** `@dig EXIT to PLACE`: a place, the way to it, and the way back in the opposite direction. */
export function dig(): void {
  make(backOfDirection(), ROOM, EXIT);
}

/** `@dig EXIT to PLACE back by EXIT`. */
export function digBack(): void {
  make(backByName(), ROOM, EXIT);
}

/** `@dig EXIT to PLACE as KIND`: of a kind of exit both ways are, of a kind of place the place is. */
export function digAs(): void {
  makeAs(backOfDirection());
}

/** `@dig EXIT to PLACE back by EXIT as KIND`. */
export function digBackAs(): void {
  makeAs(backByName());
}

function makeAs(back: string): void {
  const kind = identifier(call.text('as'));
  const made = building.create(kind, kind);
  if (!made.isOk) return refuse(made.err, kind);
  const sample = keep(made.ok);
  const isRoom = sample.is(ROOM);
  const isExit = sample.is(EXIT);
  building.recycle(sample);
  if (isRoom) return make(back, kind, EXIT);
  if (isExit) return make(back, ROOM, kind);
  notice('Places and exits are dug, as door, shutter or dark-place for example. Try `@create` for everything else.');
}

function backOfDirection(): string {
  return opposite(there());
}

function backByName(): string {
  return unabbreviated(withoutArticle(call.text('back')));
}

/** The way that is dug, by name. */
function there(): string {
  return unabbreviated(withoutArticle(call.text('@dig')));
}

/** `@link EXIT to PLACE`: a way to a place of one's own that exists already. An exit of that name leads there from now on. */
export function link(): void {
  const from = groundHere();
  if (from === null) return;
  const exit = unabbreviated(withoutArticle(call.text('@link')));
  const name = call.text('to');
  const place = placeNamed(name);
  if (place === null) return notice(`You have made no place called ${name}. \`@places\` lists those you have.`);
  const existing = exitNamed(from, exit);
  if (existing !== null) return lead(existing, exit, place);
  const made = makeExit(EXIT, exit, from, place);
  if (made !== null) act(`{actor} {make|makes} a way to ${plain(the(place))}: ${plain(exit)}.`);
}

function make(back: string, placeKind: string, exitKind: string): void {
  const exit = there();
  const name = withoutArticle(call.text('to'));
  const from = groundHere();
  if (from === null) return;
  if (exitNamed(from, exit) !== null)
    return notice(`There is a way called ${exit} here already. Give this one another name.`);
  const made = building.create(placeKind, name);
  if (!made.isOk) return refuse(made.err, name);
  const place = keep(made.ok);
  const way = makeExit(exitKind, exit, from, place);
  if (way === null) return undo(place);
  const wayBack = makeExit(exitKind, back, place, from);
  if (wayBack === null) {
    undo(way);
    return undo(place);
  }
  if (way.is('openable')) {
    pair(way, wayBack);
    pair(wayBack, way);
  }
  rememberPlace(place);
  act(`{actor} {make|makes} a way to ${plain(the(place))}: ${plain(exit)}.`);
  notice(`The way back is: ${back}. Go there, and: @describe here as …`);
}

/** Tells a door that another is its other side. */
function pair(door: Handle, other: Handle): void {
  if (!door.set('openable/other-side', Value.object(other.seen())).isOk)
    throw new Error('the owner may not set openable/other-side');
}

/** An exit in one place that leads to another; null, and the builder told why, when it cannot be made. */
function makeExit(kind: string, name: string, from: Handle, to: Handle): Handle | null {
  const made = building.create(kind, name);
  if (!made.isOk) {
    refuse(made.err, name);
    return null;
  }
  const exit = keep(made.ok);
  const named = building.rename(exit, name, shortForms(name));
  if (!named.isOk) {
    refuse(named.err, name);
    undo(exit);
    return null;
  }
  if (exit.set('exit/to', Value.object(to.seen())).isOk && exit.moveTo(from).isOk) return exit;
  notice(`${capitalised(the(from))} holds all it can.`);
  undo(exit);
  return null;
}

function lead(exit: Handle, name: string, place: Handle): void {
  const claimed = building.claim(exit);
  if (!claimed.isOk) return refuse(claimed.err, `the way ${name}`);
  if (!keep(claimed.ok).set('exit/to', Value.object(place.seen())).isOk)
    throw new Error('the owner may not set exit/to');
  notice(`The way ${name} now leads to ${the(place)}.`);
}

/** Where the builder stands, when they may dig there; null, and told why, otherwise. */
function groundHere(): Handle | null {
  const place = here();
  if (place === null) {
    notice('You are nowhere at all.');
    return null;
  }
  if (isOpenGround(place)) return place;
  const claimed = building.claim(place);
  if (claimed.isOk) {
    keep(claimed.ok);
    return place;
  }
  notice(
    `${capitalised(the(place))} is not yours to dig in. The Drafting Room is open to everybody, and so are your own places: \`@places\`.`,
  );
  return null;
}

function isOpenGround(place: Handle): bool {
  const result = place.get('room/open-ground');
  if (!result.isOk) return false;
  const value = result.ok;
  return value.isTruth && value.asTruth;
}

/** Unmakes what was made a moment ago. */
function undo(object: Handle): void {
  const claimed = building.claim(object);
  if (claimed.isOk) building.recycle(claimed.ok);
}
