import { BuildingError, Detail } from '../bindings/driver-objects/building';
import { Result, Unit } from '../bindings/types';
import { Name, readName } from './building/building-names';
import { create as createObject, recycle as recycleObject, rename as renameObject, usability } from './building/making';
import { PropertyText, readProperty } from './building/property-text';
import { inspect, ownerName } from './building/inspection';
import { deny } from './authority/audit';
import { ADMINISTER, BUILD, actorMay, actsWith } from './authority/powers';
import { problemWithObjects } from './authority/quotas';
import { PROGRAM, STATE } from './authority/rights';
import { frame } from './dispatch/frame';
import { Handle } from './objects';
import { playerNamed } from './sessions/player-names';
import { objectAt } from './world/cache';
import { identified } from './world/identifiers';
import { isKind } from './world/known';
import { writeProperty } from './world/properties';
import { world } from './world/world';
import { WorldObject } from './world/world-object';

/** A handle with the owner's authority. */
export function claim(object: Handle): Result<Handle, BuildingError> {
  const problem = problemWithClaim(object.object);
  if (problem !== null && !problem.isGone) deny('claim', object.object);
  if (problem !== null) return Result.err<Handle, BuildingError>(problem);
  return Result.ok<Handle, BuildingError>(Handle.owning(object.oid));
}

/** A fresh object with one prototype, owned by the actor, nowhere yet. */
export function create(prototype: string, name: string): Result<Handle, BuildingError> {
  if (!actsWith(BUILD)) {
    deny('build as', objectAt(frame().message.actor));
    return Result.err<Handle, BuildingError>(BuildingError.notABuilder());
  }
  const oid = identified(prototype);
  const read = readName(name, [], oid != 0 && isKind(objectAt(oid), world().known.exit));
  const misnamed = read.problem.length > 0 ? read.problem : problemWithPersonName(read);
  if (misnamed.length > 0) return Result.err<Handle, BuildingError>(BuildingError.badName(misnamed));
  if (oid == 0 || !usability(objectAt(oid)))
    return Result.err<Handle, BuildingError>(BuildingError.noPrototype(prototype));
  const actor = objectAt(frame().message.actor);
  const quota = problemWithObjects(actor);
  if (quota.length > 0) return Result.err<Handle, BuildingError>(BuildingError.quota(quota));
  return Result.ok<Handle, BuildingError>(Handle.owning(createObject(objectAt(oid), read.name, actor)));
}

/** Renames an object. */
export function rename(object: Handle, name: string, aliases: Array<string>): Result<Unit, BuildingError> {
  const problem = problemWithOwner(object);
  if (problem !== null) return refused(problem);
  const target = object.object;
  if (isKind(target, world().known.player)) {
    return refused(BuildingError.badName("A player's name is what they enter with: it stays."));
  }
  const read: Name = readName(name, aliases, isKind(target, world().known.exit));
  const misnamed = read.problem.length > 0 ? read.problem : problemWithPersonName(read);
  if (misnamed.length > 0) return refused(BuildingError.badName(misnamed));
  renameObject(target, read.name, read.aliases);
  return done();
}

/** Sets a property from text, read by its declared type. */
export function assign(object: Handle, property: string, text: string): Result<Unit, BuildingError> {
  const problem = problemWithOwner(object);
  if (problem !== null) return refused(problem);
  const actor = objectAt(frame().message.actor);
  if (isKind(object.object, world().known.player) && !actorMay(ADMINISTER)) {
    return refused(BuildingError.badProperty('People are changed by themselves: describe me as …'));
  }
  const read: PropertyText = readProperty(object.object, property, text, actor);
  const found = read.property;
  if (found === null) return refused(BuildingError.badProperty(read.problem));
  const quota = writeProperty(object.object, found, read.value);
  return quota.length > 0 ? refused(BuildingError.quota(quota)) : done();
}

/** Destroys an object. */
export function recycle(object: Handle): Result<Unit, BuildingError> {
  const problem = problemWithOwner(object, STATE | PROGRAM);
  if (problem !== null) return refused(problem);
  const inUse = recycleObject(object.object);
  return inUse.length > 0 ? refused(BuildingError.inUse(inUse)) : done();
}

/** What a builder may know about an object; nothing for a verb that does not act for one. */
export function examine(object: Handle): Array<Detail> {
  if (!actsWith(BUILD)) return [];
  return inspect(object.object, object.ownsState);
}

/** Why a thing may not be called as it would: nobody could tell it from a person. */
function problemWithPersonName(name: Name): string {
  const names = name.aliases.concat([name.name]);
  for (let i = 0; i < names.length; i++) {
    // Joiners and soft hyphens are not seen, so they tell nobody apart.
    const seen = names[i].replaceAll('\u200c', '').replaceAll('\u200d', '').replaceAll('\u00ad', '');
    if (playerNamed(seen) != 0) return `${names[i]} is somebody's name: a thing cannot be called so.`;
  }
  return '';
}

/** Why the actor may not claim an object; null when nothing stands against it. */
function problemWithClaim(object: WorldObject): BuildingError | null {
  if (!actsWith(BUILD)) return BuildingError.notABuilder();
  if (!object.exists) return BuildingError.gone();
  const actor = objectAt(frame().message.actor);
  if (object.owner == actor.oid) return null;
  return actorMay(ADMINISTER) ? null : BuildingError.notOwner(ownerName(object));
}

/** Why rights on all of an object's state are missing; null when the handle has them. */
function problemWithOwner(object: Handle, rights: u32 = STATE): BuildingError | null {
  const target = object.object;
  if (!target.exists) return BuildingError.gone();
  const acts = actsWith(BUILD);
  if (acts && object.ownsState && object.allows(rights)) return null;
  deny('change', target);
  return acts ? BuildingError.notOwner(ownerName(target)) : BuildingError.notABuilder();
}

function refused(error: BuildingError): Result<Unit, BuildingError> {
  return Result.err<Unit, BuildingError>(error);
}

function done(): Result<Unit, BuildingError> {
  return Result.ok<Unit, BuildingError>(Unit.value);
}
