import { Definition, Verb as Described } from '../../bindings/driver-objects/programming';
import { Restriction, RestrictionKind } from '../dispatch/restriction';
import { Verb } from '../dispatch/verb';
import { ownerOf } from '../loading/objects';
import { KIND_NAMES } from '../values/datum';
import { objectAt } from '../world/cache';
import { world } from '../world/world';
import { label } from './rights';

/** What the roles of a verb are restricted to, as a file has it: `put @ thing, in = chest`. */
export function rolesOf(verb: Verb): string {
  const roles = new Array<string>();
  for (let i = 0; i < verb.restrictions.length; i++) {
    const restriction = verb.restrictions[i];
    if (restriction.kind == RestrictionKind.Anything) continue;
    roles.push(`${verb.selector.roleAt(i)} ${written(restriction)}`);
  }
  return roles.join(', ');
}

function written(restriction: Restriction): string {
  if (restriction.prototype == 0) return `@ ${KIND_NAMES[restriction.valueKind]}`;
  const sign = restriction.kind == RestrictionKind.Object ? '=' : '@';
  return `${sign} ${label(objectAt(restriction.prototype))}`;
}

/** A verb as programs see it. */
export function describeVerb(verb: Verb): Described {
  const definition = new Definition(
    verb.selector.text,
    rolesOf(verb),
    verb.program,
    verb.entry,
    verb.commands,
    verb.help,
  );
  return new Described(definition, authorOf(verb), <u64>verb.sinceMs);
}

/** Who defined a verb, by name. */
export function authorOf(verb: Verb): string {
  if (verb.author != 0) return objectAt(verb.author).name;
  return verb.source.length == 0 ? 'the world' : ownerOf(verb.source);
}

/** The objects that the roles of a verb name: it has the authority of all of them. */
export function namedIn(verb: Verb): Array<u64> {
  const named = new Array<u64>();
  for (let i = 0; i < verb.restrictions.length; i++) {
    const oid = verb.restrictions[i].prototype;
    if (oid != 0 && !named.includes(oid)) named.push(oid);
  }
  return named;
}

/** A verb whose roles name an object, or null. */
export function verbNaming(oid: u64): Verb | null {
  const verbs = world().verbs;
  for (let i = 0; i < verbs.length; i++) if (namedIn(verbs[i]).includes(oid)) return verbs[i];
  return null;
}
