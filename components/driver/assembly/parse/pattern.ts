import { RestrictionKind } from '../dispatch/restriction';
import { Selector, Verb } from '../dispatch/verb';
import { upperUnit } from '../values/text';
import { objectAt } from '../world/cache';

/** Where the objects of a hole are looked for. */
export enum Scope {
  /** Whatever is in reach. */
  Reach,
  /** Connected people, wherever they are. */
  Anyone,
  /** The exits of the room. */
  Exits,
  /** What the actor holds. */
  Held,
  /** What the object of another role holds. */
  Inside,
}

/** One element of a pattern: a literal word, or a hole for a role. */
export class Element {
  /** The ways of writing a literal word; empty for a hole. */
  words: Array<string> = [];
  /** The role's place among the selector's keywords. */
  keyword: i32 = -1;
  isText: bool = false;
  /** Whether it takes exactly one word. */
  isWord: bool = false;
  scope: Scope = Scope.Reach;
  /** With `Scope.Inside`: the keyword whose object is looked into. */
  inside: i32 = -1;
  /** Whether it takes several objects: the command is then a message for each of them. */
  takesSeveral: bool = false;
  /** Whether "all" and plurals leave out what the actor holds. */
  leavesHeld: bool = false;
  /** Identifiers of prototypes: what delegates to one of them is left out of "all" and plurals. */
  leavesOut: Array<string> = [];
  /** How the hole stands in usage: `THING`. */
  label: string = '';

  get isHole(): bool {
    return this.keyword >= 0;
  }
}

/** One way of typing the messages of a selector. */
export class Pattern {
  /** How it is typed, for people: `put THING in CONTAINER`. */
  usage: string = '';
  /** Literal words. */
  literals: i32 = 0;
  /** The hole that takes several objects, or null. */
  several: Element | null = null;

  constructor(
    readonly selector: Selector,
    readonly elements: Array<Element>,
  ) {}
}

const ALL = 'all';
const HELD = 'held';

/** What `parsePattern` found wrong, or an empty text. */
export let patternError: string = '';

/** Reads a `command` field of a verb; null with a reason in `patternError` when it cannot be read. */
export function parsePattern(text: string, verb: Verb): Pattern | null {
  patternError = '';
  const elements = new Array<Element>();
  const pattern = new Pattern(verb.selector, elements);
  const length = text.length;
  let at = 0;
  while (at < length) {
    if (text.charCodeAt(at) == 0x20) {
      at++;
      continue;
    }
    const isHole = text.charCodeAt(at) == 0x3c;
    const end = text.indexOf(isHole ? '>' : ' ', at);
    if (isHole && end < 0) return wrong('a < has no >');
    const stop = end < 0 ? length : end;
    const element = isHole ? hole(text.substring(at + 1, stop), verb) : literal(text.substring(at, stop));
    if (element === null) return null;
    elements.push(element);
    at = isHole ? stop + 1 : stop;
  }
  return checked(pattern, verb);
}

function checked(pattern: Pattern, verb: Verb): Pattern | null {
  const elements = pattern.elements;
  if (elements.length == 0 || elements[0].isHole) return wrong('a command begins with a word, not with a hole');
  const keywords = verb.selector.keywords;
  const filled = new StaticArray<i32>(keywords.length);
  const usage = new Array<string>();
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (!element.isHole) {
      pattern.literals++;
      usage.push(element.words[0]);
      continue;
    }
    if (elements[i - 1].isHole) return wrong('two holes follow each other: a word is needed between them');
    filled[element.keyword]++;
    if (element.takesSeveral) {
      if (pattern.several !== null) return wrong('two holes take all: a command is about several things in one role');
      pattern.several = element;
    }
    usage.push(element.label);
  }
  for (let i = 0; i < keywords.length; i++) {
    if (filled[i] == 0)
      return wrong(`it has no hole <${keywords[i]}> for the role ${keywords[i]} of ${verb.selector.text}`);
    if (filled[i] > 1) return wrong(`it has two holes <${keywords[i]}>`);
  }
  pattern.usage = usage.join(' ');
  return pattern;
}

function literal(text: string): Element | null {
  const element = new Element();
  element.words = text.split('|');
  for (let i = 0; i < element.words.length; i++) {
    if (element.words[i].length == 0) return wrongElement(`${text} has an empty alternative: write it without the |`);
  }
  return element;
}

