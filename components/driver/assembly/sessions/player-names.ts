import { isConjunction, isPronoun, isQuantifier } from '../parse/function-words';
import { lowerCase } from '../values/text';
import { only } from '../world/identifiers';
import { PLAYER_NAME } from '../world/slot-names';
import { isMark, scriptName, scriptOf } from './scripts';

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
  'exit',
  'guest',
  'help',
  'my',
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
  'who',
  'world',
];

/** What is wrong with a name for a player, as a sentence; empty when nothing is. */
export function problemWithName(name: string): string {
  const rule = 'A name has 2 to 24 letters, digits, apostrophes or hyphens, and begins with a letter.';
  if (name.length < MIN_UNITS || name.length > MAX_UNITS) return rule;
  const first = scriptOf(name.charCodeAt(0));
  if (first < 0) return rule;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if ((code >= 48 && code <= 57) || code == 0x27 || code == 0x2d) continue;
    if (isMark(code)) return 'A name has no combining marks but those that are one with their letter, as in \u00e9.';
    const script = scriptOf(code);
    if (script < 0) return rule;
    // Letters that look alike in two scripts would make two names that nobody can tell apart.
    if (script != first) {
      return `A name is written in one script: this one has ${scriptName(first)} and ${scriptName(script)} letters.`;
    }
  }
  const lowered = lowerCase(name);
  if (RESERVED.includes(lowered) || isPronoun(lowered) || isQuantifier(lowered) || isConjunction(lowered)) {
    return `"${name}" means something else in this world: choose another name.`;
  }
  return '';
}

/** The player with a name, whatever the case of its letters; 0 when there is none. */
export function playerNamed(name: string): u64 {
  return only(PLAYER_NAME, lowerCase(name));
}
