import { ANYTHING, Restriction, RestrictionKind } from '../dispatch/restriction';
import { Selector, Verb } from '../dispatch/verb';
import { parsePattern, patternError } from '../parse/pattern';
import { DatumKind, kindNamed } from '../values/datum';
import { itemsOf, wordsOf } from '../values/text';
import { World } from '../world/world';
import { Drafts } from './draft';
import { Place, Problems } from './problem';
import { Entry, Field } from './source';

/** Fields of a verb; only `command` may be repeated. */
const FIELDS: StaticArray<string> = ['roles', 'command', 'run', 'help'];

const NOTHING_LEFT_OUT: Array<string> = [];

const AT: i32 = 0x40;
const EQUALS: i32 = 0x3d;

/** Reads the entry of a verb and adds it to the world's; false with a problem. `places` are those of all its verbs. */
export function loadVerb(
  entry: Entry,
  world: World,
  number: i32,
  drafts: Drafts,
  places: Array<Place>,
  problems: Problems,
): bool {
  const verb = readVerbEntry(entry, world, number, drafts, problems);
  if (verb === null) return false;
  const rival = verb.selector.rivalOf(verb);
  if (rival !== null) {
    const where = places[rival.index].toString();
    return problems.at(
      entry.place,
      `the verb ${verb.selector.text} at ${where} has the same restrictions: no message could tell ${verb.answerer} from ${rival.answerer} until the role ${verb.decidingRole} of one names something nearer`,
    );
  }
  world.defineSelector(verb.selector);
  world.define(verb);
  places.push(entry.place);
  return true;
}

/** Reads the entry of a verb, which is not among the world's yet; null with a problem. */
export function readVerbEntry(
  entry: Entry,
  world: World,
  number: i32,
  drafts: Drafts,
  problems: Problems,
): Verb | null {
  if (!checkFields(entry, problems)) return null;
  if (!isSelector(entry.head)) {
    problems.at(entry.place, `"${entry.head}" is no selector: write look, or keywords each with a colon: put:in:`);
    return null;
  }
  const selector = world.selector(entry.head);
  const restrictions = readRestrictions(entry, selector, drafts, problems);
  if (restrictions === null) return null;
  const run = wordsOf(entry.text('run'));
  if (run.length != 2) {
    problems.at(entry.place, 'nothing answers this verb: add run: PROGRAM FUNCTION');
    return null;
  }
  const commands = new Array<string>();
  const verb = new Verb(
    world.verbs.length,
    selector,
    restrictions,
    run[0],
    run[1],
    entry.text('help'),
    commands,
    drafts.source,
    number,
  );
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    if (field.name != 'command') continue;
    const pattern = parsePattern(field.text, verb);
    if (pattern === null) {
      problems.at(field.place, patternError);
      return null;
    }
    const several = pattern.several;
    const left = several === null ? NOTHING_LEFT_OUT : several.leavesOut;
    for (let j = 0; j < left.length; j++) if (drafts.find(left[j], field.place, problems) == 0) return null;
    commands.push(field.text);
  }
  return verb;
}

function checkFields(entry: Entry, problems: Problems): bool {
  for (let i = 0; i < entry.fields.length; i++) {
    const field = entry.fields[i];
    if (!FIELDS.includes(field.name)) {
      return problems.at(
        field.place,
        `a verb has no field ${field.name}: it has ${FIELDS.slice<Array<string>>().join(', ')}`,
      );
    }
    const first = entry.field(field.name);
    if (field.name != 'command' && first !== null && first !== field) {
      return problems.at(field.place, `${field.name} stands in line ${first.place.line} already`);
    }
    if (field.text.length == 0)
      return problems.at(field.place, `${field.name} is empty: write its text, or leave the line out`);
  }
  return true;
}

/** `look`, `@who`, or keywords each with a colon. */
function isSelector(text: string): bool {
  if (!text.endsWith(':')) return isKeyword(text);
  const keywords = text.substring(0, text.length - 1).split(':');
  for (let i = 0; i < keywords.length; i++) {
    if (!isKeyword(keywords[i]) || keywords.indexOf(keywords[i]) != i) return false;
    if (keywords[i] == 'actor' || keywords[i] == 'here') return false;
  }
  return true;
}

function isKeyword(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = code >= 97 && code <= 122;
    const other = (code >= 48 && code <= 57) || code == 0x2d;
    if (!letter && !(i == 0 ? code == 0x40 : other)) return false;
  }
  return text.length > 0 && text != '@';
}

/** A restriction for each role; null with a problem. */
function readRestrictions(
  entry: Entry,
  selector: Selector,
  drafts: Drafts,
  problems: Problems,
): Array<Restriction> | null {
  const restrictions = new Array<Restriction>();
  while (restrictions.length < selector.roleCount) restrictions.push(ANYTHING);
  const field = entry.field('roles');
  if (field === null) return restrictions;
  const parts = itemsOf(field.text);
  const named = new Array<string>();
  for (let i = 0; i < parts.length; i++) {
    const split = splitOf(parts[i]);
    const name = split < 1 ? '' : parts[i].substring(0, split).trim();
    if (name.length == 0) return refuse(field, problems, `"${parts[i]}" is neither ROLE @ PROTOTYPE nor ROLE = OBJECT`);
    const index = selector.indexOfRole(name);
    if (index < 0)
      return refuse(field, problems, `${selector.text} has no role ${name}: there are ${rolesOf(selector)}`);
    if (named.includes(name)) return refuse(field, problems, `the role ${name} stands twice`);
    named.push(name);
    const text = parts[i].substring(split + 1).trim();
    const isOne = parts[i].charCodeAt(split) == EQUALS;
    const restriction = isOne
      ? readOne(text, field, drafts, problems)
      : readRestriction(text, index, selector, field, drafts, problems);
    if (restriction === null) return null;
    restrictions[index] = restriction;
  }
  return restrictions;
}

/** Where the `@` or `=` of a restriction is; below 1 when there is none. A role may itself begin with @: `@dig @ text`. */
function splitOf(part: string): i32 {
  for (let i = 1; i < part.length; i++) {
    const code = part.charCodeAt(i);
    if (code == AT || code == EQUALS) return i;
  }
  return -1;
}

function readOne(text: string, field: Field, drafts: Drafts, problems: Problems): Restriction | null {
  const oid = drafts.find(text, field.place, problems);
  return oid == 0 ? null : new Restriction(RestrictionKind.Object, oid);
}

function readRestriction(
  text: string,
  role: i32,
  selector: Selector,
  field: Field,
  drafts: Drafts,
  problems: Problems,
): Restriction | null {
  if (text == 'anything') return ANYTHING;
  const kind = kindNamed(text);
  if (kind != DatumKind.Nothing) {
    if (role > 0 && role <= selector.keywords.length) return Restriction.toValue(kind);
    problems.at(field.place, `the actor and here are objects, never restricted to ${text}`);
    return null;
  }
  const oid = drafts.find(text, field.place, problems);
  return oid == 0 ? null : new Restriction(RestrictionKind.Prototype, oid);
}

function rolesOf(selector: Selector): string {
  return ['actor'].concat(selector.keywords).concat(['here']).join(', ');
}

function refuse(field: Field, problems: Problems, reason: string): Array<Restriction> | null {
  problems.at(field.place, reason);
  return null;
}
