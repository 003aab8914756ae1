import * as connections from '../../bindings/kernel-net/connections';
import { writeString } from '../values/json';
import { shortened } from '../values/text';
import { frame } from '../values/text-builder';
import { MAX_TEXT_UNITS } from '../perception/line';
import { Connection } from './connection';

// The messages of docs/protocol.md that are about a connection itself, each as the transport has it.

/** What a connection sees first. */
export function sendWelcome(connection: Connection, title: string, text: string): void {
  if (connection.transport == connections.Transport.Lines) {
    connections.send(connection.oid, `${title}\n${shortened(text, MAX_TEXT_UNITS)}\n\n${TERMINAL_HELP}`);
    return;
  }
  frame.start().text('{"type":"welcome","title":');
  writeString(frame, title, MAX_TEXT_UNITS);
  frame.text(',"text":');
  writeString(frame, text, MAX_TEXT_UNITS);
  connections.send(connection.oid, frame.unit(0x7d).finish());
}

/** How one enters from a terminal. */
export const TERMINAL_HELP =
  'create NAME PASSWORD makes a player, connect NAME PASSWORD enters as one, connect guest enters as a guest.\nwho lists who is here, quit leaves.';

/** The connection has entered. Terminals are not told: what follows shows it. */
export function sendSession(connection: Connection, token: string, name: string, guest: bool, builder: bool): void {
  if (connection.transport == connections.Transport.Lines) return;
  frame.start().text('{"type":"session","token":');
  writeString(frame, token, MAX_TEXT_UNITS);
  frame.text(',"name":');
  writeString(frame, name, MAX_TEXT_UNITS);
  frame.text(guest ? ',"guest":true' : ',"guest":false').text(builder ? ',"builder":true}' : ',"builder":false}');
  connections.send(connection.oid, frame.finish());
}

/** Something was refused. */
export function sendRefusal(connection: Connection, code: string, reason: string): void {
  if (connection.transport == connections.Transport.Lines) {
    connections.send(connection.oid, reason);
    return;
  }
  frame.start().text('{"type":"refused","reason":');
  writeString(frame, reason, MAX_TEXT_UNITS);
  frame.text(',"code":');
  writeString(frame, code, MAX_TEXT_UNITS);
  connections.send(connection.oid, frame.unit(0x7d).finish());
}

/** The world closes the connection on purpose. */
export function sendBye(connection: u64, transport: connections.Transport, reason: string): void {
  if (transport == connections.Transport.Lines) {
    if (reason.length > 0) connections.send(connection, reason);
  } else {
    frame.start().text('{"type":"bye","reason":');
    writeString(frame, reason, MAX_TEXT_UNITS);
    connections.send(connection, frame.unit(0x7d).finish());
  }
  connections.close(connection);
}
