import * as clock from '../bindings/kernel-task/clock';
import { Transport } from '../bindings/kernel-net/connections';
import { Tone } from '../bindings/driver-objects/narration';
import { effects } from './dispatch/effects';
import { runCommand } from './parse/command';
import { Line } from './perception/line';
import { showChanges } from './perception/panels';
import { Connection } from './sessions/connection';
import { fallAsleep, leaveWorld } from './sessions/presence';
import { receiveLine } from './sessions/terminal';
import { Asked, commandText, receiveJson } from './sessions/web';
import { sendRefusal, sendWelcome } from './sessions/wire';
import { printable } from './values/text';
import { objectAt, objectOrNone } from './world/cache';
import { beginTask, world } from './world/world';

/** A connection was made. */
export function connected(connection: u64, transport: Transport, address: string): void {
  begin();
  sendWelcome(Connection.begin(connection, transport, address), world().title, world().welcome);
}

/** One line, or one websocket frame. */
export function receive(connection: u64, message: string): void {
  begin();
  const from = Connection.read(connection);
  if (!from.exists) return;
  if (world().oid == 0) return sendRefusal(from, 'busy', 'This world is empty: no world image was loaded.');
  if (from.transport == Transport.Json) {
    const asked = receiveJson(from, message);
    if (asked == Asked.Command) run(from, commandText);
    else if (asked == Asked.Leave) leaveWorld(objectAt(from.player), 'You have left the world.');
  } else if (from.player == 0) receiveLine(from, message);
  else run(from, message);
  showChanges();
}

/** A connection is gone. */
export function disconnected(connection: u64): void {
  begin();
  const from = Connection.read(connection);
  if (!from.exists) return;
  const player = objectOrNone(from.player);
  if (player !== null && player.connection == connection) fallAsleep(player);
  from.end();
  showChanges();
}

function begin(): void {
  beginTask();
  effects.start();
}

function run(from: Connection, text: string): void {
  from.touch(clock.now());
  const player = objectAt(from.player);
  const here = objectOrNone(player.location);
  const command = runCommand(player, here, printable(text), from.antecedents, from.question);
  from.ask(command.question);
  if (command.problem.length > 0) new Line(Tone.Notice, command.problem).answer(objectAt(player.oid));
  from.mean(command.named, command.person, player.oid, here === null ? 0 : here.oid);
  if (effects.leaving) leaveWorld(objectAt(player.oid), 'You have left the world.');
}
