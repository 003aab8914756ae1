// driver:objects/objects@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/**
 * Objects as a program meets them: handles, what can be seen through one, and what its authority allows.
 *
 * A program never names an object by number. It is given handles (by `call`, by a property, by looking into a place), and what
 * a handle allows was decided when it was made. The rule: a verb holds, for the object in each of its roles, the authority
 * of the prototype that its definition names for that role, and nothing else. Every other handle only sees.
 *
 * Not promised: that a handle is valid after the program returned. Keep an object in a property, not in memory.
 */

import {
  call_Handle_aliases,
  call_Handle_get,
  call_Handle_is,
  call_Handle_location,
  call_Handle_moveTo,
  call_Handle_name,
  call_Handle_sameAs,
  call_Handle_seen,
  call_Handle_set,
  call_Handle_sights,
  drop_Handle,
} from '../abi/driver-objects/objects';
import { Result, Unit } from '../types';

/** Which case a `Value` is. */
export enum ValueTag {
  /** No value: a property that was never set and has no default. */
  Nothing,
  /** True or false. */
  Truth,
  /** A whole number. */
  Integer,
  /** A number with a fraction. */
  Number,
  /** Text. */
  Text,
  /** An object. The handle only sees. */
  Object,
  /** Texts, in order. */
  Texts,
  /** Objects, in order. The handles only see. */
  Objects,
}

/** What a property holds, and what messages carry. */
export class Value {
  protected constructor(readonly tag: ValueTag) {}

  /** No value: a property that was never set and has no default. */
  static nothing(): Value {
    return new Value(ValueTag.Nothing);
  }

  /** True or false. */
  static truth(value: bool): Value {
    return new Value_Truth(value);
  }

  /** A whole number. */
  static integer(value: i64): Value {
    return new Value_Integer(value);
  }

  /** A number with a fraction. */
  static number(value: f64): Value {
    return new Value_Number(value);
  }

  /** Text. */
  static text(value: string): Value {
    return new Value_Text(value);
  }

  /** An object. The handle only sees. */
  static object(value: Handle): Value {
    return new Value_Object(value);
  }

  /** Texts, in order. */
  static texts(value: Array<string>): Value {
    return new Value_Texts(value);
  }

  /** Objects, in order. The handles only see. */
  static objects(value: Array<Handle>): Value {
    return new Value_Objects(value);
  }

  get isNothing(): bool {
    return this.tag == ValueTag.Nothing;
  }

  get isTruth(): bool {
    return this.tag == ValueTag.Truth;
  }

  get asTruth(): bool {
    if (this.tag != ValueTag.Truth) throw new Error("this Value is not truth");
    return changetype<Value_Truth>(this).value;
  }

  get isInteger(): bool {
    return this.tag == ValueTag.Integer;
  }

  get asInteger(): i64 {
    if (this.tag != ValueTag.Integer) throw new Error("this Value is not integer");
    return changetype<Value_Integer>(this).value;
  }

  get isNumber(): bool {
    return this.tag == ValueTag.Number;
  }

  get asNumber(): f64 {
    if (this.tag != ValueTag.Number) throw new Error("this Value is not number");
    return changetype<Value_Number>(this).value;
  }

  get isText(): bool {
    return this.tag == ValueTag.Text;
  }

  get asText(): string {
    if (this.tag != ValueTag.Text) throw new Error("this Value is not text");
    return changetype<Value_Text>(this).value;
  }

  get isObject(): bool {
    return this.tag == ValueTag.Object;
  }

  get asObject(): Handle {
    if (this.tag != ValueTag.Object) throw new Error("this Value is not object");
    return changetype<Value_Object>(this).value;
  }

  get isTexts(): bool {
    return this.tag == ValueTag.Texts;
  }

  get asTexts(): Array<string> {
    if (this.tag != ValueTag.Texts) throw new Error("this Value is not texts");
    return changetype<Value_Texts>(this).value;
  }

  get isObjects(): bool {
    return this.tag == ValueTag.Objects;
  }

  get asObjects(): Array<Handle> {
    if (this.tag != ValueTag.Objects) throw new Error("this Value is not objects");
    return changetype<Value_Objects>(this).value;
  }
}

class Value_Truth extends Value {
  constructor(readonly value: bool) {
    super(ValueTag.Truth);
  }
}

