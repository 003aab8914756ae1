// How values of driver:objects/call@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

import { Argument, SendError, SendErrorTag } from '../../driver-objects/call';
import { Handle, Value, ValueTag } from '../../driver-objects/objects';
import { Result } from '../../types';
import { area_allocate, area_mark, area_release, load_string, store_string } from '../memory';
import { adopt_Handle, give_Handle, load_Value, store_Value } from './objects';

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "entry")
declare function core_entry(result_: usize): void;

export function call_entry(): string {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_entry(result_);
  const value_: string = load_string(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "selector")
declare function core_selector(result_: usize): void;

export function call_selector(): string {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_selector(result_);
  const value_: string = load_string(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "actor")
declare function core_actor(): i32;

export function call_actor(): Handle {
  return adopt_Handle(core_actor());
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "here")
declare function core_here(result_: usize): void;

export function load_OptionOfHandle(at: usize): Handle | null {
  return load<u8>(at) == 0 ? null : adopt_Handle(load<u32>(at, 4));
}

export function call_here(): Handle | null {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_here(result_);
  const value_: Handle | null = load_OptionOfHandle(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "object")
declare function core_object(role_1: i32, role_2: i32, result_: usize): void;

export function call_object(role: string): Handle | null {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_object(changetype<usize>(role), role.length, result_);
  const value_: Handle | null = load_OptionOfHandle(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "text")
declare function core_text(role_1: i32, role_2: i32, result_: usize): void;

export function call_text(role: string): string {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_text(changetype<usize>(role), role.length, result_);
  const value_: string = load_string(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "answer")
declare function core_answer(value_1: i32, value_2: i64, value_3: i32): void;

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

export function call_answer(value: Value): void {
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
  core_answer(value.tag, local_1, local_2);
  area_release(mark_);
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "pass")
declare function core_pass(result_: usize): void;

export function load_SendError(at: usize): SendError {
  switch (<i32>load<u8>(at)) {
    case SendErrorTag.NotUnderstood:
      return SendError.notUnderstood(load_string(at + 4));
    case SendErrorTag.Ambiguous:
      return SendError.ambiguous(load_string(at + 4));
    case SendErrorTag.TooDeep:
      return SendError.tooDeep();
    default:
      return SendError.noProgram(load_string(at + 4));
  }
}

export function load_ResultOfValueOrSendError(at: usize): Result<Value, SendError> {
  return load<u8>(at) == 0 ? Result.ok<Value, SendError>(load_Value(at + 8)) : Result.err<Value, SendError>(load_SendError(at + 8));
}

export function call_pass(): Result<Value, SendError> {
  const mark_ = area_mark();
  const result_ = area_allocate(24);
  core_pass(result_);
  const value_: Result<Value, SendError> = load_ResultOfValueOrSendError(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/call@0.1.0", "send")
declare function core_send(selector_1: i32, selector_2: i32, arguments__1: i32, arguments__2: i32, result_: usize): void;

export function store_Argument(value: Argument, at: usize): void {
  store_string(value.role, at);
  store_Value(value.value, at + 8);
}

export function lower_ListOfArgument(list: Array<Argument>): usize {
  const length = list.length;
  const data = area_allocate(length * 24);
  let at = data;
  for (let i = 0; i < length; i++) {
    store_Argument(unchecked(list[i]), at);
    at += 24;
  }
  return data;
}

export function call_send(selector: string, arguments_: Array<Argument>): Result<Value, SendError> {
  const mark_ = area_mark();
  const result_ = area_allocate(24);
  core_send(changetype<usize>(selector), selector.length, lower_ListOfArgument(arguments_), arguments_.length, result_);
  const value_: Result<Value, SendError> = load_ResultOfValueOrSendError(result_);
  area_release(mark_);
  return value_;
}
