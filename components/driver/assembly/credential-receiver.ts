import { effects } from './dispatch/effects';
import { showChanges } from './perception/panels';
import { Connection } from './sessions/connection';
import { passwordDerived, passwordRefused, passwordVerified } from './sessions/entering';
import { beginTask } from './world/world';

// A request's number is the connection that asked. One that is gone has no slots any more, and needs no answer.

/** The verifier of a new password. */
export function derived(request: u64, verifier: string): void {
  const connection = begin(request);
  if (connection.exists) passwordDerived(connection, verifier);
  showChanges();
}

/** Whether a password fits. */
export function verified(request: u64, fits: bool): void {
  const connection = begin(request);
  if (connection.exists) passwordVerified(connection, fits);
  showChanges();
}

/** The host has too much to do. */
export function refused(request: u64): void {
  const connection = begin(request);
  if (connection.exists) passwordRefused(connection);
}

function begin(request: u64): Connection {
  beginTask();
  effects.start();
  return Connection.read(request);
}
