import * as building from '../bindings/driver-objects/building';
import * as call from '../bindings/driver-objects/call';
import * as directory from '../bindings/driver-objects/directory';
import * as programming from '../bindings/driver-objects/programming';
import { Declaration, Visibility } from '../bindings/driver-objects/programming';
import { Article, Handle, Value } from '../bindings/driver-objects/objects';
import { named, ownName, ownNamed } from './kinds';
import { keep } from './roles';
import { notice, refuseProgramming } from './voice';
import { valueOf } from './values';

const VISIBILITIES: string[] = ['readable', 'private', 'indexed'];
/** Objects that an answer lists. */
const MAX_LISTED = 20;

/** `@property NAME of KIND is TYPE = DEFAULT, VISIBILITY -- TEXT`, as files have it; what is not said is readable. */
export function declare(): void {
  const kind = ownNamed(call.text('of'));
  if (kind === null) return;
  const name = call.text('@property').trim();
  let rest = call.text('is');
  const dashes = rest.indexOf(' -- ');
  const documentation = dashes < 0 ? '' : rest.substring(dashes + 4).trim();
  if (dashes >= 0) rest = rest.substring(0, dashes);
  const comma = rest.lastIndexOf(',');
  const said = comma < 0 ? -1 : VISIBILITIES.indexOf(rest.substring(comma + 1).trim());
  if (said >= 0) rest = rest.substring(0, comma);
  const equals = rest.indexOf('=');
  const type = (equals < 0 ? rest : rest.substring(0, equals)).trim();
  const fallback = equals < 0 ? Value.nothing() : valueOf(type, rest.substring(equals + 1));
  if (fallback === null)
    return notice(`The default is no ${type}. For example: @property ${name} of KIND is integer = 3, readable`);
  const visibility = said < 0 ? Visibility.Readable : <Visibility>said;
  const declared = programming.declareProperty(kind, new Declaration(name, type, fallback, visibility, documentation));
  if (!declared.isOk) return refuseProgramming(declared.err);
  notice(`Every ${kind.name(Article.Bare)} has the property ${name} now.`);
}

/** `@undeclare NAME of KIND`. */
export function undeclare(): void {
  const kind = ownNamed(call.text('of'));
  if (kind === null) return;
  const name = call.text('@undeclare').trim();
  const undeclared = programming.undeclareProperty(kind, name);
  if (!undeclared.isOk) return refuseProgramming(undeclared.err);
  notice(`The property ${name} is gone. What was set comes back when it is declared again.`);
}

/** `@find KIND/PROPERTY is VALUE`. */
export function find(): void {
  const words = call.text('@find').trim();
  const slash = words.indexOf('/');
  if (slash < 1) return notice('Say which kind declares it. For example: @find lamp/maker is Ann');
  const kind = named(words.substring(0, slash));
  if (kind === null) return;
  const property = `${ownName(words.substring(0, slash))}/${words.substring(slash + 1).trim()}`;
  const type = typeOf(kind, property);
  if (type.length == 0) return notice(notFoundBy(property));
  const value = valueOf(type, call.text('is'));
  if (value === null) return notice(`${property} is of the type ${type}: say a value of that.`);
  const found = directory.find(property, value, null, MAX_LISTED + 1);
  if (!found.isOk) {
    const error = found.err;
    if (error.isNotReady) return notice('It is being looked through at the moment. Try again in a while.');
    return notice(notFoundBy(property));
  }
  const lines: string[] = [];
  for (let index = 0; index < found.ok.length; index++) {
    const object = keep(found.ok[index]);
    if (index == MAX_LISTED) lines.push('… and more.');
    else lines.push(lineOf(object));
  }
  notice(lines.length == 0 ? 'Nothing holds that.' : lines.join('\n'));
}

function notFoundBy(property: string): string {
  return `Things are not found by ${property}: whoever programs its kind may declare it indexed.`;
}

/** "brass lamp ($brass) in Atrium". */
function lineOf(object: Handle): string {
  const name = directory.nameOf(object);
  const own = name === null ? '' : ` ($${name})`;
  const place = object.location();
  const where = place === null ? '' : ` in ${keep(place).name(Article.Bare)}`;
  return object.name(Article.Bare) + own + where;
}

/** The declared type of a property; empty when the kind has none of the name. */
function typeOf(kind: Handle, property: string): string {
  const details = building.examine(kind);
  for (let index = 0; index < details.length; index++) {
    if (details[index].name == property) return details[index].declared;
  }
  return '';
}
