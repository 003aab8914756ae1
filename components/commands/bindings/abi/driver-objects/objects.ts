// How values of driver:objects/objects@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

import {
  Article,
  Handle,
  MoveError,
  MoveErrorTag,
  PropertyError,
  PropertyErrorTag,
  Sight,
  Value,
  ValueTag,
} from '../../driver-objects/objects';
import { Result, Unit } from '../../types';
import { area_allocate, area_mark, area_release, load_string, store_string } from '../memory';

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[resource-drop]handle")
export declare function drop_Handle(handle: i32): void;

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.same-as")
declare function core_Handle_sameAs(self: i32, other: i32): i32;

export function lend_Handle(object: Handle): i32 {
  if (object.handle_ == 0) throw new Error("this Handle was dropped, given away or only lent for a call that has ended");
  return object.handle_;
}

export function call_Handle_sameAs(self: Handle, other: Handle): bool {
  return core_Handle_sameAs(lend_Handle(self), lend_Handle(other)) != 0;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.seen")
declare function core_Handle_seen(self: i32): i32;

/** The object for a handle that this component now owns. */
export function adopt_Handle(handle: i32): Handle {
  const object = changetype<Handle>(__new(offsetof<Handle>(), idof<Handle>()));
  object.handle_ = handle;
  return object;
}

export function call_Handle_seen(self: Handle): Handle {
  return adopt_Handle(core_Handle_seen(lend_Handle(self)));
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.is")
declare function core_Handle_is(self: i32, prototype_1: i32, prototype_2: i32): i32;

export function call_Handle_is(self: Handle, prototype: string): bool {
  return core_Handle_is(lend_Handle(self), changetype<usize>(prototype), prototype.length) != 0;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.name")
declare function core_Handle_name(self: i32, article: i32, result_: usize): void;

export function call_Handle_name(self: Handle, article: Article): string {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_Handle_name(lend_Handle(self), article, result_);
  const value_: string = load_string(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.aliases")
declare function core_Handle_aliases(self: i32, result_: usize): void;

export function lift_ListOfString(data: usize, length: i32): Array<string> {
  const list = new Array<string>(length);
  for (let i = 0; i < length; i++) {
    unchecked((list[i] = load_string((data + i * 8))));
  }
  return list;
}

export function load_ListOfString(at: usize): Array<string> {
  return lift_ListOfString(load<usize>(at), load<i32>(at, 4));
}

export function call_Handle_aliases(self: Handle): Array<string> {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_Handle_aliases(lend_Handle(self), result_);
  const value_: Array<string> = load_ListOfString(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.get")
declare function core_Handle_get(self: i32, property_1: i32, property_2: i32, result_: usize): void;

export function lift_ListOfHandle(data: usize, length: i32): Array<Handle> {
  const list = new Array<Handle>(length);
  for (let i = 0; i < length; i++) {
    unchecked((list[i] = adopt_Handle(load<u32>((data + i * 4)))));
  }
  return list;
}

export function load_ListOfHandle(at: usize): Array<Handle> {
  return lift_ListOfHandle(load<usize>(at), load<i32>(at, 4));
}

export function load_Value(at: usize): Value {
  switch (<i32>load<u8>(at)) {
    case ValueTag.Nothing:
      return Value.nothing();
    case ValueTag.Truth:
      return Value.truth(load<bool>(at, 8));
    case ValueTag.Integer:
      return Value.integer(load<i64>(at, 8));
    case ValueTag.Number:
      return Value.number(load<f64>(at, 8));
    case ValueTag.Text:
      return Value.text(load_string(at + 8));
    case ValueTag.Object:
      return Value.object(adopt_Handle(load<u32>(at, 8)));
    case ValueTag.Texts:
      return Value.texts(load_ListOfString(at + 8));
    default:
      return Value.objects(load_ListOfHandle(at + 8));
  }
}

export function load_PropertyError(at: usize): PropertyError {
  switch (<i32>load<u8>(at)) {
    case PropertyErrorTag.Undeclared:
      return PropertyError.undeclared(load_string(at + 4));
    case PropertyErrorTag.Forbidden:
      return PropertyError.forbidden(load_string(at + 4));
    case PropertyErrorTag.WrongType:
      return PropertyError.wrongType(load_string(at + 4));
    case PropertyErrorTag.TooLarge:
      return PropertyError.tooLarge(load<u32>(at, 4));
    default:
      return PropertyError.gone();
  }
}

export function load_ResultOfValueOrPropertyError(at: usize): Result<Value, PropertyError> {
  return load<u8>(at) == 0 ? Result.ok<Value, PropertyError>(load_Value(at + 8)) : Result.err<Value, PropertyError>(load_PropertyError(at + 8));
}

export function call_Handle_get(self: Handle, property: string): Result<Value, PropertyError> {
  const mark_ = area_mark();
  const result_ = area_allocate(24);
  core_Handle_get(lend_Handle(self), changetype<usize>(property), property.length, result_);
  const value_: Result<Value, PropertyError> = load_ResultOfValueOrPropertyError(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.set")
declare function core_Handle_set(self: i32, property_1: i32, property_2: i32, value_1: i32, value_2: i64, value_3: i32, result_: usize): void;

export function give_Handle(object: Handle): i32 {
  const handle = lend_Handle(object);
  object.handle_ = 0;
  return handle;
}

export function lower_ListOfString(list: Array<string>): usize {
  const length = list.length;
  const data = area_allocate(length * 8);
  let at = data;
  for (let i = 0; i < length; i++) {
    store_string(unchecked(list[i]), at);
    at += 8;
  }
  return data;
}

export function lower_ListOfHandle(list: Array<Handle>): usize {
  const length = list.length;
  const data = area_allocate(length * 4);
  let at = data;
  for (let i = 0; i < length; i++) {
    store<u32>(at, give_Handle(unchecked(list[i])));
    at += 4;
  }
  return data;
}

export function load_ResultOfUnitOrPropertyError(at: usize): Result<Unit, PropertyError> {
  return load<u8>(at) == 0 ? Result.ok<Unit, PropertyError>(Unit.value) : Result.err<Unit, PropertyError>(load_PropertyError(at + 4));
}

export function call_Handle_set(self: Handle, property: string, value: Value): Result<Unit, PropertyError> {
  const mark_ = area_mark();
  let local_1: i64 = 0;
  let local_2: i32 = 0;
  switch (value.tag) {
    case ValueTag.Truth:
      { local_1 = <i64>value.asTruth; }
      break;
    case ValueTag.Integer:
      { local_1 = value.asInteger; }
      break;
    case ValueTag.Number:
      { local_1 = reinterpret<i64>(value.asNumber); }
      break;
    case ValueTag.Text:
      { const local_3 = value.asText; local_1 = <i64>changetype<usize>(local_3); local_2 = local_3.length; }
      break;
    case ValueTag.Object:
      { local_1 = <i64>give_Handle(value.asObject); }
      break;
    case ValueTag.Texts:
      { const local_4 = value.asTexts; local_1 = <i64>lower_ListOfString(local_4); local_2 = local_4.length; }
      break;
    case ValueTag.Objects:
      { const local_5 = value.asObjects; local_1 = <i64>lower_ListOfHandle(local_5); local_2 = local_5.length; }
      break;
  }
  const result_ = area_allocate(16);
  core_Handle_set(lend_Handle(self), changetype<usize>(property), property.length, value.tag, local_1, local_2, result_);
  const value_: Result<Unit, PropertyError> = load_ResultOfUnitOrPropertyError(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.location")
declare function core_Handle_location(self: i32, result_: usize): void;

export function load_OptionOfHandle(at: usize): Handle | null {
  return load<u8>(at) == 0 ? null : adopt_Handle(load<u32>(at, 4));
}

export function call_Handle_location(self: Handle): Handle | null {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_Handle_location(lend_Handle(self), result_);
  const value_: Handle | null = load_OptionOfHandle(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.sights")
declare function core_Handle_sights(self: i32, except_1: i32, except_2: i32, result_: usize): void;

export function load_Sight(at: usize): Sight {
  return new Sight(adopt_Handle(load<u32>(at)), load_string(at + 4), load<u8>(at, 12));
}

export function lift_ListOfSight(data: usize, length: i32): Array<Sight> {
  const list = new Array<Sight>(length);
  for (let i = 0; i < length; i++) {
    unchecked((list[i] = load_Sight((data + i * 16))));
  }
  return list;
}

export function load_ListOfSight(at: usize): Array<Sight> {
  return lift_ListOfSight(load<usize>(at), load<i32>(at, 4));
}

export function call_Handle_sights(self: Handle, except: Handle | null): Array<Sight> {
  const mark_ = area_mark();
  let local_1: i32 = 0;
  if (except !== null) { local_1 = lend_Handle(except); }
  const result_ = area_allocate(8);
  core_Handle_sights(lend_Handle(self), <i32>(except !== null), local_1, result_);
  const value_: Array<Sight> = load_ListOfSight(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/objects@0.1.0", "[method]handle.move-to")
declare function core_Handle_moveTo(self: i32, destination: i32, result_: usize): void;

export function load_MoveError(at: usize): MoveError {
  switch (<i32>load<u8>(at)) {
    case MoveErrorTag.Forbidden:
      return MoveError.forbidden();
    case MoveErrorTag.IntoItself:
      return MoveError.intoItself();
    case MoveErrorTag.Gone:
      return MoveError.gone();
    default:
      return MoveError.full();
  }
}

export function load_ResultOfUnitOrMoveError(at: usize): Result<Unit, MoveError> {
  return load<u8>(at) == 0 ? Result.ok<Unit, MoveError>(Unit.value) : Result.err<Unit, MoveError>(load_MoveError(at + 1));
}

export function call_Handle_moveTo(self: Handle, destination: Handle): Result<Unit, MoveError> {
  const mark_ = area_mark();
  const result_ = area_allocate(2);
  core_Handle_moveTo(lend_Handle(self), lend_Handle(destination), result_);
  const value_: Result<Unit, MoveError> = load_ResultOfUnitOrMoveError(result_);
  area_release(mark_);
  return value_;
}

export function store_ListOfString(value: Array<string>, at: usize): void {
  store<usize>(at, lower_ListOfString(value));
  store<i32>(at, value.length, 4);
}

export function store_ListOfHandle(value: Array<Handle>, at: usize): void {
  store<usize>(at, lower_ListOfHandle(value));
  store<i32>(at, value.length, 4);
}

export function store_Value(value: Value, at: usize): void {
  store<u8>(at, <u8>value.tag);
  switch (value.tag) {
    case ValueTag.Truth:
      store<bool>(at, value.asTruth, 8);
      break;
    case ValueTag.Integer:
      store<i64>(at, value.asInteger, 8);
      break;
    case ValueTag.Number:
      store<f64>(at, value.asNumber, 8);
      break;
    case ValueTag.Text:
      store_string(value.asText, at + 8);
      break;
    case ValueTag.Object:
      store<u32>(at, give_Handle(value.asObject), 8);
      break;
    case ValueTag.Texts:
      store_ListOfString(value.asTexts, at + 8);
      break;
    case ValueTag.Objects:
      store_ListOfHandle(value.asObjects, at + 8);
      break;
  }
}
