import * as connections from '../../bindings/kernel-net/connections';
import { isSpace, lowerCase } from '../values/text';
import { objectAt } from '../world/cache';
import { connectedPlayers } from '../world/people';
import { Connection } from './connection';
import { enterAsGuest, requestEntry, requestPlayer } from './entering';
import { TERMINAL_HELP } from './wire';

/** Answers a line from a terminal that has not entered yet. */
export function receiveLine(connection: Connection, text: string): void {
  const line = text.trim();
  if (line.length == 0) return;
  const command = lowerCase(wordAt(line, 0));
  if (command == 'create' || command == 'connect') return enter(connection, command, line);
  if (command == 'who') return say(connection, whoIsHere());
  if (command == 'help') return say(connection, TERMINAL_HELP);
  if (command == 'quit') {
    say(connection, 'Goodbye.');
    return connections.close(connection.oid);
  }
  say(connection, `Enter the world first.\n${TERMINAL_HELP}`);
}

function enter(connection: Connection, command: string, line: string): void {
  const name = wordAt(line, command.length);
  if (command == 'connect' && lowerCase(name) == 'guest') return enterAsGuest(connection);
  const password = line.substring(line.indexOf(name, command.length) + name.length).trim();
  if (name.length == 0 || password.length == 0)
    return say(connection, `${command} what? Try: ${command} NAME PASSWORD`);
  if (command == 'create') requestPlayer(connection, name, password);
  else requestEntry(connection, name, password);
}

/** The first word from a place on; empty when there is none. */
function wordAt(line: string, from: i32): string {
  let start = from;
  while (start < line.length && isSpace(line.charCodeAt(start))) start++;
  let end = start;
  while (end < line.length && !isSpace(line.charCodeAt(end))) end++;
  return line.substring(start, end);
}

function whoIsHere(): string {
  const players = connectedPlayers();
  if (players.length == 0) return 'Nobody is here.';
  const lines = new Array<string>();
  for (let i = 0; i < players.length; i++) {
    const location = players[i].location;
    lines.push(location == 0 ? players[i].name : `${players[i].name}, ${objectAt(location).name}`);
  }
  return lines.join('\n');
}

function say(connection: Connection, text: string): void {
  connections.send(connection.oid, text);
}
