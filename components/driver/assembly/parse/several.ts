import { takes } from '../dispatch/dispatch';
import { Selector } from '../dispatch/verb';
import { identified } from '../world/identifiers';
import { Sort, isKind, sortOf } from '../world/known';
import { WorldObject } from '../world/world-object';
import { Element, Scope } from './pattern';
import { Reach } from './reach';

/**
 * What "all" means where nothing more is said: the things that lie in the place or are held, not what lies inside of others, and neither
 * scenery nor people nor ways; people where those are meant. `holder` is what holds the candidates, where that was said.
 */
export function allOf(
  candidates: Array<WorldObject>,
  isOfPeople: bool,
  scope: Scope,
  holder: WorldObject | null,
  element: Element,
  reach: Reach,
): Array<WorldObject> {
  const sort = isOfPeople || scope == Scope.Anyone ? Sort.Person : scope == Scope.Exits ? Sort.Way : Sort.Thing;
  const isShallow = scope == Scope.Reach && holder === null;
  const here = reach.here;
  const found = new Array<WorldObject>();
  for (let i = 0; i < candidates.length; i++) {
    const object = candidates[i];
    if (sortOf(object) != sort || object === reach.actor || object === here) continue;
    const isNear = object.location == reach.actor.oid || (here !== null && object.location == here.oid);
    if (isShallow && !isNear) continue;
    if (!isLeftOut(object, element, reach.actor)) found.push(object);
  }
  return found;
}

/** What a hole does not leave out of several things; all of them when it would leave out every one. */
export function lessLeftOut(found: Array<WorldObject>, element: Element, actor: WorldObject): Array<WorldObject> {
  const left = new Array<WorldObject>();
  for (let i = 0; i < found.length; i++) if (!isLeftOut(found[i], element, actor)) left.push(found[i]);
  return left.length == 0 ? found : left;
}

function isLeftOut(object: WorldObject, element: Element, actor: WorldObject): bool {
  if (element.leavesHeld && object.location == actor.oid) return true;
  for (let i = 0; i < element.leavesOut.length; i++) {
    const prototype = identified(element.leavesOut[i]);
    if (prototype != 0 && isKind(object, prototype)) return true;
  }
  return false;
}

/** Each object once, in their order. */
export function once(objects: Array<WorldObject>): Array<WorldObject> {
  if (objects.length < 2) return objects;
  const known = new Set<u64>();
  const found = new Array<WorldObject>();
  for (let i = 0; i < objects.length; i++) {
    if (known.has(objects[i].oid)) continue;
    known.add(objects[i].oid);
    found.push(objects[i]);
  }
  return found;
}

/** Those that some verb takes, or all when none does. */
export function fitting(found: Array<WorldObject>, selector: Selector, role: i32): Array<WorldObject> {
  const taken = new Array<WorldObject>();
  for (let i = 0; i < found.length; i++) if (takes(selector, role, found[i])) taken.push(found[i]);
  return taken.length == 0 ? found : taken;
}
