import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { opposite, shortForms, unabbreviated, withoutArticle } from './names';
import { exitNamed, placeNamed, rememberPlace } from './places';
import { here, keep } from './roles';
import { act, capitalised, notice, plain, refuse, the } from './voice';

/** `@dig EXIT to PLACE`: a place, the way to it, and the way back in the opposite direction. */
export function dig(): void {
  const exit = unabbreviated(withoutArticle(call.text('@dig')));
  make(exit, withoutArticle(call.text('to')), opposite(exit));
}

/** `@dig EXIT to PLACE back by EXIT`. */
export function digBack(): void {
  const exit = unabbreviated(withoutArticle(call.text('@dig')));
  make(exit, withoutArticle(call.text('to')), unabbreviated(withoutArticle(call.text('back'))));
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
  const made = makeExit(exit, from, place);
  if (made !== null) act(`{actor} {make|makes} a way to ${plain(the(place))}: ${plain(exit)}.`);
}

function make(exit: string, name: string, back: string): void {
  const from = groundHere();
  if (from === null) return;
  if (exitNamed(from, exit) !== null)
    return notice(`There is a way called ${exit} here already. Give this one another name.`);
  const made = building.create('room', name);
  if (!made.isOk) return refuse(made.err, name);
  const place = keep(made.ok);
  const there = makeExit(exit, from, place);
  if (there === null) return undo(place);
  if (makeExit(back, place, from) === null) {
    undo(there);
    return undo(place);
  }
  rememberPlace(place);
  act(`{actor} {make|makes} a way to ${plain(the(place))}: ${plain(exit)}.`);
  notice(`The way back is: ${back}. Go there, and: @describe here as …`);
}

/** An exit in one place that leads to another; null, and the builder told why, when it cannot be made. */
function makeExit(name: string, from: Handle, to: Handle): Handle | null {
  const made = building.create('exit', name);
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
