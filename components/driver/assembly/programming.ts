import {
  Declaration,
  Definition,
  Past,
  ProgrammingError,
  Verb as Described,
  Visibility,
} from '../bindings/driver-objects/programming';
import { Result, Unit } from '../bindings/types';
import { problemWithObjects } from './authority/quotas';
import { readName } from './building/building-names';
import { create as createObject } from './building/making';
import { Verb } from './dispatch/verb';
import { datumOf } from './handle-values';
import { Handle } from './objects';
import { pastOf } from './programming/archive';
import { declare, undeclare } from './programming/declarations';
import { define, undefine } from './programming/definitions';
import { nameObject as giveName, problemWithIdentifier } from './programming/names';
import { problemWithPrototypes, writePrototypes } from './programming/prototypes';
import { redefined } from './programming/redefinition';
import { label, problemWithActor, problemWithHandle, programmer } from './programming/rights';
import { describeVerb, namedIn } from './programming/verb-text';
import { capitalised } from './values/text';
import { packRefs, packText, packing } from './values/tuple';
import { objectAt } from './world/cache';
import { isKind } from './world/known';
import { Visibility as Level } from './world/property';
import { IDENTIFIER, IS_PROTOTYPE, PROTOTYPES } from './world/slot-names';
import { writeSlot } from './world/store';
import { refreshWorld, world } from './world/world';
import { WorldObject } from './world/world-object';

/** Most verbs in one answer. */
const MAX_VERBS = 500;

/** A fresh prototype. */
export function makePrototype(
  identifier: string,
  name: string,
  prototypes: Array<Handle>,
): Result<Handle, ProgrammingError> {
  refreshWorld();
  const problem = problemWithActor();
  if (problem !== null) return Result.err<Handle, ProgrammingError>(problem);
  const read = readName(name, [], false);
  if (read.problem.length > 0) return Result.err<Handle, ProgrammingError>(ProgrammingError.badName(read.problem));
  const taken = problemWithIdentifier(identifier);
  if (taken !== null) return Result.err<Handle, ProgrammingError>(taken);
  const delegated = objectsOf(prototypes);
  const refused = problemWithPrototypes(null, delegated);
  if (refused !== null) return Result.err<Handle, ProgrammingError>(refused);
  const actor = programmer();
  const quota = problemWithObjects(actor);
  if (quota.length > 0) return Result.err<Handle, ProgrammingError>(ProgrammingError.quota(quota));
  const oid = createObject(delegated[0], read.name, actor);
  const oids = new Array<u64>();
  for (let i = 0; i < delegated.length; i++) oids.push(delegated[i].oid);
  writeSlot(oid, PROTOTYPES, packRefs(oids));
  writeSlot(oid, IDENTIFIER, packText(identifier));
  writeSlot(oid, IS_PROTOTYPE, packing.start().truth(true).finish());
  redefined();
  return Result.ok<Handle, ProgrammingError>(Handle.owning(oid));
}

/** Gives an object other prototypes. */
export function setPrototypes(object: Handle, prototypes: Array<Handle>): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithHandle(object);
  if (problem !== null) return outcome(problem);
  const target = object.object;
  if (isKind(target, world().known.player))
    return outcome(ProgrammingError.badPrototypes('People are what they entered as: their prototypes stay.'));
  if (target.oid == world().known.thing)
    return outcome(ProgrammingError.badPrototypes('Everything delegates to thing, and thing to nothing.'));
  if (target.source.length > 0) {
    const reason = `${capitalised(label(target))} belongs to the files of ${target.source}: change its prototypes there.`;
    return outcome(ProgrammingError.badPrototypes(reason));
  }
  const delegated = objectsOf(prototypes);
  const refused = problemWithPrototypes(target, delegated);
  if (refused === null) writePrototypes(target, delegated);
  return outcome(refused);
}

/** Declares a property. */
export function declareProperty(prototype: Handle, declaration: Declaration): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithHandle(prototype);
  if (problem !== null) return outcome(problem);
  const fallback = datumOf(declaration.fallback);
  const level = levelOf(declaration.visibility);
  return outcome(
    declare(prototype.object, declaration.name, declaration.type, fallback, level, declaration.documentation),
  );
}

function levelOf(visibility: Visibility): Level {
  if (visibility == Visibility.Private) return Level.Private;
  return visibility == Visibility.Indexed ? Level.Indexed : Level.Readable;
}

/** Takes a declaration away. */
export function undeclareProperty(prototype: Handle, name: string): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithHandle(prototype);
  return outcome(problem === null ? undeclare(prototype.object, name) : problem);
}

/** Defines a verb. */
export function defineVerb(definition: Definition, authority: Array<Handle>): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithActor();
  return outcome(problem === null ? define(definition, authority, programmer()) : problem);
}

/** Ends a verb. */
export function undefineVerb(
  selector: string,
  roles: string,
  authority: Array<Handle>,
): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithActor();
  return outcome(problem === null ? undefine(selector, roles, authority, programmer()) : problem);
}

/** The verbs whose roles name an object, or what it delegates to. */
export function verbsOf(object: Handle, inherited: bool): Array<Described> {
  refreshWorld();
  const target = object.object;
  const found = new Array<Described>();
  addNaming(found, target.oid);
  if (!inherited) return found;
  const line = target.shape.line;
  for (let i = 0; i < line.length && found.length < MAX_VERBS; i++) addNaming(found, line[i]);
  return found;
}

/** Adds the verbs whose roles name an object. */
function addNaming(found: Array<Described>, oid: u64): void {
  const verbs = world().verbs;
  for (let i = 0; i < verbs.length && found.length < MAX_VERBS; i++) {
    if (namedIn(verbs[i]).includes(oid)) found.push(describeVerb(verbs[i]));
  }
}

/** The verbs with a selector. */
export function verbsWith(selector: string): Array<Described> {
  refreshWorld();
  const verbs: Array<Verb> = world().selector(selector).verbs;
  const found = new Array<Described>();
  for (let i = 0; i < verbs.length && i < MAX_VERBS; i++) found.push(describeVerb(verbs[i]));
  return found;
}

/** What the verbs with a selector were. */
export function history(selector: string): Array<Past> {
  refreshWorld();
  const past = pastOf(selector);
  const found = new Array<Past>();
  for (let i = past.length - 1; i >= 0; i--) {
    found.push(new Past(describeVerb(past[i].verb), objectAt(past[i].endedBy).name, <u64>past[i].untilMs));
  }
  return found;
}

/** Gives an object a name in the directory. */
export function nameObject(object: Handle, name: string): Result<Unit, ProgrammingError> {
  refreshWorld();
  const problem = problemWithHandle(object);
  return outcome(problem === null ? giveName(object.object, name) : problem);
}

function objectsOf(handles: Array<Handle>): Array<WorldObject> {
  const objects = new Array<WorldObject>();
  for (let i = 0; i < handles.length; i++) objects.push(handles[i].object);
  return objects;
}

function outcome(problem: ProgrammingError | null): Result<Unit, ProgrammingError> {
  if (problem !== null) return Result.err<Unit, ProgrammingError>(problem);
  return Result.ok<Unit, ProgrammingError>(Unit.value);
}
