// How values of driver:objects/manual@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

import { Entry } from '../../driver-objects/manual';
import { area_allocate, area_mark, area_release, load_string } from '../memory';

// @ts-ignore: decorator
@external("driver:objects/manual@0.1.0", "find")
declare function core_find(subject_1: i32, subject_2: i32, result_: usize): void;

export function load_OptionOfString(at: usize): string | null {
  return load<u8>(at) == 0 ? null : load_string(at + 4);
}

export function call_find(subject: string): string | null {
  const mark_ = area_mark();
  const result_ = area_allocate(12);
  core_find(changetype<usize>(subject), subject.length, result_);
  const value_: string | null = load_OptionOfString(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/manual@0.1.0", "commands")
declare function core_commands(result_: usize): void;

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

export function load_Entry(at: usize): Entry {
  return new Entry(load_string(at), load_ListOfString(at + 8), load_string(at + 16));
}

export function lift_ListOfEntry(data: usize, length: i32): Array<Entry> {
  const list = new Array<Entry>(length);
  for (let i = 0; i < length; i++) {
    unchecked((list[i] = load_Entry((data + i * 24))));
  }
  return list;
}

export function load_ListOfEntry(at: usize): Array<Entry> {
  return lift_ListOfEntry(load<usize>(at), load<i32>(at, 4));
}

export function call_commands(): Array<Entry> {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_commands(result_);
  const value_: Array<Entry> = load_ListOfEntry(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/manual@0.1.0", "topics")
declare function core_topics(result_: usize): void;

export function call_topics(): Array<string> {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_topics(result_);
  const value_: Array<string> = load_ListOfString(result_);
  area_release(mark_);
  return value_;
}
