import { lowerCase } from '../values/text';
import { world } from '../world/world';
import { only } from '../world/identifiers';
import { PLAYER_NAME } from '../world/slot-names';

/** UTF-16 units in a player's name: short enough to be typed, long enough to be told apart. */
const MIN_UNITS = 2;
const MAX_UNITS = 24;
/** Words that commands and the terminal use, so nobody can be called so. */
const RESERVED: StaticArray<string> = [
  'actor',
  'admin',
  'administrator',
  'anybody',
  'anyone',
  'atrium',
  'connect',
  'create',
  'everybody',
  'everyone',
  'exit',
  'guest',
  'help',
  'here',
  'him',
  'her',
  'it',
  'me',
  'my',
  'myself',
  'nobody',
  'no-one',
  'none',
  'quit',
  'room',
  'root',
  'server',
  'somebody',
  'someone',
  'system',
  'the',
  'them',
  'who',
  'world',
  'you',
  'yourself',
];

/** What is wrong with a name for a player, as a sentence; empty when nothing is. */
export function problemWithName(name: string): string {
  const rule = 'A name has 2 to 24 letters, digits, apostrophes or hyphens, and begins with a letter.';
  if (name.length < MIN_UNITS || name.length > MAX_UNITS || !isLetter(name.charCodeAt(0))) return rule;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (!isLetter(code) && !(code >= 48 && code <= 57) && code != 0x27 && code != 0x2d) return rule;
  }
  const lowered = lowerCase(name);
  if (RESERVED.includes(lowered) || world().grammar.pronouns.has(lowered)) {
    return `"${name}" means something else in this world: choose another name.`;
  }
  return '';
}

/** The player with a name, whatever the case of its letters; 0 when there is none. */
export function playerNamed(name: string): u64 {
  return only(PLAYER_NAME, lowerCase(name));
}

/** Letters of Latin, Greek and Cyrillic: what a keyboard in this world is likely to have. */
function isLetter(code: i32): bool {
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return code >= 0xc0 && code <= 0x52f && code != 0xd7 && code != 0xf7 && !(code >= 0x2b0 && code <= 0x36f);
}
