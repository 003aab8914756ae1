import { identified } from './identifiers';
import { WorldObject } from './world-object';
import { Property } from './property';
import { objectAt } from './cache';
import { Shape } from './shape';
import { world } from './world';

/** The prototypes and properties that the driver itself knows (docs/world-image.md): 0 or null where the world has none. */
export class Known {
  readonly thing: u64 = identified('thing');
  readonly player: u64 = identified('player');
  readonly builder: u64 = identified('builder');
  readonly room: u64 = identified('room');
  readonly exit: u64 = identified('exit');
  readonly container: u64 = identified('container');
  readonly scenery: u64 = identified('scenery');
  readonly openable: u64 = identified('openable');
  readonly description: Property | null = declared(this.thing, 'description');
  readonly now: Property | null = declared(this.room, 'now');
  readonly exitTo: Property | null = declared(this.exit, 'to');
  /** The places that somebody has made, as the program that makes them keeps them. */
  readonly places: Property | null = declared(this.builder, 'places');
  readonly open: Property | null = declared(this.openable, 'open');
}

function declared(prototype: u64, name: string): Property | null {
  return prototype == 0 ? null : objectAt(prototype).declaredNamed(name);
}

/** Whether an object is a prototype or delegates to it. */
export function isKind(object: WorldObject, prototype: u64): bool {
  return object.oid == prototype || object.shape.delegatesTo(prototype);
}

/** Whether an exit may lead to an object: to a room, and not to a prototype of rooms. */
export function isPlace(object: WorldObject): bool {
  const room = world().known.room;
  return object.exists && !object.isPrototype && (room == 0 || isKind(object, room));
}

/** What an object is to somebody who looks around. */
export enum Sort {
  Thing,
  /** It leads somewhere. */
  Way,
  /** Somebody. */
  Person,
  /** It belongs to the description of its place, and is not listed. */
  Scenery,
}

/** What an object is to somebody who looks around. Prototypes themselves are things. */
export function sortOf(object: WorldObject): Sort {
  const shape = object.shape;
  if (shape.sort < 0) shape.sort = sortOfShape(shape, world().known);
  return shape.sort;
}

function sortOfShape(shape: Shape, known: Known): Sort {
  if (shape.delegatesTo(known.scenery)) return Sort.Scenery;
  if (shape.delegatesTo(known.exit)) return Sort.Way;
  return shape.delegatesTo(known.player) ? Sort.Person : Sort.Thing;
}
