import * as slots from '../../bindings/kernel-store/slots';
import { TupleReader, packing } from '../values/tuple';
import { objectAt } from './cache';
import { hexadecimal } from './slot-names';
import { writeSlot } from './store';
import { world } from './world';
import { WorldObject } from './world-object';

/** Before the oid of somebody in the world, in hexadecimal: their connection, 0 for sleepers, and since when that is so. */
const PERSON_PREFIX = 'p/';
/** Says that the first player was made. */
const SETTLED = 'settled';

/** Somebody in the world. */
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
let sleeping: Array<Presence> = [];
let settled: bool = false;

/** Brings what is remembered up to date. */
function refresh(): void {
  const people = world().people;
  const stamp = people == 0 ? 0 : slots.version(people);
  if (people == decoded && stamp == version) return;
  decoded = people;
  version = stamp;
  decode(people == 0 ? new Uint8Array(0) : slots.load(people));
}

function decode(bytes: Uint8Array): void {
  present = [];
  sleeping = [];
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
      const list = connection == 0 ? sleeping : present;
      list.push(new Presence(player, connection, reader.integer()));
    }
    at = value + valueSize;
  }
  sort(present);
  sort(sleeping);
}

function sort(list: Array<Presence>): void {
  list.sort((one, other) => {
    if (one.sinceMs != other.sinceMs) return one.sinceMs < other.sinceMs ? -1 : 1;
    if (one.connection != other.connection) return one.connection < other.connection ? -1 : 1;
    return one.player < other.player ? -1 : 1;
  });
}

function playersOf(list: Array<Presence>): Array<WorldObject> {
  const players = new Array<WorldObject>();
  for (let i = 0; i < list.length; i++) players.push(objectAt(list[i].player));
  return players;
}

/** The players who are connected, in the order they came. */
export function connectedPlayers(): Array<WorldObject> {
  refresh();
  return playersOf(present);
}

/** The players whose connection was lost a moment ago, in the order in which that was. */
export function sleepingPlayers(): Array<WorldObject> {
  refresh();
  return playersOf(sleeping);
}

/** When a sleeper's connection was lost, in milliseconds since 1970; 0 for somebody who does not sleep. */
export function asleepSinceMs(player: u64): u64 {
  refresh();
  for (let i = 0; i < sleeping.length; i++) if (sleeping[i].player == player) return sleeping[i].sinceMs;
  return 0;
}

/** How many people are connected. */
export function connectedCount(): i32 {
  refresh();
  return present.length;
}

/** Notes that somebody is connected, or sleeps (`connection` is 0), from now on. */
export function enlist(player: u64, connection: u64, nowMs: u64): void {
  packing.start().ref(player).ref(connection).integer(nowMs);
  writeSlot(world().people, PERSON_PREFIX + hexadecimal(player), packing.finish());
}

/** Notes that somebody is not in the world any more. */
export function strike(player: u64): void {
  slots.clear(world().people, PERSON_PREFIX + hexadecimal(player));
}

/** Whether somebody has made a player before. */
export function isSettled(): bool {
  refresh();
  return settled;
}

/** Notes that the first player was made. */
export function settle(): void {
  writeSlot(world().people, SETTLED, packing.start().truth(true).finish());
}
