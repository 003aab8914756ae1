import { objectAt } from '../world/cache';
import { isKind } from '../world/known';
import { connectedPlayers } from '../world/people';
import { valueOf } from '../world/properties';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Scope } from './pattern';

/** How deep open things in open things are looked into. */
const MAX_DEPTH = 4;
/** Most objects that are matched with a noun: two full rooms. */
const MAX_CANDIDATES = 4096;

/** What somebody's words can mean, by where it is looked for. Each list is made when it is first asked for. */
export class Reach {
  private reach: Array<WorldObject> | null = null;
  private held: Array<WorldObject> | null = null;
  private exits: Array<WorldObject> | null = null;
  private anyone: Array<WorldObject> | null = null;

  /** `here` is where the actor is; null for somebody nowhere. */
  constructor(
    public actor: WorldObject,
    public here: WorldObject | null,
  ) {}

  /** Begins anew for somebody. */
  begin(actor: WorldObject, here: WorldObject | null): void {
    this.actor = actor;
    this.here = here;
    this.reach = null;
    this.held = null;
    this.exits = null;
    this.anyone = null;
  }

  /** What can be meant in a scope other than `Inside`. */
  candidates(scope: Scope): Array<WorldObject> {
    switch (scope) {
      case Scope.Held: {
        const known = this.held;
        if (known !== null) return known;
        const held = contentsOf(this.actor);
        this.held = held;
        return held;
      }
      case Scope.Exits: {
        const known = this.exits;
        if (known !== null) return known;
        const exits = this.findExits();
        this.exits = exits;
        return exits;
      }
      case Scope.Anyone: {
        const known = this.anyone;
        if (known !== null) return known;
        const anyone = connectedPlayers();
        this.anyone = anyone;
        return anyone;
      }
      default: {
        const known = this.reach;
        if (known !== null) return known;
        const reach = this.findReach();
        this.reach = reach;
        return reach;
      }
    }
  }

  private findExits(): Array<WorldObject> {
    const exits = new Array<WorldObject>();
    const here = this.here;
    if (here === null) return exits;
    for (let i = 0; i < here.contents.length; i++) {
      const object = objectAt(here.contents[i]);
      if (isKind(object, world().known.exit)) exits.push(object);
    }
    return exits;
  }

  private findReach(): Array<WorldObject> {
    const found = new Array<WorldObject>();
    addContents(found, this.actor, 0);
    const here = this.here;
    if (here !== null) {
      addContents(found, here, 0);
      found.push(here);
      if (!here.contents.includes(this.actor.oid)) found.push(this.actor);
    } else found.push(this.actor);
    return found;
  }
}

/** What an object holds. */
export function contentsOf(object: WorldObject): Array<WorldObject> {
  const contents = object.contents;
  const found = new Array<WorldObject>(contents.length);
  for (let i = 0; i < contents.length; i++) found[i] = objectAt(contents[i]);
  return found;
}

function addContents(found: Array<WorldObject>, holder: WorldObject, depth: i32): void {
  const contents = holder.contents;
  for (let i = 0; i < contents.length && found.length < MAX_CANDIDATES; i++) {
    const object = objectAt(contents[i]);
    found.push(object);
    if (depth < MAX_DEPTH && object.contents.length > 0 && isOpenContainer(object))
      addContents(found, object, depth + 1);
  }
}

/** Whether what a thing holds can be reached. */
export function isOpenContainer(object: WorldObject): bool {
  return isKind(object, world().known.container) && !isClosed(object);
}

/** Whether a thing can be opened and is not. */
export function isClosed(object: WorldObject): bool {
  const open = world().known.open;
  return open !== null && isKind(object, world().known.openable) && valueOf(object, open).bits == 0;
}
