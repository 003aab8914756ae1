import * as call from '../bindings/driver-objects/call';
import * as manual from '../bindings/driver-objects/manual';
import { Entry } from '../bindings/driver-objects/manual';
import { textsOf } from './properties';
import { actor } from './roles';
import { listed, notice } from './voice';
import { isDirection } from './ways';

const REST = 'More';
const SHORT_DIRECTIONS: string[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'u', 'd'];

/** `help`: the commands under their headings, and the topics. */
export function help(): void {
  const words = wordsOf(manual.commands());
  const lines: string[] = [];
  const groups = textsOf(actor(), 'player/command-groups');
  for (let index = 0; index < groups.length; index++) {
    const colon = groups[index].indexOf(':');
    const under = taken(words, groups[index].substring(colon + 1).split(' '));
    if (under.length > 0) lines.push(`${groups[index].substring(0, colon)}: ${under.join(', ')}`);
  }
  if (words.length > 0) lines.push(`${REST}: ${words.join(', ')}`);
  lines.push(`Topics: ${manual.topics().join(', ')}`);
  lines.push('`help take` tells about a command, `help first steps` about a topic.');
  notice(lines.join('\n'));
}

/** `help …`: one command or topic. */
export function helpOn(): void {
  const subject = call.text('help').trim().toLowerCase();
  const found = sought(subject);
  if (found !== null) return notice(found);
  const near = beginningWith(subject);
  if (near.length == 0) return notice(`There is no help on ${subject}. \`help\` lists the commands and topics.`);
  notice(`There is no help on ${subject}. There is on ${listed(near)}.`);
}

/** The help on a word; on the command it is short for, and on a direction how one walks. */
function sought(subject: string): string | null {
  const found = manual.find(subject);
  if (found !== null) return found;
  if (isDirection(subject) || SHORT_DIRECTIONS.includes(subject)) return manual.find('moving');
  if (subject == '"' || subject == "'") return manual.find('say');
  if (subject == ':') return manual.find('emote');
  return manual.find(`@${subject}`);
}

/** Takes those of `words` that are in `group` out of it, in the group's order. */
function taken(words: string[], group: string[]): string[] {
  const under: string[] = [];
  for (let index = 0; index < group.length; index++) {
    const at = words.indexOf(group[index]);
    if (at < 0) continue;
    under.push(group[index]);
    words.splice(at, 1);
  }
  return under;
}

function wordsOf(entries: Entry[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index];
    // A command that only refuses its actor, as building does guests, has no help to offer them.
    if (entry.summary.length > 0 && !words.includes(entry.word)) words.push(entry.word);
  }
  return words;
}

function beginningWith(subject: string): string[] {
  const near: string[] = [];
  const words = wordsOf(manual.commands()).concat(manual.topics());
  for (let index = 0; index < words.length; index++) {
    if (subject.length > 1 && words[index].toLowerCase().startsWith(subject)) near.push(words[index]);
  }
  return near;
}
