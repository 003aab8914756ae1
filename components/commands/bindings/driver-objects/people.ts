// driver:objects/people@0.1.0, imported.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Who is in the world now. */

import { call_connected, call_find, call_leave } from '../abi/driver-objects/people';
import { Handle } from './objects';

export { Handle } from './objects';

/** Somebody connected. */
export class Person {
  constructor(
    /** The player, seen. */
    public object: Handle,
    /** Their name. */
    public name: string,
    /** Where they are, by name; empty for somebody nowhere. */
    public place: string,
    /** Milliseconds since they last said or did something. */
    public idleMs: u64,
  ) {}
}

/** Everyone connected, in the order they came. */
export function connected(): Array<Person> {
  return call_connected();
}

/**
 * The connected people whose name begins with `name`, whatever the case of letters; only the exact one when there is
 * one.
 */
export function find(name: string): Array<Person> {
  return call_find(name);
}

/** The actor leaves the world: their connection is closed after what this task sends. */
export function leave(): void {
  call_leave();
}
