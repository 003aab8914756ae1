import * as slots from '../../bindings/kernel-store/slots';
import { packInteger } from '../values/tuple';
import { objectAt, stampWritten } from '../world/cache';
import { DECLARATION_PREFIX, OWNED_BYTES, OWNED_COUNT, OWNED_TIMERS, PROPERTY_PREFIX } from '../world/slot-names';
import { writeSlot } from '../world/store';
import { Shape } from '../world/shape';
import { WorldObject } from '../world/world-object';

// How much somebody may own. Prototypes say it for whoever delegates to them, `quota: objects 5000, timers 200`: the most that any says counts.

/** What is counted. The numbers are places in the slot of a quota. */
export enum Counted {
  Objects,
  /** Bytes of the values that their objects hold, and of what their prototypes declare. */
  Bytes,
  /** Timers that their objects have. */
  Timers,
  /** Verbs that they have defined. */
  Verbs,
}

/** As files name them. */
export const COUNTED_NAMES: StaticArray<string> = ['objects', 'bytes', 'timers', 'verbs'];

/** For people of whom no prototype says anything: what somebody leaves behind has to be found and cleared by somebody. */
const USUAL: StaticArray<i64> = [5000, 20_000_000, 200, 200];

/** The most of something that somebody may own. */
export function quotaOf(owner: WorldObject, counted: Counted): i64 {
  let most: i64 = -1;
  // What somebody owns stays theirs when they step down.
  const line = Shape.of(owner.prototypes).line;
  for (let i = 0; i < line.length; i++) {
    const quotas = objectAt(line[i]).quotas;
    if (quotas !== null) most = max(most, quotas[counted]);
  }
  return most < 0 ? USUAL[counted] : most;
}

/** Why somebody may not own another object; empty when they may. */
export function problemWithObjects(owner: WorldObject): string {
  const most = quotaOf(owner, Counted.Objects);
  if (owner.ownedCount < most) return '';
  return `${owner.name} owns ${owner.ownedCount} things, and may own ${most}. Recycle some first.`;
}

/** Why the values of what somebody owns may not grow by some bytes; empty when they may. */
export function problemWithBytes(object: WorldObject, growth: i64): string {
  if (object.owner == 0 || growth <= 0) return '';
  const owner = objectAt(object.owner);
  const most = quotaOf(owner, Counted.Bytes);
  if (owner.ownedBytes + growth <= most) return '';
  return `What ${owner.name} owns holds ${owner.ownedBytes} bytes, and may hold ${most}: this takes ${growth} more. Shorten or recycle something first.`;
}

/** Why what somebody owns may not have another timer; empty when it may. */
export function problemWithTimers(object: WorldObject): string {
  if (object.owner == 0) return '';
  const owner = objectAt(object.owner);
  const most = quotaOf(owner, Counted.Timers);
  if (owner.ownedTimers < most) return '';
  return `What ${owner.name} owns has ${owner.ownedTimers} timers, and may have ${most}. End some first.`;
}

/** Notes that somebody owns so many objects more. */
export function countObjects(owner: WorldObject, change: i64): void {
  owner.ownedCount = max(0, owner.ownedCount + change);
  write(owner, OWNED_COUNT, owner.ownedCount);
}

/** Notes that the values of an object have so many bytes more. */
export function countBytes(object: WorldObject, change: i64): void {
  if (change == 0 || object.owner == 0) return;
  const owner = objectAt(object.owner);
  if (!owner.exists) return;
  owner.ownedBytes = max(0, owner.ownedBytes + change);
  write(owner, OWNED_BYTES, owner.ownedBytes);
}

/** Notes that an object has so many timers more. */
export function countTimers(object: WorldObject, change: i64): void {
  if (change == 0 || object.owner == 0) return;
  const owner = objectAt(object.owner);
  if (!owner.exists) return;
  owner.ownedTimers = max(0, owner.ownedTimers + change);
  write(owner, OWNED_TIMERS, owner.ownedTimers);
}

function write(owner: WorldObject, slot: string, count: i64): void {
  writeSlot(owner.oid, slot, packInteger(count));
  stampWritten(owner);
}

/** Bytes of the value that an object holds in a slot. */
export function heldBytes(oid: u64, slot: string): i64 {
  const held = slots.get(oid, slot);
  return held === null ? 0 : held.length;
}

/** Bytes of all values that an object holds, and of the properties that it declares. */
export function allHeldBytes(oid: u64): i64 {
  const bytes = slots.load(oid);
  const value = <u8>PROPERTY_PREFIX.charCodeAt(0);
  const declaration = <u8>DECLARATION_PREFIX.charCodeAt(0);
  const end = bytes.dataStart + bytes.length;
  let sum: i64 = 0;
  for (let at = bytes.dataStart; at < end;) {
    const nameSize = load<u32>(at);
    const valueSize = load<u32>(at + 4 + nameSize);
    const first = load<u8>(at + 4);
    if (first == value || first == declaration) sum += valueSize;
    at += 8 + nameSize + valueSize;
  }
  return sum;
}
