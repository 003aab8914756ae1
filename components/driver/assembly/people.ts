import * as clock from '../bindings/kernel-task/clock';
import { Person } from '../bindings/driver-objects/people';
import { effects } from './dispatch/effects';
import { Handle } from './objects';
import { Connection } from './sessions/connection';
import { lowerCase, squeezed } from './values/text';
import { objectAt } from './world/cache';
import { asleepSinceMs, connectedPlayers, sleepingPlayers } from './world/people';
import { world } from './world/world';
import { WorldObject } from './world/world-object';

/** Everyone connected, in the order they came. */
export function connected(): Array<Person> {
  return personsOf(connectedPlayers());
}

/** The people in the world with a name: the exact one, or else those connected, or else those asleep, whose name begins so. */
export function find(name: string): Array<Person> {
  const wanted = lowerCase(squeezed(name));
  if (wanted.length == 0) return [];
  const connected = beginningWith(wanted, connectedPlayers());
  if (connected.length == 1 && connected[0].loweredName == wanted) return personsOf(connected);
  const sleeping = beginningWith(wanted, sleepingPlayers());
  const exact = sleeping.length == 1 && sleeping[0].loweredName == wanted;
  return personsOf(exact || connected.length == 0 ? sleeping : connected);
}

/** Those whose name begins with a text; only the one whose name it is when there is one. */
function beginningWith(wanted: string, players: Array<WorldObject>): Array<WorldObject> {
  const found = new Array<WorldObject>();
  for (let i = 0; i < players.length; i++) {
    if (players[i].loweredName == wanted) return [players[i]];
    if (players[i].loweredName.startsWith(wanted)) found.push(players[i]);
  }
  return found;
}

/** The place where people begin. */
export function start(): Handle | null {
  const place = world().start;
  return place == 0 ? null : Handle.seeing(place);
}

/** The actor leaves the world, once the command is done. */
export function leave(): void {
  effects.leaving = true;
}

function personsOf(players: Array<WorldObject>): Array<Person> {
  const persons = new Array<Person>();
  for (let i = 0; i < players.length; i++) {
    const player = players[i];
    const place = player.location == 0 ? '' : objectAt(player.location).name;
    persons.push(new Person(Handle.seeing(player.oid), player.name, place, idleMs(player)));
  }
  return persons;
}

function idleMs(player: WorldObject): u64 {
  const now = clock.now();
  const active = player.connection == 0 ? asleepSinceMs(player.oid) : Connection.read(player.connection).activeMs;
  return now > active ? now - active : 0;
}
