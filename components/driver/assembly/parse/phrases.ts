import { isIdentifier, partIs, shortened } from '../values/text';
import { isArticle, isConjunction, isPreposition, isPronoun } from './function-words';

// Where noun phrases in lower case with single spaces come apart.

/** Words before what a noun is in: "lamp in the box". */
const CONTAINMENT: StaticArray<string> = [' in ', ' inside ', ' on ', ' from ', ' off '];
/** Words before what "all" leaves out, the longer ones first. */
const EXCEPTIONS: StaticArray<string> = [' except for ', ' except ', ' but '];
const AND = ' and ';
const COMMA: i32 = 0x2c;
const QUOTE: i32 = 0x22;
const DOLLAR: i32 = 0x24;
/** How much of what somebody typed an answer repeats. */
export const MAX_QUOTED_UNITS = 60;

/** A part of a phrase. */
export class Span {
  constructor(
    readonly start: i32,
    /** Where what follows begins, after the words between. */
    readonly end: i32,
  ) {}
}

/** The words between a noun and what it is in; null when a phrase has none. */
export function containmentIn(phrase: string): Span | null {
  return firstOf(CONTAINMENT, phrase);
}

/** The words between "all" and what it leaves out; null when a phrase has none. */
export function exceptionIn(phrase: string): Span | null {
  return firstOf(EXCEPTIONS, phrase);
}

function firstOf(words: StaticArray<string>, phrase: string): Span | null {
  let found: Span | null = null;
  for (let i = 0; i < words.length; i++) {
    const at = phrase.indexOf(words[i]);
    if (at > 0 && (found === null || at < found.start)) found = new Span(at, at + words[i].length);
  }
  return found;
}

/** The names of a list: "lamp, rope and coin". One for a phrase that is no list. */
export function partsOf(phrase: string): Array<Span> {
  const parts = new Array<Span>();
  const length = phrase.length;
  let start = 0;
  for (let i = 0; i < length;) {
    const size =
      phrase.charCodeAt(i) == COMMA ? 1 : partIs(phrase, i, min(i + AND.length, length), AND) ? AND.length : 0;
    if (size > 0) addPart(parts, phrase, start, i);
    i += max(size, 1);
    if (size > 0) start = i;
  }
  addPart(parts, phrase, start, length);
  return parts;
}

function addPart(parts: Array<Span>, phrase: string, start: i32, end: i32): void {
  let from = start;
  while (from < end && phrase.charCodeAt(from) == 0x20) from++;
  if (from < end) parts.push(new Span(from, end));
}

/** Whether a text stands between quotation marks, and has none inside. */
export function isQuoted(text: string): bool {
  const last = text.length - 1;
  return last > 0 && text.charCodeAt(0) == QUOTE && text.charCodeAt(last) == QUOTE && text.indexOf('"', 1) == last;
}

/** Whether a phrase ends where a noun would have to follow. */
export function isUnfinished(phrase: string): bool {
  const last = phrase.substring(phrase.lastIndexOf(' ') + 1);
  return isArticle(phrase) || isPronoun(phrase) || isPreposition(last) || isConjunction(last);
}

/** The words of an unfinished phrase after which the noun is missing. */
export function after(phrase: string): string {
  return isArticle(phrase) || isPronoun(phrase) ? '' : shortened(phrase, MAX_QUOTED_UNITS);
}

/** What was typed without its article. Folding keeps lengths, so the phrase is as long as its end. */
export function quoted(typed: string, phrase: string): string {
  return shortened(typed.substring(max(0, typed.length - phrase.length)), MAX_QUOTED_UNITS);
}

/** Whether a phrase is a name of the directory: `$lamp`. */
export function isOwnName(phrase: string): bool {
  return phrase.charCodeAt(0) == DOLLAR && isIdentifier(phrase.substring(1));
}
