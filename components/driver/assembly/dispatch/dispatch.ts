import { Datum, DatumKind } from '../values/datum';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';
import { Message } from './message';
import { RestrictionKind, Selector, Verb } from './verb';

/** The distance of a role that is not restricted: further than any prototype. */
const UNRESTRICTED: i32 = i32.MAX_VALUE;
/** The verb does not apply. */
const APART: i32 = -1;

/** The objects in the roles of the message being dispatched; null where a role has none. */
let objects: Array<WorldObject | null> = [];

/** The verb that answers a message. */
export class Choice {
  /** The verb with the smallest rank, or null when none applies. */
  verb: Verb | null = null;
  /** Another one with the same rank: the message is ambiguous. */
  rival: Verb | null = null;
}

const choice = new Choice();

/**
 * Chooses by all roles (docs/world-image.md): a verb applies when each role is, or delegates to, its restriction; its rank is the vector of
 * distances along the linearisations, compared from the left. With `after`, the next one after that verb.
 *
 * Costs a few comparisons for each verb of the selector, however many others there are.
 */
export function choose(message: Message, after: Verb | null): Choice {
  prepare(message);
  choice.verb = null;
  choice.rival = null;
  const verbs = message.selector.verbs;
  for (let i = 0; i < verbs.length; i++) {
    const verb = unchecked(verbs[i]);
    if (!applies(verb, message)) continue;
    if (after !== null && compareRanks(verb, after, message) <= 0) continue;
    const best = choice.verb;
    const order = best === null ? -1 : compareRanks(verb, best, message);
    if (order < 0) {
      choice.verb = verb;
      choice.rival = null;
    } else if (order == 0) choice.rival = verb;
  }
  return choice;
}

/** Whether some verb of a selector takes an object in a role, whatever is in the others. */
export function takes(selector: Selector, role: i32, object: WorldObject): bool {
  for (let i = 0; i < selector.verbs.length; i++) {
    const restriction = selector.verbs[i].restrictions[role];
    if (restriction.kind == RestrictionKind.Anything) return true;
    if (restriction.kind == RestrictionKind.Text) continue;
    if (object.oid == restriction.prototype || object.shape.delegatesTo(restriction.prototype)) return true;
  }
  return false;
}

function prepare(message: Message): void {
  const count = message.selector.roleCount;
  while (objects.length < count) objects.push(null);
  for (let role = 0; role < count; role++) {
    const oid = message.objectIn(role);
    unchecked((objects[role] = oid == 0 ? null : objectAt(oid)));
  }
}

function applies(verb: Verb, message: Message): bool {
  const count = verb.restrictions.length;
  for (let role = 0; role < count; role++) if (distance(verb, role, message) == APART) return false;
  return true;
}

function distance(verb: Verb, role: i32, message: Message): i32 {
  const restriction = unchecked(verb.restrictions[role]);
  if (restriction.kind == RestrictionKind.Anything) return UNRESTRICTED;
  if (restriction.kind == RestrictionKind.Text) {
    return role > 0 && role <= message.values.length && isText(message.values[role - 1]) ? 0 : APART;
  }
  const object = unchecked(objects[role]);
  if (object === null) return APART;
  if (object.oid == restriction.prototype) return 0;
  const far = object.shape.distanceTo(restriction.prototype);
  return far == 0 ? APART : far;
}

function isText(value: Datum): bool {
  return value.kind == DatumKind.Text;
}

/** Below 0 when the first of two verbs that apply is nearer. */
function compareRanks(verb: Verb, other: Verb, message: Message): i32 {
  const count = verb.restrictions.length;
  for (let role = 0; role < count; role++) {
    const mine = distance(verb, role, message);
    const its = distance(other, role, message);
    if (mine != its) return mine < its ? -1 : 1;
  }
  return 0;
}
