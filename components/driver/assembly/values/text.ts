// Text of people: letters, words and lists.

/** Lower case for letters, ASCII first because nearly everything typed is. Lengths stay equal, so offsets stay valid. */
export function lowerCase(text: string): string {
  const length = text.length;
  let first = 0;
  while (first < length && lowerUnit(text.charCodeAt(first)) == text.charCodeAt(first)) first++;
  if (first == length) return text;
  const lowered = String.UTF16.decodeUnsafe(changetype<usize>(text), (<usize>length) << 1);
  const data = changetype<usize>(lowered);
  for (let i = first; i < length; i++) {
    store<u16>(data + ((<usize>i) << 1), <u16>lowerUnit(load<u16>(data + ((<usize>i) << 1))));
  }
  return lowered;
}

/** The lower case of one UTF-16 unit; itself where that would not be one unit. */
export function lowerUnit(code: i32): i32 {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  return lowerOther(code);
}

function lowerOther(code: i32): i32 {
  if (code >= 0xd800 && code <= 0xdfff) return code;
  const lowered = String.fromCharCode(code).toLowerCase();
  return lowered.length == 1 ? lowered.charCodeAt(0) : code;
}

/** The upper case of one UTF-16 unit; itself where that would not be one unit. */
export function upperUnit(code: i32): i32 {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
  if (code >= 0xd800 && code <= 0xdfff) return code;
  const raised = String.fromCharCode(code).toUpperCase();
  return raised.length == 1 ? raised.charCodeAt(0) : code;
}

/** Whether a text begins with a capital letter. */
export function isCapitalised(text: string): bool {
  if (text.length == 0) return false;
  const code = text.charCodeAt(0);
  return lowerUnit(code) != code;
}

/** The text with its first letter as a capital. */
export function capitalised(text: string): string {
  if (text.length == 0) return text;
  const code = text.charCodeAt(0);
  const raised = upperUnit(code);
  return raised == code ? text : String.fromCharCode(raised) + text.substring(1);
}

/** Whether the unit separates words. */
export function isSpace(code: i32): bool {
  return code == 32 || code == 9 || code == 10 || code == 13 || code == 0xa0;
}

/**
 * Whether the unit is one that nobody can see or type: a control character, one that turns the direction of text, or one without
 * width; but for the joiners U+200C and U+200D, which shape the letters of some scripts.
 */
export function isControl(code: i32): bool {
  if (code < 127) return code < 32;
  if (code < 160 || code == 0x061c || code == 0x200b || code == 0xfeff) return true;
  if (code < 0x200e || code > 0x206f) return false;
  return code <= 0x200f || (code >= 0x2028 && code <= 0x202e) || code >= 0x2060;
}

/** Whether the part of a text from `start` to before `end` is `other`. */
export function partIs(text: string, start: i32, end: i32, other: string): bool {
  return (
    end - start == other.length &&
    memory.compare(
      changetype<usize>(text) + ((<usize>start) << 1),
      changetype<usize>(other),
      (<usize>other.length) << 1,
    ) == 0
  );
}

/** Text on one line without characters that nobody can see: what somebody types must not move another one's cursor. */
export function printable(text: string): string {
  let from = 0;
  while (from < text.length && !isControl(text.charCodeAt(from))) from++;
  if (from == text.length) return text;
  const data = new StaticArray<u16>(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isControl(code)) data[length++] = <u16>code;
    else if (isSpace(code) || code == 0x2028 || code == 0x2029) data[length++] = 0x20;
  }
  return String.UTF16.decodeUnsafe(changetype<usize>(data), (<usize>length) << 1);
}

/** The words of a text separated by single spaces, none at either end. */
export function squeezed(text: string): string {
  let clean = true;
  let before = 32;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isSpace(code) && (code != 32 || before == 32)) clean = false;
    before = code;
  }
  if (clean && (text.length == 0 || before != 32)) return text;
  const words = wordsOf(text);
  return words.join(' ');
}

/** The words of a text. */
export function wordsOf(text: string): Array<string> {
  const words = new Array<string>();
  let start = -1;
  for (let i = 0; i <= text.length; i++) {
    const space = i == text.length || isSpace(text.charCodeAt(i));
    if (!space && start < 0) start = i;
    if (space && start >= 0) {
      words.push(text.substring(start, i));
      start = -1;
    }
  }
  return words;
}

/** The items of a text separated by commas, trimmed, without empty ones. */
export function itemsOf(text: string): Array<string> {
  const items = new Array<string>();
  const parts = text.split(',');
  for (let i = 0; i < parts.length; i++) {
    const item = squeezed(parts[i].trim());
    if (item.length > 0) items.push(item);
  }
  return items;
}

/** "a", "a or b", "a, b or c": a list as people say it. */
export function spokenList(items: Array<string>, word: string): string {
  const last = items.length - 1;
  if (last < 0) return '';
  if (last == 0) return items[0];
  return items.slice(0, last).join(', ') + ' ' + word + ' ' + items[last];
}

/** A text of at most `units` UTF-16 units and an ellipsis where it was longer; never cut between the halves of a surrogate pair. */
export function shortened(text: string, units: i32): string {
  if (text.length <= units) return text;
  const half = (text.charCodeAt(units) & 0xfc00) == 0xdc00;
  return text.substring(0, half ? units - 1 : units) + '\u2026';
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code == 10) return text.substring(0, i);
    const ends = code == 46 || code == 33 || code == 63;
    if (ends && (i + 1 == text.length || isSpace(text.charCodeAt(i + 1)))) return text.substring(0, i + 1);
  }
  return text;
}

/** Longest identifier, in characters. */
const MAX_IDENTIFIER = 64;

/** Whether a text can name an object or a property of an image: lower-case letters, digits and `-`, a letter first. */
export function isIdentifier(text: string): bool {
  if (text.length == 0 || text.length > MAX_IDENTIFIER) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = code >= 97 && code <= 122;
    if (!letter && (i == 0 || !((code >= 48 && code <= 57) || code == 0x2d))) return false;
  }
  return true;
}
