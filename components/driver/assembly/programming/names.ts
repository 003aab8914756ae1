import * as slots from '../../bindings/kernel-store/slots';
import { ProgrammingError } from '../../bindings/driver-objects/programming';
import { KIND_NAMES } from '../values/datum';
import { capitalised, isIdentifier } from '../values/text';
import { packText } from '../values/tuple';
import { identified } from '../world/identifiers';
import { IDENTIFIER } from '../world/slot-names';
import { writeSlot } from '../world/store';
import { WorldObject } from '../world/world-object';
import { expire, redefined } from './redefinition';
import { label } from './rights';

/** Words that stand for something else where a role names an object. */
const RESERVED: StaticArray<string> = ['anything', 'text', 'none', 'actor', 'here', 'it', 'me', 'world'];

/** Why nothing can be called so in the directory; null when something can, and nothing is. */
export function problemWithIdentifier(name: string): ProgrammingError | null {
  if (!isIdentifier(name))
    return bad(`"${name}" is no name for the directory: lower-case letters, digits and -, a letter first.`);
  if (RESERVED.includes(name) || KIND_NAMES.includes(name))
    return bad(`${name} means something else: choose another name.`);
  return identified(name) == 0 ? null : bad(`Something is called $${name} already: choose another name.`);
}

/** Gives an object a name in the directory, or with an empty one takes it away; why not, or null. */
export function nameObject(object: WorldObject, name: string): ProgrammingError | null {
  const before = object.identifier;
  if (before.length > 0 && object.isPrototype)
    return bad(`${label(object)} is a prototype: verbs and programs say its name, so it stays.`);
  if (before.length > 0 && (object.source.length > 0 || object.owner == 0))
    return bad(`Files call it $${before}: it keeps that name.`);
  if (name.length == 0) {
    if (before.length == 0) return bad(`${label(object)} has no name in the directory.`);
    slots.clear(object.oid, IDENTIFIER);
  } else if (name != before) {
    const problem = problemWithIdentifier(name);
    if (problem !== null) return problem;
    writeSlot(object.oid, IDENTIFIER, packText(name));
  }
  expire(object);
  redefined();
  return null;
}

function bad(sentence: string): ProgrammingError {
  return ProgrammingError.badName(capitalised(sentence));
}
