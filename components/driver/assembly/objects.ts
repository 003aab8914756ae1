import * as api from '../bindings/driver-objects/objects';
import { Result, Resource, Unit } from '../bindings/types';
import { deny } from './authority/audit';
import { stands } from './authority/delegations';
import { ALL, IN_ROLE, SEE, SEEN, STATE, flagsOf, rightsOf } from './authority/rights';
import { frame } from './dispatch/frame';
import { objectAt } from './world/cache';
import { Sort, isKind, sortOf } from './world/known';
import { Move, moveInto } from './world/moves';
import { Property, Visibility } from './world/property';
import { misleads, propertyOf, valueOf, writeProperty } from './world/properties';
import { KIND_NAMES } from './values/datum';
import { identified } from './world/identifiers';
import { refreshWorld } from './world/world';
import { WorldObject } from './world/world-object';
import { datumOf, mayGive, valueFrom } from './handle-values';

/** Most bytes of UTF-8 in a text or list that a property holds: the store takes 90,000 with what is around it. */
const MAX_VALUE_BYTES = 60_000;

/** One object and rights on it, for the call it was made in. */
export class Handle extends Resource {
  constructor(
    readonly oid: u64,
    /** Bits of authority/rights.ts. */
    readonly granted: u32,
    /** With the right to its state: the prototype whose properties that is; 0 for all properties, as its owner has it. */
    readonly prototype: u64,
    /** The frame it was made in. */
    readonly serial: u32,
    /** The delegation that its rights come from, which is looked at again at each use; 0 for none. */
    readonly delegation: u64 = 0,
  ) {
    super();
  }

  /** A handle of the current call as everybody has it. */
  static seeing(oid: u64): Handle {
    return new Handle(oid, SEEN, 0, frame().serial);
  }

  /** A handle of the current call on what fills a role that names a prototype. */
  static inRole(oid: u64, prototype: u64): Handle {
    return new Handle(oid, IN_ROLE, prototype, frame().serial);
  }

  /** A handle of the current call as its owner has it. */
  static owning(oid: u64): Handle {
    return new Handle(oid, ALL, 0, frame().serial);
  }

  /** The object, of which this handle was made in the current call. */
  get object(): WorldObject {
    if (this.serial != frame().serial)
      throw new Error('a program used a handle after it had returned: keep objects in properties');
    refreshWorld();
    return objectAt(this.oid);
  }

  /** Whether it has all of some rights, at this moment. */
  allows(rights: u32): bool {
    if ((this.granted & rights) != rights) return false;
    return this.delegation == 0 || (rights & ~SEEN) == 0 || stands(this.oid, this.delegation);
  }

  /** Whether it has the right to all of the object's state, and not to one prototype's part. */
  get ownsState(): bool {
    return this.prototype == 0 && this.allows(STATE);
  }

  rights(): api.Rights {
    const stand = this.delegation == 0 || stands(this.object.oid, this.delegation);
    return flagsOf(stand ? this.granted : this.granted & SEEN);
  }

  attenuate(rights: api.Rights): Handle {
    return new Handle(this.object.oid, this.granted & rightsOf(rights), this.prototype, this.serial, this.delegation);
  }

  sameAs(other: Handle): bool {
    return this.object === other.object;
  }

  seen(): Handle {
    return new Handle(this.object.oid, this.granted & SEEN, 0, this.serial);
  }

  sharesOwner(other: Handle): bool {
    const object = this.object;
    const second = other.object;
    // What was recycled belongs to nobody, and so not to the world either.
    return object.exists && second.exists && object.owner == second.owner;
  }

  is(prototype: string): bool {
    const oid = identified(prototype);
    return oid != 0 && isKind(this.object, oid);
  }

  name(article: api.Article): string {
    const object = this.object;
    if (article == api.Article.Definite) return object.definiteName;
    return article == api.Article.Indefinite ? object.indefiniteName : object.name;
  }

  aliases(): Array<string> {
    return this.object.aliases;
  }

