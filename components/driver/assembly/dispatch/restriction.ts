import { DatumKind } from '../values/datum';
import { WorldObject } from '../world/world-object';

/** What a role may be filled with. The numbers stand in stores. */
export enum RestrictionKind {
  /** Anything at all, which gives the verb no authority over it. */
  Anything,
  /** Text. */
  Text,
  /** An object that is or delegates to another; the verb has that one's authority over it. */
  Prototype,
  /** One object and no other; the verb has that one's own authority over it. */
  Object,
  /** A value of one type that is not text. */
  Value,
}

/** The distance of what a restriction does not take. */
export const APART: i32 = -1;
/** The distance of a role that is not restricted: further than all others. */
const UNRESTRICTED: i32 = i32.MAX_VALUE;
/** The distance of any object: further than any prototype. */
const ANY_OBJECT: i32 = UNRESTRICTED - 1;

/** The restriction of one role. */
export class Restriction {
  constructor(
    readonly kind: RestrictionKind,
    /** The prototype or the one object: whose authority the verb has over what fills the role. 0 for none. */
    readonly prototype: u64,
    /** The type of a value; `Nothing` for a restriction to objects. */
    readonly valueKind: DatumKind = kind == RestrictionKind.Text ? DatumKind.Text : DatumKind.Nothing,
  ) {}

  /** Text, or another type of values. */
  static toValue(kind: DatumKind): Restriction {
    return new Restriction(kind == DatumKind.Text ? RestrictionKind.Text : RestrictionKind.Value, 0, kind);
  }

  equals(other: Restriction): bool {
    return this.kind == other.kind && this.prototype == other.prototype && this.valueKind == other.valueKind;
  }

  /** Equal for restrictions that are. */
  get signature(): string {
    return `${<i32>this.kind} ${this.prototype} ${<i32>this.valueKind},`;
  }

  /** Whether it takes an object. */
  admits(object: WorldObject): bool {
    return this.distance(object, DatumKind.Object) != APART;
  }

  /**
   * How far what fills the role is from the restriction; `APART` when it is not taken. `object` is the object of a role filled with one.
   *
   * Restrictions that differ are never equally far from one thing: it is in its linearisation once.
   */
  distance(object: WorldObject | null, kind: DatumKind): i32 {
    switch (this.kind) {
      case RestrictionKind.Anything:
        return UNRESTRICTED;
      case RestrictionKind.Text:
      case RestrictionKind.Value:
        if (kind != this.valueKind) return APART;
        return kind == DatumKind.Object ? (object === null ? APART : ANY_OBJECT) : 0;
      case RestrictionKind.Object:
        return object !== null && object.oid == this.prototype ? 0 : APART;
      default: {
        if (object === null) return APART;
        if (object.oid == this.prototype) return 1;
        const far = object.shape.distanceTo(this.prototype);
        return far == 0 ? APART : far + 1;
      }
    }
  }
}

export const ANYTHING = new Restriction(RestrictionKind.Anything, 0);
