import * as clock from '../../bindings/kernel-task/clock';
import * as slots from '../../bindings/kernel-store/slots';
import { TupleReader, packing } from '../values/tuple';
import { objectAt, stampWritten } from '../world/cache';
import { DELEGATION_PREFIX, hexadecimal } from '../world/slot-names';
import { writeSlot } from '../world/store';
import { WorldObject } from '../world/world-object';

// Delegations are slots of the object that they are about. They end with it, and with whom they are to: an object is never made again
// under the number of another.

/** Delegations of one object: each is looked at when somebody asks for what they were granted. */
export const MAX_DELEGATIONS = 100;
/** Delegations that rest on each other: each is looked at whenever the last one is used. */
export const MAX_CHAIN = 8;
/** Uses left of a delegation without a limit. */
export const UNLIMITED: i64 = -1;

/** Rights on an object that somebody was given. */
export class Delegation {
  constructor(
    readonly id: u64,
    /** Who or what has them. */
    readonly to: u64,
    /** Bits of authority/rights.ts. */
    readonly rights: u32,
    /** When they end, in milliseconds since 1970; 0 for never. */
    readonly untilMs: u64,
    /** How often they may still be asked for; `UNLIMITED` for always. */
    readonly usesLeft: i64,
    /** The delegation that it rests on; 0 for one of the owner's. */
    readonly parent: u64,
    /** Who delegated. */
    readonly by: u64,
    readonly sinceMs: u64,
  ) {}

  withUses(left: i64): Delegation {
    return new Delegation(this.id, this.to, this.rights, this.untilMs, left, this.parent, this.by, this.sinceMs);
  }
}

const reader = new TupleReader();

function slotOf(id: u64): string {
  return DELEGATION_PREFIX + hexadecimal(id);
}

/** Writes a delegation in its present state. */
export function writeDelegation(object: WorldObject, delegation: Delegation): void {
  packing
    .start()
    .ref(delegation.to)
    .integer(delegation.rights)
    .integer(delegation.untilMs)
    .integer(delegation.usesLeft);
  packing.ref(delegation.parent).ref(delegation.by).integer(delegation.sinceMs);
  writeSlot(object.oid, slotOf(delegation.id), packing.finish());
  stampWritten(object);
}

/** A delegation of an object; null when there is none, or no longer. */
export function delegationOf(oid: u64, id: u64): Delegation | null {
  const bytes = slots.get(oid, slotOf(id));
  return bytes === null ? null : read(id, reader.of(bytes));
}

function read(id: u64, reader: TupleReader): Delegation {
  const to = reader.ref();
  const rights = <u32>reader.integer();
  const untilMs = <u64>reader.integer();
  const usesLeft = reader.integer();
  const parent = reader.ref();
  const by = reader.ref();
  return new Delegation(id, to, rights, untilMs, usesLeft, parent, by, <u64>reader.integer());
}

/** All delegations of an object, the oldest first. */
export function delegationsOf(oid: u64): Array<Delegation> {
  const bytes = slots.load(oid);
  const found = new Array<Delegation>();
  const end = bytes.dataStart + bytes.length;
  for (let at = bytes.dataStart; at < end;) {
    const nameSize = load<u32>(at);
    const value = at + 8 + nameSize;
    const valueSize = load<u32>(value - 4);
    const slot = String.UTF8.decodeUnsafe(at + 4, nameSize);
    if (slot.startsWith(DELEGATION_PREFIX)) {
      found.push(read(U64.parseInt(slot.substring(DELEGATION_PREFIX.length), 16), reader.over(value, valueSize)));
    }
    at = value + valueSize;
  }
  found.sort((one, other) => (one.id < other.id ? -1 : 1));
  return found;
}

/** Whether a delegation holds at this moment, with all that it rests on. */
export function stands(oid: u64, id: u64): bool {
  const nowMs = clock.now();
  let next = id;
  for (let depth = 0; next != 0; depth++) {
    const delegation = delegationOf(oid, next);
    if (delegation === null || depth == MAX_CHAIN) return false;
    if (delegation.untilMs != 0 && nowMs >= delegation.untilMs) return false;
    if (!objectAt(delegation.to).exists) return false;
    next = delegation.parent;
  }
  return true;
}

/** Whether a delegation and all that it rests on may be used once more. */
export function hasUses(oid: u64, delegation: Delegation): bool {
  let next: Delegation | null = delegation;
  while (next !== null) {
    if (next.usesLeft == 0) return false;
    next = next.parent == 0 ? null : delegationOf(oid, next.parent);
  }
  return true;
}

/** Counts a use of a delegation, and of all that it rests on. */
export function countUse(object: WorldObject, delegation: Delegation): void {
  let next: Delegation | null = delegation;
  while (next !== null) {
    if (next.usesLeft > 0) writeDelegation(object, next.withUses(next.usesLeft - 1));
    next = next.parent == 0 ? null : delegationOf(object.oid, next.parent);
  }
}

/** Whether a delegation rests on another, however far. */
export function restsOn(oid: u64, delegation: Delegation, other: u64): bool {
  let parent = delegation.parent;
  for (let depth = 0; parent != 0 && depth < MAX_CHAIN; depth++) {
    if (parent == other) return true;
    const next = delegationOf(oid, parent);
    parent = next === null ? 0 : next.parent;
  }
  return false;
}

/** How many delegations one rests on, with itself. */
export function depthOf(oid: u64, id: u64): i32 {
  let depth = 0;
  let next = id;
  while (next != 0 && depth < MAX_CHAIN) {
    const delegation = delegationOf(oid, next);
    next = delegation === null ? 0 : delegation.parent;
    depth++;
  }
  return depth;
}

/** Ends a delegation and all that rest on it. */
export function endDelegation(object: WorldObject, id: u64): void {
  const all = delegationsOf(object.oid);
  const ending = new Array<u64>();
  for (let i = 0; i < all.length; i++) {
    if (all[i].id == id || restsOn(object.oid, all[i], id)) ending.push(all[i].id);
  }
  for (let i = 0; i < ending.length; i++) slots.clear(object.oid, slotOf(ending[i]));
  stampWritten(object);
}
