import * as indices from '../../bindings/kernel-store/indices';
import * as slots from '../../bindings/kernel-store/slots';
import { allHeldBytes, countBytes, countObjects, countTimers } from '../authority/quotas';
import { effects } from '../dispatch/effects';
import { capitalised } from '../values/text';
import { packRef, packRefs, packText, packTexts } from '../values/tuple';
import { hasDelegators } from '../programming/prototypes';
import { redefined } from '../programming/redefinition';
import { verbNaming } from '../programming/verb-text';
import { objectAt, stampWritten } from '../world/cache';
import { isKind } from '../world/known';
import { Move, moveInto, moveNowhere } from '../world/moves';
import { ALIASES, NAME, OWNER, PROTOTYPES } from '../world/slot-names';
import { clearObject, writeSlot } from '../world/store';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';

/** Exits that are destroyed with the place they lead to: more than a place could have by `@dig`. */
const MAX_EXITS = 2000;

/** Whether builders may make objects of a prototype: people are made by entering. */
export function usability(prototype: WorldObject): bool {
  return prototype.isPrototype && !isKind(prototype, world().known.player);
}

/** Makes an object. */
export function create(prototype: WorldObject, name: string, owner: WorldObject): u64 {
  const oid = slots.create();
  writeSlot(oid, NAME, packText(name));
  writeSlot(oid, PROTOTYPES, packRefs([prototype.oid]));
  writeSlot(oid, OWNER, packRef(owner.oid));
  countObjects(owner, 1);
  return oid;
}

/** Renames an object. */
export function rename(object: WorldObject, name: string, aliases: Array<string>): void {
  writeSlot(object.oid, NAME, packText(name));
  writeSlot(object.oid, ALIASES, packTexts(aliases));
  object.name = name;
  object.aliases = aliases;
  object.forgetNames();
  stampWritten(object);
  effects.touch(object.oid);
  effects.touch(object.location);
}

/** Destroys an object; a sentence when it cannot be. */
export function recycle(object: WorldObject): string {
  const problem = problemWithRecycling(object);
  if (problem.length > 0) return problem;
  destroyExitsTo(object);
  scatter(object);
  destroy(object);
  return '';
}

function problemWithRecycling(object: WorldObject): string {
  if (isKind(object, world().known.player))
    return `${capitalised(object.definiteName)} is somebody: people cannot be recycled.`;
  if (object.isPrototype && (object.owner == 0 || hasDelegators(object)))
    return `${capitalised(object.definiteName)} is a prototype: what delegates to it would lose its nature.`;
  const verb = verbNaming(object.oid);
  if (verb !== null)
    return `The verb ${verb.selector.text} is for ${object.definiteName}: take it back first, with @undefine.`;
  if (object.oid == world().start) return `${capitalised(object.definiteName)} is where people begin.`;
  if (object.oid == world().oid || object.oid == world().people) return 'That is what the world itself is kept in.';
  return '';
}

/** What it held goes where it was. What a place held goes to where people begin, but its exits lead out of nowhere: they go with it. */
function scatter(object: WorldObject): void {
  const target = objectAt(object.location == 0 ? world().start : object.location);
  const exit = world().known.exit;
  const contents = object.contents;
  for (let i = 0; i < contents.length; i++) {
    const held = objectAt(contents[i]);
    if (object.location == 0 && isKind(held, exit) && held.contents.length == 0) destroy(held);
    else if (moveInto(held, target) != Move.Done) moveNowhere(held);
  }
}

function destroyExitsTo(object: WorldObject): void {
  const to = world().known.exitTo;
  if (to === null) return;
  const found = indices.find(to.slot, packRef(object.oid), 0, MAX_EXITS);
  if (!found.isOk) return;
  for (let i = 0; i < found.ok.length; i++) {
    const exit = objectAt(found.ok[i]);
    if (exit.isPrototype || exit === object) continue;
    scatter(exit);
    destroy(exit);
  }
}

function destroy(object: WorldObject): void {
  moveNowhere(object);
  if (object.owner != 0) {
    const owner = objectAt(object.owner);
    countBytes(object, -allHeldBytes(object.oid));
    countTimers(object, -object.timers);
    if (owner.exists) countObjects(owner, -1);
  }
  const wasNamed = object.identifier.length > 0;
  clearObject(object.oid);
  object.version = 0;
  object.decode(new Uint8Array(0));
  if (wasNamed) redefined();
}