  get(name: string): Result<api.Value, api.PropertyError> {
    const object = this.object;
    if (!object.exists) return Result.err<api.Value, api.PropertyError>(api.PropertyError.gone());
    const property = propertyOf(object, name);
    if (property === null) return Result.err<api.Value, api.PropertyError>(api.PropertyError.undeclared(name));
    if (!this.allows(SEE) || (property.visibility == Visibility.Private && !this.mayUse(property))) {
      deny('read', object, fullName(property));
      return Result.err<api.Value, api.PropertyError>(api.PropertyError.forbidden(fullName(property)));
    }
    return Result.ok<api.Value, api.PropertyError>(valueFrom(valueOf(object, property)));
  }

  set(name: string, value: api.Value): Result<Unit, api.PropertyError> {
    const object = this.object;
    if (!object.exists) return refused(api.PropertyError.gone());
    const property = propertyOf(object, name);
    if (property === null) return refused(api.PropertyError.undeclared(name));
    if (!this.mayUse(property) || !mayGive(value)) {
      deny('write', object, fullName(property));
      return refused(api.PropertyError.forbidden(fullName(property)));
    }
    const datum = datumOf(value).as(property.type);
    if (!property.accepts(datum)) return refused(api.PropertyError.wrongType(KIND_NAMES[property.type]));
    if (misleads(property, datum)) return refused(api.PropertyError.wrongType('room'));
    const size = datum.sizeBytes();
    if (size > MAX_VALUE_BYTES) return refused(api.PropertyError.tooLarge(size));
    const quota = writeProperty(object, property, datum);
    return quota.length > 0 ? refused(api.PropertyError.quota(quota)) : Result.ok<Unit, api.PropertyError>(Unit.value);
  }

  location(): Handle | null {
    const location = this.object.location;
    return location == 0 || !this.allows(SEE) ? null : Handle.seeing(location);
  }

  sights(except: Handle | null): Array<api.Sight> {
    const contents = this.object.contents;
    if (!this.allows(SEE)) return [];
    const left = except === null ? 0 : except.object.oid;
    const serial = this.serial;
    const sights = new Array<api.Sight>();
    for (let i = 0; i < contents.length; i++) {
      const oid = unchecked(contents[i]);
      if (oid == left) continue;
      const object = objectAt(oid);
      const sort = sortOf(object);
      if (sort == Sort.Scenery) continue;
      const name = sort == Sort.Way ? object.name : object.indefiniteName;
      sights.push(new api.Sight(new Handle(oid, SEEN, 0, serial), name, kindOf(object, sort)));
    }
    return sights;
  }

  moveTo(destination: Handle): Result<Unit, api.MoveError> {
    if (!this.allows(STATE)) {
      deny('move', this.object);
      return notMoved(api.MoveError.forbidden());
    }
    switch (moveInto(this.object, destination.object)) {
      case Move.Gone:
        return notMoved(api.MoveError.gone());
      case Move.IntoItself:
        return notMoved(api.MoveError.intoItself());
      case Move.Full:
        return notMoved(api.MoveError.full());
      default:
        return Result.ok<Unit, api.MoveError>(Unit.value);
    }
  }

  /** Whether this authority reads and writes a property: its prototype's, or the owner's. */
  private mayUse(property: Property): bool {
    return this.allows(STATE) && (this.prototype == 0 || this.prototype == property.prototype);
  }
}

function kindOf(object: WorldObject, sort: Sort): api.Kind {
  if (sort == Sort.Way) return api.Kind.Way;
  if (sort != Sort.Person) return api.Kind.Thing;
  return object.connection != 0 ? api.Kind.Person : api.Kind.Sleeper;
}

function fullName(property: Property): string {
  return objectAt(property.prototype).identifier + '/' + property.name;
}

function refused(error: api.PropertyError): Result<Unit, api.PropertyError> {
  return Result.err<Unit, api.PropertyError>(error);
}

function notMoved(error: api.MoveError): Result<Unit, api.MoveError> {
  return Result.err<Unit, api.MoveError>(error);
}