class Value_Integer extends Value {
  constructor(readonly value: i64) {
    super(ValueTag.Integer);
  }
}

class Value_Number extends Value {
  constructor(readonly value: f64) {
    super(ValueTag.Number);
  }
}

class Value_Text extends Value {
  constructor(readonly value: string) {
    super(ValueTag.Text);
  }
}

class Value_Object extends Value {
  constructor(readonly value: Handle) {
    super(ValueTag.Object);
  }
}

class Value_Texts extends Value {
  constructor(readonly value: Array<string>) {
    super(ValueTag.Texts);
  }
}

class Value_Objects extends Value {
  constructor(readonly value: Array<Handle>) {
    super(ValueTag.Objects);
  }
}

/** Which case a `PropertyError` is. */
export enum PropertyErrorTag {
  /** No prototype of the object declares it. Carries the name that was asked for. */
  Undeclared,
  /**
   * It is private to the prototype that declares it, or is being written without that prototype's authority. Carries
   * `prototype/property`.
   */
  Forbidden,
  /** The value is of another type than the declared one. Carries the declared type's name. */
  WrongType,
  /** The text or list is over 60,000 bytes. Carries the size in bytes. */
  TooLarge,
  /** The object has been recycled. */
  Gone,
}

/** Why a property could not be read or written. */
export class PropertyError {
  protected constructor(readonly tag: PropertyErrorTag) {}

  /** No prototype of the object declares it. Carries the name that was asked for. */
  static undeclared(value: string): PropertyError {
    return new PropertyError_Undeclared(value);
  }

  /**
   * It is private to the prototype that declares it, or is being written without that prototype's authority. Carries
   * `prototype/property`.
   */
  static forbidden(value: string): PropertyError {
    return new PropertyError_Forbidden(value);
  }

  /** The value is of another type than the declared one. Carries the declared type's name. */
  static wrongType(value: string): PropertyError {
    return new PropertyError_WrongType(value);
  }

  /** The text or list is over 60,000 bytes. Carries the size in bytes. */
  static tooLarge(value: u32): PropertyError {
    return new PropertyError_TooLarge(value);
  }

  /** The object has been recycled. */
  static gone(): PropertyError {
    return new PropertyError(PropertyErrorTag.Gone);
  }

  get isUndeclared(): bool {
    return this.tag == PropertyErrorTag.Undeclared;
  }

  get asUndeclared(): string {
    if (this.tag != PropertyErrorTag.Undeclared) throw new Error("this PropertyError is not undeclared");
    return changetype<PropertyError_Undeclared>(this).value;
  }

  get isForbidden(): bool {
    return this.tag == PropertyErrorTag.Forbidden;
  }

  get asForbidden(): string {
    if (this.tag != PropertyErrorTag.Forbidden) throw new Error("this PropertyError is not forbidden");
    return changetype<PropertyError_Forbidden>(this).value;
  }

  get isWrongType(): bool {
    return this.tag == PropertyErrorTag.WrongType;
  }

  get asWrongType(): string {
    if (this.tag != PropertyErrorTag.WrongType) throw new Error("this PropertyError is not wrong-type");
    return changetype<PropertyError_WrongType>(this).value;
  }

  get isTooLarge(): bool {
    return this.tag == PropertyErrorTag.TooLarge;
  }

  get asTooLarge(): u32 {
    if (this.tag != PropertyErrorTag.TooLarge) throw new Error("this PropertyError is not too-large");
    return changetype<PropertyError_TooLarge>(this).value;
  }

  get isGone(): bool {
    return this.tag == PropertyErrorTag.Gone;
  }
}

class PropertyError_Undeclared extends PropertyError {
  constructor(readonly value: string) {
    super(PropertyErrorTag.Undeclared);
  }
}

class PropertyError_Forbidden extends PropertyError {
  constructor(readonly value: string) {
    super(PropertyErrorTag.Forbidden);
  }
}

class PropertyError_WrongType extends PropertyError {
  constructor(readonly value: string) {
    super(PropertyErrorTag.WrongType);
  }
}

class PropertyError_TooLarge extends PropertyError {
  constructor(readonly value: u32) {
    super(PropertyErrorTag.TooLarge);
  }
}

