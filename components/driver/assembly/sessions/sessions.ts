import * as credentials from '../../bindings/kernel-task/credentials';
import * as slots from '../../bindings/kernel-store/slots';
import { TupleReader, packRef, packRefs, packText } from '../values/tuple';
import { only } from '../world/identifiers';
import { DIGEST, PLAYER, SESSIONS } from '../world/slot-names';
import { writeSlot } from '../world/store';

/** Sessions of one player: browsers that may come back without a password. The oldest ends when there is one more. */
const MAX_SESSIONS = 8;

/** A session somebody may resume, and the secret that does. */
export class Session {
  constructor(
    readonly oid: u64,
    readonly secret: string,
  ) {}
}

const reader = new TupleReader();

/** Begins a session of a player. */
export function beginSession(player: u64): Session {
  const token = credentials.makeToken();
  const oid = slots.create();
  writeSlot(oid, DIGEST, packText(token.digest));
  writeSlot(oid, PLAYER, packRef(player));
  const sessions = sessionsOf(player);
  sessions.push(oid);
  while (sessions.length > MAX_SESSIONS) slots.clearAll(sessions.shift());
  writeSlot(player, SESSIONS, packRefs(sessions));
  return new Session(oid, token.secret);
}

/** The session that a secret resumes, or 0. */
export function sessionFor(secret: string): u64 {
  return only(DIGEST, credentials.digest(secret));
}

/** Whose session it is. */
export function playerOf(session: u64): u64 {
  const bytes = slots.get(session, PLAYER);
  return bytes === null ? 0 : reader.of(bytes).ref();
}

/** Ends a session: its secret resumes nothing any more. */
export function endSession(player: u64, session: u64): void {
  slots.clearAll(session);
  const left = new Array<u64>();
  const sessions = sessionsOf(player);
  for (let i = 0; i < sessions.length; i++) if (sessions[i] != session) left.push(sessions[i]);
  writeSlot(player, SESSIONS, packRefs(left));
}

/** Ends all sessions of a player. */
export function endSessions(player: u64): void {
  const sessions = sessionsOf(player);
  for (let i = 0; i < sessions.length; i++) slots.clearAll(sessions[i]);
  slots.clear(player, SESSIONS);
}

function sessionsOf(player: u64): Array<u64> {
  const bytes = slots.get(player, SESSIONS);
  const sessions = new Array<u64>();
  if (bytes === null) return sessions;
  for (reader.of(bytes); reader.more();) sessions.push(reader.ref());
  return sessions;
}
