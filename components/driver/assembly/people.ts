import * as clock from '../bindings/kernel-task/clock';
import { Person } from '../bindings/driver-objects/people';
import { effects } from './dispatch/effects';
import { Handle } from './objects';
import { Connection } from './sessions/connection';
import { lowerCase, squeezed } from './values/text';
import { objectAt } from './world/cache';
import { connectedPlayers } from './world/people';
import { world } from './world/world';
import { WorldObject } from './world/world-object';

/** Everyone connected, in the order they came. */
export function connected(): Array<Person> {
  return personsOf(connectedPlayers());
}

/** The connected people whose name begins with `name`; only the exact one when there is one. */
export function find(name: string): Array<Person> {
  const players = connectedPlayers();
  const wanted = lowerCase(squeezed(name));
  const found = new Array<WorldObject>();
  for (let i = 0; i < players.length; i++) {
    if (players[i].loweredName == wanted) return personsOf([players[i]]);
    if (wanted.length > 0 && players[i].loweredName.startsWith(wanted)) found.push(players[i]);
  }
  return personsOf(found);
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
  const active = player.connection == 0 ? now : Connection.read(player.connection).activeMs;
  return now > active ? now - active : 0;
}