function hole(text: string, verb: Verb): Element | null {
  const words = text.split(' ');
  const label = words.length > 1 && isLabel(words[words.length - 1]) ? words.pop() : '';
  const element = new Element();
  const keywords = verb.selector.keywords;
  element.keyword = keywords.indexOf(words[0]);
  if (element.keyword < 0)
    return wrongElement(`<${text}> names no role of ${verb.selector.text}: ${rolesOf(keywords)}`);
  const restriction = verb.restrictions[element.keyword + 1];
  element.isText = restriction.kind == RestrictionKind.Text;
  if (!readScope(words, element, keywords, text) || !readSeveral(words, element, text)) return null;
  if (element.isText && element.scope != Scope.Reach)
    return wrongElement(`<${text}>: the role is text, which is not looked for`);
  if (element.isWord && !element.isText && restriction.kind != RestrictionKind.Anything) {
    return wrongElement(`<${text}>: the role takes an object, not a word: restrict it to text`);
  }
  element.isText = element.isText || element.isWord;
  element.label = label.length > 0 ? label.replaceAll('-', ' ') : labelOf(element, restriction.prototype);
  return element;
}

/** Reads where the objects of a hole are looked for, and takes those words away; false with a reason. */
function readScope(words: Array<string>, element: Element, keywords: Array<string>, text: string): bool {
  const word = words.length > 1 ? words[1] : ALL;
  if (word == ALL) return true;
  if (word == 'anyone') element.scope = Scope.Anyone;
  else if (word == 'exits') element.scope = Scope.Exits;
  else if (word == HELD) element.scope = Scope.Held;
  else if (word == 'word') element.isWord = true;
  else if (word != 'from') return fails(`<${text}>: ${word} is none of anyone, exits, held, word, from ROLE, all`);
  else {
    if (words.length == 2) return fails(`<${text}>: a role has to follow from: ${rolesOf(keywords)}`);
    element.scope = Scope.Inside;
    element.inside = keywords.indexOf(words[2]);
    if (element.inside < 0) return fails(`<${text}> names no role: ${words[2]} is none. ${rolesOf(keywords)}`);
    if (element.inside == element.keyword) return fails(`<${text}>: nothing is inside itself`);
    words.splice(2, 1);
  }
  words.splice(1, 1);
  return true;
}

/** Reads whether a hole takes several, and what "all" leaves out; false with a reason. */
function readSeveral(words: Array<string>, element: Element, text: string): bool {
  if (words.length == 1) return true;
  if (words[1] != ALL) return fails(`<${text}>: ${words[1]} has no meaning there. all may stand there`);
  if (element.isText || element.isWord) return fails(`<${text}>: the role is text, of which there is one`);
  element.takesSeveral = true;
  if (words.length == 2) return true;
  if (words[2] != 'but' || words.length == 3) return fails(`<${text}>: after all write but, and what it leaves out`);
  for (let i = 3; i < words.length; i++) {
    if (words[i] == HELD) element.leavesHeld = true;
    else element.leavesOut.push(words[i]);
  }
  return true;
}

/** Whether a word of a hole says how it stands in usage: it begins with a capital. */
function isLabel(word: string): bool {
  const first = word.length == 0 ? 0 : word.charCodeAt(0);
  return first >= 0x41 && first <= 0x5a;
}

function labelOf(element: Element, prototype: u64): string {
  if (element.isWord) return 'WORD';
  if (element.isText) return 'TEXT';
  if (element.scope == Scope.Anyone) return 'PERSON';
  if (element.scope == Scope.Exits) return 'EXIT';
  const name = prototype == 0 ? '' : objectAt(prototype).name;
  if (name.length == 0) return 'THING';
  let label = '';
  for (let i = 0; i < name.length; i++) label += String.fromCharCode(upperUnit(name.charCodeAt(i)));
  return label;
}

function rolesOf(keywords: Array<string>): string {
  return keywords.length == 0 ? 'it has none' : 'it has ' + keywords.join(', ');
}

function wrong(reason: string): Pattern | null {
  patternError = reason;
  return null;
}

function fails(reason: string): bool {
  patternError = reason;
  return false;
}

function wrongElement(reason: string): Element | null {
  patternError = reason;
  return null;
}
