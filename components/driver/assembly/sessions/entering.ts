import * as credentials from '../../bindings/kernel-task/credentials';
import * as slots from '../../bindings/kernel-store/slots';
import * as log from '../../bindings/kernel-task/log';
import * as connections from '../../bindings/kernel-net/connections';
import { Tone } from '../../bindings/driver-objects/narration';
import { BUILD, may } from '../authority/powers';
import { Message } from '../dispatch/message';
import { Outcome, send } from '../dispatch/send';
import { keptLines, forgetLines } from '../perception/backlog';
import { Line, narrativeFrame } from '../perception/line';
import { TupleReader } from '../values/tuple';
import { objectAt } from '../world/cache';
import { isKind } from '../world/known';
import { VERIFIER } from '../world/slot-names';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Connection, Pending } from './connection';
import { playerNamed, problemWithName } from './player-names';
import { makeGuest, makePlayer } from './players';
import { wakeUp } from './presence';
import { beginSession, playerOf, sessionFor } from './sessions';
import { sendBye, sendRefusal, sendSession } from './wire';

/** UTF-16 units of the shortest password. */
const MIN_PASSWORD_UNITS = 6;
/** Passwords that may be tried on one connection: more than somebody needs who mistypes, and each costs the host a derivation that is slow on purpose. */
const MAX_WRONG_PASSWORDS = 5;
/** What somebody who arrives does first. */
const LOOK = 'look';
/** Said for an unknown name and for a wrong password alike, so that names cannot be found out. */
const WRONG = 'No player has this name and this password.';

const reader = new TupleReader();

/** `create`: asks for the verifier of a new player's password. */
export function requestPlayer(connection: Connection, name: string, password: string): void {
  if (!isFree(connection)) return;
  const problem = problemWithName(name);
  if (problem.length > 0) return sendRefusal(connection, 'bad-name', problem);
  if (password.length < MIN_PASSWORD_UNITS) {
    return sendRefusal(connection, 'bad-password', `A password has at least ${MIN_PASSWORD_UNITS} characters.`);
  }
  if (playerNamed(name) != 0) return refuseTaken(connection, name);
  connection.await(Pending.Create, name);
  credentials.derive(connection.oid, password);
}

/** `connect`: asks whether a password fits. */
export function requestEntry(connection: Connection, name: string, password: string): void {
  if (!isFree(connection)) return;
  const player = playerNamed(name);
  const verifier = verifierOf(player);
  if (verifier === null) {
    // Deriving costs what verifying costs, so nobody can tell an unknown name by the time it takes.
    connection.await(Pending.Stranger, name);
    return credentials.derive(connection.oid, password);
  }
  connection.await(Pending.Connect, name);
  credentials.verify(connection.oid, password, reader.of(verifier).text());
}

function verifierOf(player: u64): Uint8Array | null {
  return player == 0 ? null : slots.get(player, VERIFIER);
}

function isFree(connection: Connection): bool {
  // What still comes from a connection that is being closed has no answer.
  if (connection.failures >= MAX_WRONG_PASSWORDS) return false;
  if (connection.pending == Pending.Nothing) return true;
  sendRefusal(connection, 'busy', 'Your last request is still being answered. Wait a moment.');
  return false;
}

function refuseTaken(connection: Connection, name: string): void {
  sendRefusal(
    connection,
    'name-taken',
    `There is a player called ${name} already. Choose another name, or connect as that one.`,
  );
}

/** Refuses a password, and ends the connection when there were too many. `whose` is for the log: never what may be a password itself. */
function refusePassword(connection: Connection, whose: string): void {
  log.write(log.Level.Warning, `wrong password for ${whose} from ${connection.address}`);
  connection.fail();
  sendRefusal(connection, 'bad-password', WRONG);
  if (connection.failures < MAX_WRONG_PASSWORDS) return;
  sendBye(connection.oid, connection.transport, 'Too many wrong passwords. Connect again to try once more.');
}

/** The answer to what `requestPlayer` asked, or to what `requestEntry` asked for a stranger. */
export function passwordDerived(connection: Connection, verifier: string): void {
  const pending = connection.pending;
  const name = connection.pendingName;
  connection.settle();
  if (pending == Pending.Stranger) return refusePassword(connection, 'an unknown name');
  if (pending != Pending.Create) return;
  const player = makePlayer(name, verifier);
  if (player === null) return refuseTaken(connection, name);
  arrive(connection, player);
}

/** The answer to what `requestEntry` asked. */
export function passwordVerified(connection: Connection, fits: bool): void {
  const pending = connection.pending;
  const name = connection.pendingName;
  connection.settle();
  if (pending != Pending.Connect) return;
  const player = fits ? playerNamed(name) : 0;
  if (player == 0) return refusePassword(connection, name);
  const object = objectAt(player);
  const since = begin(connection, object);
  if (since != 0) tellMissed(object, since);
  lookAround(object);
}

/** The host is too busy to work on a password. */
export function passwordRefused(connection: Connection): void {
  connection.settle();
  sendRefusal(connection, 'busy', 'Too many people are entering at this moment. Try again in a few seconds.');
}

/** `guest`: makes a guest and enters. */
export function enterAsGuest(connection: Connection): void {
  if (!isFree(connection)) return;
  arrive(connection, makeGuest());
}

/** `resume`: enters where a session was, and tells what was missed after an event. */
export function resume(connection: Connection, secret: string, after: u64): void {
  if (!isFree(connection)) return;
  const session = sessionFor(secret);
  const player = session == 0 ? 0 : playerOf(session);
  if (player == 0 || !objectAt(player).exists) {
    return sendRefusal(connection, 'no-session', 'That session has ended. Connect again.');
  }
  const object = objectAt(player);
  connection.enter(player, session);
  wakeUp(object, connection);
  greet(connection, object, secret);
  tellMissed(object, after);
}

/** Somebody who was never here before enters. */
function arrive(connection: Connection, player: WorldObject): void {
  begin(connection, player);
  const arrival = world().arrival;
  if (arrival.length > 0) new Line(Tone.Description, arrival).answer(player);
  lookAround(player);
}

/** Begins a session and enters by it. Returns the number after which lines were missed; 0 when none were. */
function begin(connection: Connection, player: WorldObject): u64 {
  // A terminal cannot keep a token.
  if (connection.transport == connections.Transport.Lines) {
    connection.enter(player.oid, 0);
    return wakeUp(player, connection);
  }
  const session = beginSession(player.oid);
  connection.enter(player.oid, session.oid);
  const since = wakeUp(player, connection);
  greet(connection, player, session.secret);
  return since;
}

function greet(connection: Connection, player: WorldObject, secret: string): void {
  sendSession(connection, secret, player.name, isKind(player, world().guestPrototype), may(player, BUILD));
}

function tellMissed(player: WorldObject, after: u64): void {
  const lines = keptLines(player.oid, after);
  if (player.transport == connections.Transport.Json) {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      connections.send(player.connection, narrativeFrame(line.tone, line.text, line.sequence, true));
    }
    return;
  }
  if (lines.length > 0) new Line(Tone.Notice, 'While you were away:').answer(player);
  for (let i = 0; i < lines.length; i++) new Line(lines[i].tone, lines[i].text).answer(player);
  // A terminal cannot say what it has seen, so this was told once and for all.
  forgetLines(player.oid);
}

function lookAround(player: WorldObject): void {
  const sent = send(new Message(world().selector(LOOK), player.oid, player.location, []), null);
  if (sent.outcome == Outcome.NoProgram) new Line(Tone.Notice, sent.text).answer(player);
}
