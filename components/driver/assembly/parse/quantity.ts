import { isQuantifier } from './function-words';

/** How many of the things that a noun fits are meant, and which. */
export enum Quantity {
  /** The one at a place in order: "second lamp", "lamp 2". */
  Place,
  /** The last one in order. */
  Last,
  /** So many, the first ones in order: "two lamps". */
  Count,
  /** All there are. */
  All,
  /** All there are, who have to be two. */
  Both,
}

/** A noun phrase that says how many: "all lamps", "second lamp", "lamp 2". */
export class Quantified {
  constructor(
    readonly quantity: Quantity,
    /** The place, or how many. */
    readonly number: i32,
    /** What is counted; empty for "all" alone. */
    readonly noun: string,
    /** Whether only people are meant: "everybody". */
    readonly isOfPeople: bool = false,
  ) {}
}

const ORDINALS: StaticArray<string> = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
];
const NUMBERS: StaticArray<string> = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
/** What may stand between a quantity and its noun, the longer ones first. */
const OF: StaticArray<string> = ['of the ', 'of my ', 'of ', 'the ', 'my '];
/** Digits of the largest number that counts things: a room holds 2,000. */
const MAX_DIGITS = 4;

/** The quantity of a noun phrase without its article; null when it says none. */
export function quantified(phrase: string): Quantified | null {
  const space = phrase.indexOf(' ');
  const first = space < 0 ? phrase : phrase.substring(0, space);
  if (isQuantifier(first)) {
    const isOfPeople = first == 'everyone' || first == 'everybody';
    if (first == 'any') return space < 0 ? null : new Quantified(Quantity.Count, 1, nounAfter(phrase, space));
    const quantity = first == 'both' ? Quantity.Both : Quantity.All;
    return new Quantified(quantity, 2, space < 0 ? '' : nounAfter(phrase, space), isOfPeople);
  }
  if (space < 0) return null;
  const noun = nounAfter(phrase, space);
  if (first == 'last') return new Quantified(Quantity.Last, 0, noun);
  const place = ordinal(first);
  if (place > 0) return new Quantified(Quantity.Place, place, noun);
  const word = NUMBERS.indexOf(first);
  const count = word >= 0 ? word + 1 : digits(first, first.length);
  if (count > 0) return new Quantified(Quantity.Count, count, noun);
  const last = phrase.lastIndexOf(' ');
  const number = digits(phrase.substring(last + 1), phrase.length - last - 1);
  return number > 0 ? new Quantified(Quantity.Place, number, phrase.substring(0, last)) : null;
}

/** "second", "2nd" or "2" is 2; 0 for what counts nothing. */
export function placeOf(word: string): i32 {
  const place = ordinal(word);
  return place > 0 ? place : digits(word, word.length);
}

/** "second" or "2nd" is 2; 0 for what is no ordinal. */
function ordinal(word: string): i32 {
  const place = ORDINALS.indexOf(word);
  if (place >= 0) return place + 1;
  const size = word.length - 2;
  if (!(word.endsWith('st') || word.endsWith('nd') || word.endsWith('rd') || word.endsWith('th'))) return 0;
  return digits(word, size);
}

/** The number that the first units of a word write; 0 when they write none that counts things. */
function digits(word: string, size: i32): i32 {
  if (size < 1 || size > MAX_DIGITS) return 0;
  let number = 0;
  for (let i = 0; i < size; i++) {
    const digit = word.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return 0;
    number = number * 10 + digit;
  }
  return number;
}

function nounAfter(phrase: string, space: i32): string {
  const rest = phrase.substring(space + 1);
  for (let i = 0; i < OF.length; i++) if (rest.startsWith(OF[i])) return rest.substring(OF[i].length);
  return rest;
}
