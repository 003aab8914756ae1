import { JsonObject } from '../values/json';
import { Connection } from './connection';
import { enterAsGuest, requestEntry, requestPlayer, resume } from './entering';
import { sendBye, sendRefusal } from './wire';

/** Largest number that JSON carries exactly. */
const MAX_SAFE: f64 = 9007199254740991;
/** Most bytes of UTF-8 in a command, as on terminals. */
const MAX_COMMAND_BYTES = 4096;

/** The members of messages, in the order of their names below. */
enum Member {
  Type,
  Text,
  Name,
  Password,
  Token,
  After,
}

const message = new JsonObject(['type', 'text', 'name', 'password', 'token', 'after']);

/** What a message of a web client asks of somebody who has entered. */
export enum Asked {
  Nothing,
  /** `commandText` is to be run. */
  Command,
  Leave,
}

/** The command of the last message. */
export let commandText: string = '';

/** Reads a message of a web client, and answers it when it is about entering. */
export function receiveJson(connection: Connection, text: string): Asked {
  const type = message.read(text) ? message.text(Member.Type) : null;
  if (type === null) {
    refuse(connection, 'A message is a JSON object with a "type".');
    return Asked.Nothing;
  }
  if (type == 'command') return command(connection);
  if (type == 'leave') {
    if (connection.player != 0) return Asked.Leave;
    sendBye(connection.oid, connection.transport, 'Goodbye.');
    return Asked.Nothing;
  }
  const entering = type == 'create' || type == 'connect' || type == 'guest' || type == 'resume';
  if (!entering) refuse(connection, 'This world does not know that type of message.');
  else if (connection.player != 0) refuse(connection, 'You are in the world already. Leave first.');
  else enter(connection, type);
  return Asked.Nothing;
}

function command(connection: Connection): Asked {
  if (connection.player == 0) {
    sendRefusal(connection, 'not-entered', 'Enter the world first: create a player, connect, or come as a guest.');
    return Asked.Nothing;
  }
  const text = message.text(Member.Text);
  if (text === null) {
    refuse(connection, 'A command has a "text".');
    return Asked.Nothing;
  }
  if (text.length > MAX_COMMAND_BYTES || String.UTF8.byteLength(text) > MAX_COMMAND_BYTES) {
    refuse(connection, `A command has at most ${MAX_COMMAND_BYTES} bytes.`);
    return Asked.Nothing;
  }
  commandText = text;
  return Asked.Command;
}

function enter(connection: Connection, type: string): void {
  if (type == 'guest') return enterAsGuest(connection);
  if (type == 'resume') {
    const token = message.text(Member.Token);
    const after = message.number(Member.After);
    if (token === null) return refuse(connection, 'To resume, send the "token" of the session.');
    return resume(connection, token, after > 0 && after <= MAX_SAFE ? <u64>after : 0);
  }
  const name = message.text(Member.Name);
  const password = message.text(Member.Password);
  if (name === null || password === null) return refuse(connection, `To ${type}, send a "name" and a "password".`);
  if (type == 'create') requestPlayer(connection, name.trim(), password);
  else requestEntry(connection, name.trim(), password);
}

function refuse(connection: Connection, reason: string): void {
  sendRefusal(connection, 'bad-message', reason);
}
