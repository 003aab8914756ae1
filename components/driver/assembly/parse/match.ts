import { NO_VALUES } from '../dispatch/message';
import { Datum, NOTHING } from '../values/datum';
import { partIs, shortened } from '../values/text';
import { objectAt, objectOrNone } from '../world/cache';
import { Sort, sortOf } from '../world/known';
import { Element, Pattern, Scope } from './pattern';
import { isQuoted } from './phrases';
import { Doubt } from './question';
import { Problem } from './problem';
import { Resolver } from './resolve';
import { Line } from './words';

/** How many ways of splitting a line between holes are tried: an ordinary command has one or two. */
const MAX_SPLITS = 48;
/** Words in the longest name that is looked for. */
const MAX_NOUN_WORDS = 16;
/** Words in the longest list of names: 30 names with their articles. */
const MAX_LIST_WORDS = 96;
/** How much of a phrase an answer repeats. */
const MAX_QUOTED_UNITS = 60;

/** A line that fits a pattern, with what its holes mean. */
export class Match {
  constructor(
    readonly pattern: Pattern,
    /** What goes with each keyword. */
    readonly values: Array<Datum>,
    /** The objects of the hole that takes several, where it names more than one: the command is a message for each. */
    readonly several: Array<u64>,
    /** The first object that it names, or 0. */
    readonly named: u64,
    /** The person that it names last, or 0. */
    readonly person: u64,
  ) {}

  /** What goes with each keyword when the hole that takes several means this one of them. */
  valuesWith(oid: u64): Array<Datum> {
    const values = this.values.slice();
    values[this.pattern.several!.keyword] = Datum.object(oid);
    return values;
  }

  /** As people say it: "put the lamp in the box"; with what the hole that takes several means in its place. */
  spoken(several: string = ''): string {
    const words = new Array<string>();
    const elements = this.pattern.elements;
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i];
      if (!element.isHole) {
        words.push(element.words[0]);
        continue;
      }
      if (element.takesSeveral && several.length > 0) {
        words.push(several);
        continue;
      }
      words.push(spokenValue(element, this.values[element.keyword]));
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
  /** What the hole that takes several means, and whether that is "all" and no noun. */
  private several: Array<u64> = [];
  private isAll: bool = false;
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
    if (!element.isText && last - first > (element.takesSeveral ? MAX_LIST_WORDS : MAX_NOUN_WORDS)) return false;
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
    this.several = [];
    this.isAll = false;
    // What is inside another object is looked for when that one is known.
    for (let i = 0; i < elements.length; i++) {
      if (elements[i].isHole && elements[i].scope != Scope.Inside && !this.fill(elements[i], values)) return false;
    }
    for (let i = 0; i < elements.length; i++) {
      if (elements[i].isHole && elements[i].scope == Scope.Inside && !this.fill(elements[i], values)) return false;
    }
    if (this.isAll && !this.leaveOthers(values)) return false;
    const several = this.several.length > 1 ? this.several : NONE_MORE;
    this.found = new Match(this.pattern, values, several, firstNamed(elements, values), lastPerson(values));
    return true;
  }

  /** Takes out of "all" what the other holes name; false when nothing is left. */
  private leaveOthers(values: Array<Datum>): bool {
    const hole = this.pattern.several!;
    const left = new Array<u64>();
    for (let i = 0; i < this.several.length; i++) {
      let isOther = false;
      for (let at = 0; at < values.length; at++) {
        if (at != hole.keyword && values[at].oid == this.several[i]) isOther = true;
      }
      if (!isOther) left.push(this.several[i]);
    }
    if (left.length == 0) return this.fail(Problem.Nothing, this.nothing(hole, values), null);
    this.several = left;
    values[hole.keyword] = Datum.object(left[0]);
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
    const resolver = this.resolver;
    const folded = this.line.folded(first, last);
    const objects = resolver.resolve(typed, folded, element, this.pattern.selector, objectOrNone(holder));
    if (objects === null) {
      if (resolver.problem > this.problem)
        this.fail(resolver.problem, this.sentenceAbout(element, values), resolver.doubt);
      return false;
    }
    if (element.takesSeveral) {
      this.isAll = resolver.isAll;
      for (let i = 0; i < objects.length; i++) this.several.push(objects[i].oid);
    }
    values[element.keyword] = Datum.object(objects[0].oid);
    return true;
  }

  private fail(problem: Problem, sentence: string, doubt: Doubt | null): bool {
    if (problem <= this.problem) return false;
    this.problem = problem;
    this.sentence = sentence;
    this.doubt = doubt;
    return false;
  }

  /** What a person is told of the problem with what they typed in a hole. */
  private sentenceAbout(hole: Element, values: Array<Datum>): string {
    const last = this.resolver.sentence;
    switch (this.resolver.problem) {
      case Problem.Missing:
        return this.wordsBefore(hole) + (last.length > 0 ? ' ' + last : '') + ' what?';
      case Problem.TooMany:
        return `You can ${this.wordsBefore(hole)} only one ${hole.scope == Scope.Anyone ? 'person' : 'thing'} at a time.`;
      case Problem.Nothing:
        return this.nothing(hole, values);
      default:
        return last;
    }
  }

  /** "There is nothing here to take": "all" is nothing. */
  private nothing(hole: Element, values: Array<Datum>): string {
    if (hole.scope == Scope.Held)
      return `You are carrying nothing${this.resolver.reach.actor.contents.length == 0 ? '' : ' else'}.`;
    if (hole.scope != Scope.Inside) return `There is nothing here to ${this.pattern.elements[0].words[0]}.`;
    const words = new Array<string>();
    const elements = this.pattern.elements;
    for (let i = 0; i < elements.length; i++) {
      if (elements[i] === hole) continue;
      if (!elements[i].isHole) words.push(elements[i].words[0]);
      else words.push(spokenValue(elements[i], values[elements[i].keyword]));
    }
    return `There is nothing to ${words.join(' ')}.`;
  }

  /** "put the lamp in": the words of the command before a hole, holes as they were typed. */
  private wordsBefore(hole: Element): string {
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
    return words.join(' ');
  }
}

/** So many values, or the one list of none. */
function emptyValues(count: i32): Array<Datum> {
  if (count == 0) return NO_VALUES;
  const values = new Array<Datum>(count);
  for (let i = 0; i < count; i++) values[i] = NOTHING;
  return values;
}

const NONE_MORE: Array<u64> = [];
const NO_PATTERN = changetype<Pattern>(0);

/** What goes with a hole, as people say it. */
function spokenValue(hole: Element, value: Datum): string {
  return hole.isText ? value.text : objectAt(value.oid).definiteName;
}

/** The first object that a pattern's holes name, as they are typed; 0 when they name none. */
function firstNamed(elements: Array<Element>, values: Array<Datum>): u64 {
  for (let i = 0; i < elements.length; i++) {
    if (elements[i].isHole && values[elements[i].keyword].oid != 0) return values[elements[i].keyword].oid;
  }
  return 0;
}

/** The person that the last of some values is; 0 when none is one. */
function lastPerson(values: Array<Datum>): u64 {
  for (let i = values.length - 1; i >= 0; i--) {
    const oid = values[i].oid;
    if (oid != 0 && sortOf(objectAt(oid)) == Sort.Person) return oid;
  }
  return 0;
}

/** Text without the quotation marks around it. */
function unquoted(text: string): string {
  return isQuoted(text) ? text.substring(1, text.length - 1) : text;
}
