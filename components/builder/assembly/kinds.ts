import * as call from '../bindings/driver-objects/call';
import * as directory from '../bindings/driver-objects/directory';
import * as programming from '../bindings/driver-objects/programming';
import { Handle } from '../bindings/driver-objects/objects';
import { claimed, withRights } from './alter';
import { identifier, withoutArticle } from './names';
import { keep } from './roles';
import { capitalised, notice, refuseProgramming, the } from './voice';

/** `@kind NAME is KIND, KIND`: a prototype for things to delegate to. */
export function makeKind(): void {
  const name = withoutArticle(call.text('@kind'));
  const prototypes = kindsIn(call.text('is'));
  if (prototypes === null) return;
  const made = programming.makePrototype(identifier(name), name, prototypes);
  if (!made.isOk) return refuseProgramming(made.err);
  keep(made.ok);
  const own = identifier(name);
  notice(
    `There is a kind called ${own} now. \`@create NAME as ${own}\` makes one, and \`help programming\` says what it can have.`,
  );
}

/** `@prototypes THING is KIND, KIND`. */
export function setPrototypes(): void {
  const thing = claimed('@prototypes');
  if (thing === null) return;
  const prototypes = kindsIn(call.text('is'));
  if (prototypes === null) return;
  const set = programming.setPrototypes(thing, prototypes);
  if (!set.isOk) return refuseProgramming(set.err);
  notice(`${capitalised(the(thing))} delegates to ${listed(prototypes)} now, in this order.`);
}

/** `@name THING as NAME`. */
export function nameThing(): void {
  const thing = claimed('@name');
  if (thing === null) return;
  const name = ownName(call.text('as'));
  const named = programming.nameObject(thing, name);
  if (!named.isOk) return refuseProgramming(named.err);
  notice(`Commands that change the world know ${the(thing)} as $${name} now, wherever it is.`);
}

/** `@unname THING`. */
export function unnameThing(): void {
  const thing = claimed('@unname');
  if (thing === null) return;
  const named = programming.nameObject(thing, '');
  if (!named.isOk) return refuseProgramming(named.err);
  notice(`${capitalised(the(thing))} has no name of its own any more.`);
}

/** A name of the directory as somebody types it: "$Brass Lamp" gives "brass-lamp". */
export function ownName(text: string): string {
  const name = text.trim();
  return identifier(name.startsWith('$') ? name.substring(1) : name);
}

/** The object that text names in the directory; null, and the programmer told so, when there is none. */
export function named(text: string): Handle | null {
  const name = ownName(text);
  const object = directory.named(name);
  if (object !== null) return keep(object);
  notice(`Nothing in this world is called $${name}. \`help kinds\` lists the kinds.`);
  return null;
}

/** The kinds in a list; null, and the programmer told why, when one is none. */
function kindsIn(text: string): Handle[] | null {
  const kinds: Handle[] = [];
  const names = text.split(',');
  for (let index = 0; index < names.length; index++) {
    const kind = named(names[index]);
    if (kind === null) return null;
    kinds.push(kind);
  }
  return kinds;
}

/** The object that text names in the directory, with the programmer's rights on it; null, and they told why, when they have none. */
export function ownNamed(text: string): Handle | null {
  const object = named(text);
  return object === null ? null : withRights(object);
}

function listed(objects: Handle[]): string {
  const names: string[] = [];
  for (let index = 0; index < objects.length; index++) {
    const name = directory.nameOf(objects[index]);
    names.push(name === null ? the(objects[index]) : name);
  }
  return names.join(', ');
}
