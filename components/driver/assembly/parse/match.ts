import { NO_VALUES } from '../dispatch/message';
import { Datum, NOTHING } from '../values/datum';
import { partIs, shortened } from '../values/text';
import { objectAt, objectOrNone } from '../world/cache';
import { Element, Pattern, Scope } from './pattern';
import { Doubt } from './question';
import { Problem, Resolver } from './resolve';
import { Line } from './words';

/** How many ways of splitting a line between holes are tried: an ordinary command has one or two. */
const MAX_SPLITS = 48;
/** Words in the longest name that is looked for. */
const MAX_NOUN_WORDS = 16;
/** How much of a phrase an answer repeats. */
const MAX_QUOTED_UNITS = 60;
const QUOTE = 0x22;

/** A line that fits a pattern, with what its holes mean. */
export class Match {
  constructor(
    readonly pattern: Pattern,
    /** What goes with each keyword. */
    readonly values: Array<Datum>,
    /** The first object that it names, or 0. */
    readonly named: u64,
  ) {}

  /** As people say it: "put the lamp in the box". */
  spoken(): string {
    const words = new Array<string>();
    const elements = this.pattern.elements;
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i];
      if (!element.isHole) {
        words.push(element.words[0]);
        continue;
      }
      const value = this.values[element.keyword];
      words.push(element.isText ? value.text : objectAt(value.oid).definiteName);
    }
    return words.join(' ');
  }
}

/** Fits one line to patterns. */
export class Matcher {
  /** The most helpful reason why the line did not fit any pattern so far. */
  problem: Problem = Problem.None;
  sentence: string = '';
  /** With `Problem.Several`: what is to be asked. */
  doubt: Doubt | null = null;

  private pattern: Pattern = NO_PATTERN;
  private splits: i32 = 0;
  private found: Match | null = null;
  /** The words of each keyword: from `firsts` to before `lasts`. */
  private firsts: Array<i32> = [];
  private lasts: Array<i32> = [];

  constructor(
    readonly line: Line,
    readonly resolver: Resolver,
  ) {}

  /** Begins with another line. */
  begin(): void {
    this.problem = Problem.None;
    this.sentence = '';
    this.doubt = null;
  }

  /** How a line fits a pattern, or null. That the first word fits is known. */
  match(pattern: Pattern): Match | null {
    this.pattern = pattern;
    this.found = null;
    this.splits = 0;
    const keywords = pattern.selector.keywords.length;
    while (this.firsts.length < keywords) {
      this.firsts.push(0);
      this.lasts.push(0);
    }
    this.elementAt(1, 1);
    return this.found;
  }

  /** Fits the elements from `index` on to the words from `word` on; true when that is settled. */
  private elementAt(index: i32, word: i32): bool {
    const elements = this.pattern.elements;
    if (index == elements.length) return word == this.line.count && this.settle();
    const element = elements[index];
    if (!element.isHole)
      return word < this.line.count && this.isLiteral(element, word) && this.elementAt(index + 1, word + 1);
    if (word >= this.line.count) return false;
    if (index + 1 == elements.length)
      return this.take(element, word, this.line.count) && this.elementAt(index + 1, this.line.count);
    return this.holeBefore(elements[index + 1], element, index, word);
  }

  /** A hole before a literal: text takes as much as it can, an object as little. */
  private holeBefore(literal: Element, hole: Element, index: i32, word: i32): bool {
    const last = this.line.count - 1;
    const step = hole.isText ? -1 : 1;
    for (let at = hole.isText ? last : word + 1; at > word && at <= last; at += step) {
      if (!this.isLiteral(literal, at) || !this.take(hole, word, at)) continue;
      if (this.elementAt(index + 1, at)) return true;
      if (this.splits > MAX_SPLITS) return false;
    }
    return false;
  }

  private take(element: Element, first: i32, last: i32): bool {
    if (element.isWord && last - first != 1) return false;
    if (!element.isText && last - first > MAX_NOUN_WORDS) return false;
    this.firsts[element.keyword] = first;
    this.lasts[element.keyword] = last;
    return true;
  }

  private isLiteral(element: Element, word: i32): bool {
    const words = element.words;
    for (let i = 0; i < words.length; i++) {
      if (partIs(this.line.lowered, this.line.start(word), this.line.end(word), unchecked(words[i]))) return true;
    }
    return false;
  }

  /** All words have their place: finds what the holes mean. */
  private settle(): bool {
    if (++this.splits > MAX_SPLITS) return false;
    const elements = this.pattern.elements;
    const values = emptyValues(this.pattern.selector.keywords.length);
    // What is inside another object is looked for when that one is known.
    for (let i = 0; i < elements.length; i++) {
      if (elements[i].isHole && elements[i].scope != Scope.Inside && !this.fill(elements[i], values)) return false;
    }
    for (let i = 0; i < elements.length; i++) {
      if (elements[i].isHole && elements[i].scope == Scope.Inside && !this.fill(elements[i], values)) return false;
    }
    this.found = new Match(this.pattern, values, firstNamed(elements, values));
    return true;
  }

  private fill(element: Element, values: Array<Datum>): bool {
    const first = this.firsts[element.keyword];
    const last = this.lasts[element.keyword];
    const typed = this.line.typed(first, last);
    if (element.isText) {
      values[element.keyword] = Datum.text(unquoted(typed));
      return true;
    }
    const holder = element.scope == Scope.Inside ? values[element.inside].oid : 0;
    const object = this.resolver.resolve(
      typed,
      this.line.folded(first, last),
      element,
      this.pattern.selector,
      objectOrNone(holder),
    );
    if (object === null) {
      if (this.resolver.problem > this.problem) {
        this.problem = this.resolver.problem;
        this.sentence =
          this.problem == Problem.Missing ? this.missing(element, this.resolver.sentence) : this.resolver.sentence;
        this.doubt = this.resolver.doubt;
      }
      return false;
    }
    values[element.keyword] = Datum.object(object.oid);
    return true;
  }

  /** "put the lamp in what?": asks for the noun of a hole after the words before it. */
  private missing(hole: Element, last: string): string {
    const words = new Array<string>();
    const elements = this.pattern.elements;
    for (let i = 0; i < elements.length && elements[i] !== hole; i++) {
      const element = elements[i];
      if (!element.isHole) words.push(element.words[0]);
      else {
        const typed = this.line.typed(this.firsts[element.keyword], this.lasts[element.keyword]);
        words.push(shortened(typed, MAX_QUOTED_UNITS));
      }
    }
    if (last.length > 0) words.push(last);
    return words.join(' ') + ' what?';
  }
}

/** So many values, or the one list of none. */
function emptyValues(count: i32): Array<Datum> {
  if (count == 0) return NO_VALUES;
  const values = new Array<Datum>(count);
  for (let i = 0; i < count; i++) values[i] = NOTHING;
  return values;
}

const NO_PATTERN = changetype<Pattern>(0);

/** The first object that a pattern's holes name, as they are typed; 0 when they name none. */
function firstNamed(elements: Array<Element>, values: Array<Datum>): u64 {
  for (let i = 0; i < elements.length; i++) {
    if (elements[i].isHole && values[elements[i].keyword].oid != 0) return values[elements[i].keyword].oid;
  }
  return 0;
}

/** Text without the quotation marks around it. */
function unquoted(text: string): string {
  const last = text.length - 1;
  const quotes = last > 0 && text.charCodeAt(0) == QUOTE && text.charCodeAt(last) == QUOTE;
  return quotes && text.indexOf('"', 1) == last ? text.substring(1, last) : text;
}