/** Which case a `MoveError` is. */
export enum MoveErrorTag {
  /** The handle holds no authority over the object. */
  Forbidden,
  /** The destination is inside the object, or is the object. */
  IntoItself,
  /** The object, or the destination, has been recycled. */
  Gone,
  /** The destination holds 2,000 objects already. */
  Full,
}

/** Why an object could not be moved. */
export class MoveError {
  protected constructor(readonly tag: MoveErrorTag) {}

  /** The handle holds no authority over the object. */
  static forbidden(): MoveError {
    return new MoveError(MoveErrorTag.Forbidden);
  }

  /** The destination is inside the object, or is the object. */
  static intoItself(): MoveError {
    return new MoveError(MoveErrorTag.IntoItself);
  }

  /** The object, or the destination, has been recycled. */
  static gone(): MoveError {
    return new MoveError(MoveErrorTag.Gone);
  }

  /** The destination holds 2,000 objects already. */
  static full(): MoveError {
    return new MoveError(MoveErrorTag.Full);
  }

  get isForbidden(): bool {
    return this.tag == MoveErrorTag.Forbidden;
  }

  get isIntoItself(): bool {
    return this.tag == MoveErrorTag.IntoItself;
  }

  get isGone(): bool {
    return this.tag == MoveErrorTag.Gone;
  }

  get isFull(): bool {
    return this.tag == MoveErrorTag.Full;
  }
}

/** Which article goes before a name. Proper names (those that begin with a capital letter) take none. */
export enum Article {
  /** None: "brass lamp". */
  Bare,
  /** "a brass lamp", "an owl", or the object's own word ("some coins"). */
  Indefinite,
  /** "the brass lamp". */
  Definite,
}

/** What an object is to somebody who looks around. */
export enum Kind {
  /** Neither a person nor an exit. */
  Thing,
  /** It delegates to `player`, and is connected. */
  Person,
  /** It delegates to `player`, and nobody is behind it at the moment. */
  Sleeper,
  /** It delegates to `exit`. */
  Way,
}

/** One object seen in a place. */
export class Sight {
  constructor(
    /** The object, seen. */
    public object: Handle,
    /** Its name with the indefinite article; an exit's bare name. */
    public name: string,
    /** What it is. */
    public kind: Kind,
  ) {}
}

/** One object, and an authority over it. Unforgeable. */
export class Handle {
  /** The handle; 0 once it was dropped or given away. Only the bindings touch it. */
  handle_: i32;

  /** Whether both are handles on one object, whatever their authority. */
  sameAs(other: Handle): bool {
    return call_Handle_sameAs(this, other);
  }

  /** A handle on the same object that only sees. */
  seen(): Handle {
    return call_Handle_seen(this);
  }

  /** Whether the object is, or delegates to, the prototype with this identifier ("container"). */
  is(prototype: string): bool {
    return call_Handle_is(this, prototype);
  }

  /** Its name as people see it. */
  name(article: Article): string {
    return call_Handle_name(this, article);
  }

  /** Other names it answers to. */
  aliases(): Array<string> {
    return call_Handle_aliases(this);
  }

  /**
   * A property's value, or its default. `property` is `shine` (the first prototype in the object's linearisation that
   * declares it) or `lamp/shine`.
   */
  get(property: string): Result<Value, PropertyError> {
    return call_Handle_get(this, property);
  }

  /**
   * Sets a property. Needs the authority of the prototype that declares it, or the owner's. `nothing` makes the default
   * show again. A handle inside the value is consumed.
   */
  set(property: string, value: Value): Result<Unit, PropertyError> {
    return call_Handle_set(this, property, value);
  }

  /** The place or thing that holds it, or none. */
  location(): Handle | null {
    return call_Handle_location(this);
  }

  /**
   * What it holds, in the order it came to be there, without `except`'s object when one is given, and without what
   * delegates to `scenery`: that belongs to the description of its place, and is named rather than listed.
   */
  sights(except: Handle | null): Array<Sight> {
    return call_Handle_sights(this, except);
  }

  /**
   * Puts it into another object. Needs some authority over it; over the destination none: whether a place takes things is
   * for the verb to decide.
   */
  moveTo(destination: Handle): Result<Unit, MoveError> {
    return call_Handle_moveTo(this, destination);
  }

  /** Drops the handle; does nothing when it was dropped or given away before. */
  drop(): void {
    if (this.handle_ == 0) return;
    drop_Handle(this.handle_);
    this.handle_ = 0;
  }
}
