import * as clock from '../../bindings/kernel-task/clock';
import * as slots from '../../bindings/kernel-store/slots';
import * as timers from '../../bindings/kernel-task/timers';
import { Transport, explainFailures } from '../../bindings/kernel-net/connections';
import { Tone } from '../../bindings/driver-objects/narration';
import { BUILD, may } from '../authority/powers';
import { effects } from '../dispatch/effects';
import { forgetLines } from '../perception/backlog';
import { Line } from '../perception/line';
import { TupleReader, packInteger, packRef, packing } from '../values/tuple';
import { objectAt, stampWritten } from '../world/cache';
import { isKind } from '../world/known';
import { Move, moveInto, moveNowhere } from '../world/moves';
import { enlist, strike } from '../world/people';
import { ASLEEP, AWAY_SINCE, CONNECTION, LAST_PLACE } from '../world/slot-names';
import { clearObject, writeSlot } from '../world/store';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Connection } from './connection';
import { endSession, endSessions } from './sessions';
import { sendBye } from './wire';

/** How long somebody whose connection was lost stays where they are: time for a restart, a tunnel, another browser. */
const SLEEP_MS: u64 = 5 * 60 * 1000;

const reader = new TupleReader();

/** A player and a connection belong together from now on. Returns the number after which lines were missed; 0 when none were. */
export function wakeUp(player: WorldObject, connection: Connection): u64 {
  const before = player.connection;
  if (before != 0) {
    sendBye(before, player.transport, 'You have connected from somewhere else.');
    Connection.read(before).detach();
  }
  const told = endSleep(player);
  const since = slots.get(player.oid, AWAY_SINCE);
  if (since !== null) slots.clear(player.oid, AWAY_SINCE);
  packing.start().ref(connection.oid).integer(connection.transport);
  writeSlot(player.oid, CONNECTION, packing.finish());
  player.connection = connection.oid;
  player.transport = connection.transport;
  stampWritten(player);
  // Whoever builds may know how what was built works; to others it would say nothing.
  explainFailures(connection.oid, may(player, BUILD));
  connection.touch(clock.now());
  enlist(player.oid, connection.oid, clock.now());
  // Whoever enters is shown the place and what they hold.
  effects.touch(player.oid);
  if (player.location == 0) appear(player);
  else {
    effects.touch(player.location);
    if (told) new Line(Tone.Action, `${player.name} wakes up.`).answerOthers(objectAt(player.location), player);
  }
  return since === null ? 0 : reader.of(since).integer();
}

/** Ends somebody's sleep; whether anybody had seen it begin. */
function endSleep(player: WorldObject): bool {
  const asleep = slots.get(player.oid, ASLEEP);
  if (asleep === null) return false;
  reader.of(asleep);
  timers.cancel(reader.integer());
  slots.clear(player.oid, ASLEEP);
  player.isAsleep = false;
  return reader.truth();
}

/** Puts somebody who is nowhere where they were last, or where people begin. */
function appear(player: WorldObject): void {
  const last = slots.get(player.oid, LAST_PLACE);
  if (last !== null) slots.clear(player.oid, LAST_PLACE);
  const lastPlace = last === null ? 0 : reader.of(last).ref();
  if (lastPlace == 0 || moveInto(player, objectAt(lastPlace)) != Move.Done) moveInto(player, objectAt(world().start));
  stampWritten(player);
  if (player.location != 0) {
    new Line(Tone.Action, `${player.name} appears.`).reachOthers(objectAt(player.location), player);
  }
}

/** A player's connection was lost: they stay for a while, asleep. A guest who cannot come back leaves at once. */
export function fallAsleep(player: WorldObject): void {
  const wasTerminal = player.transport == Transport.Lines;
  disconnect(player);
  // A guest has no password, and a terminal cannot keep the token of a session.
  if (wasTerminal && isKind(player, world().guestPrototype)) return goAway(player, `${player.name} fades away.`);
  enlist(player.oid, 0, clock.now());
  const timer = timers.after(SLEEP_MS, packRef(player.oid));
  if (!timer.isOk) throw new Error('a timer was refused');
  const told = player.location != 0 && hasCompany(player);
  packing.start().integer(timer.ok).truth(told);
  writeSlot(player.oid, ASLEEP, packing.finish());
  // A fresh oid is a number after all that was kept so far, and before all that will be.
  writeSlot(player.oid, AWAY_SINCE, packInteger(slots.create()));
  player.isAsleep = true;
  stampWritten(player);
  effects.touch(player.location);
  if (told) new Line(Tone.Action, `${player.name} falls asleep.`).answerOthers(objectAt(player.location), player);
}

/** Whether somebody connected is in the same place. */
function hasCompany(player: WorldObject): bool {
  const place = objectAt(player.location);
  for (let i = 0; i < place.contents.length; i++) if (objectAt(place.contents[i]).connection != 0) return true;
  return false;
}

/** The time of a sleeper is over. */
export function fade(player: WorldObject, timer: u64): void {
  const asleep = slots.get(player.oid, ASLEEP);
  // Whoever has connected since has another timer or none.
  if (asleep === null || reader.of(asleep).integer() != timer) return;
  slots.clear(player.oid, ASLEEP);
  player.isAsleep = false;
  strike(player.oid);
  goAway(player, `${player.name} fades away.`);
}

/** A player leaves the world on purpose: their session ends, and so does the connection. */
export function leaveWorld(player: WorldObject, reason: string): void {
  const connection = Connection.read(player.connection);
  if (connection.session != 0) endSession(player.oid, connection.session);
  // On a terminal the command that led here has said goodbye.
  sendBye(connection.oid, player.transport, player.transport == Transport.Lines ? '' : reason);
  connection.detach();
  disconnect(player);
  goAway(player, `${player.name} leaves.`);
  forgetLines(player.oid);
}

function disconnect(player: WorldObject): void {
  slots.clear(player.oid, CONNECTION);
  player.connection = 0;
  strike(player.oid);
}

function goAway(player: WorldObject, told: string): void {
  const location = player.location;
  if (location != 0) {
    new Line(Tone.Action, told).reachOthers(objectAt(location), player);
    writeSlot(player.oid, LAST_PLACE, packRef(location));
  }
  if (isKind(player, world().guestPrototype)) return vanish(player);
  moveNowhere(player);
  stampWritten(player);
}

/** Nothing of a guest remains but what they carried. */
function vanish(player: WorldObject): void {
  const location = player.location;
  const contents = player.contents;
  for (let i = 0; i < contents.length; i++) {
    const held = objectAt(contents[i]);
    if (location == 0 || moveInto(held, objectAt(location)) != Move.Done) moveNowhere(held);
  }
  moveNowhere(player);
  endSessions(player.oid);
  forgetLines(player.oid);
  clearObject(player.oid);
}
