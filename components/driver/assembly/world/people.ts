import * as slots from '../../bindings/kernel-store/slots';
import { TupleReader, packing } from '../values/tuple';
import { objectAt } from './cache';
import { hexadecimal } from './slot-names';
import { writeSlot } from './store';
import { world } from './world';
import { WorldObject } from './world-object';

/** Before the oid of somebody connected, in hexadecimal: their connection, and when they came. */
const PERSON_PREFIX = 'p/';
/** Says that the first player was made. */
const SETTLED = 'settled';

/** Somebody connected. */
class Presence {
  constructor(
    readonly player: u64,
    readonly connection: u64,
    readonly sinceMs: i64,
  ) {}
}

const reader = new TupleReader();
/** The object that was decoded, and its stamp. */
let decoded: u64 = 0;
let version: u64 = 0;
let present: Array<Presence> = [];
let settled: bool = false;

/** Who is connected, in the order they came. */
function presences(): Array<Presence> {
  const people = world().people;
  if (people == 0) return [];
  const stamp = slots.version(people);
  if (people == decoded && stamp == version) return present;
  decoded = people;
  version = stamp;
  decode(slots.load(people));
  return present;
}

function decode(bytes: Uint8Array): void {
  present = [];
  settled = false;
  let at = bytes.dataStart;
  const end = at + bytes.length;
  while (at < end) {
    const nameSize = load<u32>(at);
    const value = at + 8 + nameSize;
    const valueSize = load<u32>(value - 4);
    const slot = String.UTF8.decodeUnsafe(at + 4, nameSize);
    reader.over(value, valueSize);
    if (slot == SETTLED) settled = true;
    else if (slot.startsWith(PERSON_PREFIX)) {
      const player = reader.ref();
      const connection = reader.ref();
      present.push(new Presence(player, connection, reader.integer()));
    }
    at = value + valueSize;
  }
  present.sort((one, other) => {
    if (one.sinceMs != other.sinceMs) return one.sinceMs < other.sinceMs ? -1 : 1;
    return one.connection < other.connection ? -1 : 1;
  });
}

/** The players who are connected, in the order they came. */
export function connectedPlayers(): Array<WorldObject> {
  const all = presences();
  const players = new Array<WorldObject>();
  for (let i = 0; i < all.length; i++) players.push(objectAt(all[i].player));
  return players;
}

/** How many people are connected. */
export function connectedCount(): i32 {
  return presences().length;
}

/** Notes that somebody is connected. */
export function enlist(player: u64, connection: u64, nowMs: u64): void {
  packing.start().ref(player).ref(connection).integer(nowMs);
  writeSlot(world().people, PERSON_PREFIX + hexadecimal(player), packing.finish());
}

/** Notes that somebody is not connected any more. */
export function strike(player: u64): void {
  slots.clear(world().people, PERSON_PREFIX + hexadecimal(player));
}

/** Whether somebody has made a player before. */
export function isSettled(): bool {
  presences();
  return settled;
}

/** Notes that the first player was made. */
export function settle(): void {
  writeSlot(world().people, SETTLED, packing.start().truth(true).finish());
}
