// How values of driver:objects/people@0.1.0 cross the component boundary.
// Generated from WIT by host/bindgen; changes are overwritten.

import { Person } from '../../driver-objects/people';
import { area_allocate, area_mark, area_release, load_string } from '../memory';
import { adopt_Handle } from './objects';

// @ts-ignore: decorator
@external("driver:objects/people@0.1.0", "connected")
declare function core_connected(result_: usize): void;

export function load_Person(at: usize): Person {
  return new Person(adopt_Handle(load<u32>(at)), load_string(at + 4), load_string(at + 12), load<u64>(at, 24));
}

export function lift_ListOfPerson(data: usize, length: i32): Array<Person> {
  const list = new Array<Person>(length);
  for (let i = 0; i < length; i++) {
    unchecked((list[i] = load_Person((data + i * 32))));
  }
  return list;
}

export function load_ListOfPerson(at: usize): Array<Person> {
  return lift_ListOfPerson(load<usize>(at), load<i32>(at, 4));
}

export function call_connected(): Array<Person> {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_connected(result_);
  const value_: Array<Person> = load_ListOfPerson(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/people@0.1.0", "find")
declare function core_find(name_1: i32, name_2: i32, result_: usize): void;

export function call_find(name: string): Array<Person> {
  const mark_ = area_mark();
  const result_ = area_allocate(8);
  core_find(changetype<usize>(name), name.length, result_);
  const value_: Array<Person> = load_ListOfPerson(result_);
  area_release(mark_);
  return value_;
}

// @ts-ignore: decorator
@external("driver:objects/people@0.1.0", "leave")
declare function core_leave(): void;

export function call_leave(): void {
  core_leave();
}
