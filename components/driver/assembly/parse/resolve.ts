import { Selector } from '../dispatch/verb';
import { shortened, squeezed } from '../values/text';
import { objectAt } from '../world/cache';
import { identified } from '../world/identifiers';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Antecedents } from './antecedents';
import { Comparison } from './comparison';
import { HER, HIM, IT, THEM, isQuantifier } from './function-words';
import { Fit, nounPhrase } from './nouns';
import { Element, Scope } from './pattern';
import {
  MAX_QUOTED_UNITS,
  after,
  containmentIn,
  exceptionIn,
  isOwnName,
  isQuoted,
  isUnfinished,
  partsOf,
  quoted,
} from './phrases';
import { singularsOf } from './plurals';
import { Problem } from './problem';
import { Quantified, Quantity, quantified } from './quantity';
import { ALL_OF_THEM, MAX_ASKED, Decision, Doubt, differentlyNamed, which } from './question';
import { Reach, contentsOf, isClosed } from './reach';
import { allOf, fitting, lessLeftOut, once } from './several';

/** Names that are compared with phrases for one line: fifty phrases in a full room take no more. */
const MAX_COMPARED = 150_000;
/** Nobody was asked anything. */
export const NO_DECISIONS: Array<Decision> = [];
const NOBODY_NAMED = new Antecedents(0, [], 0);
const MY = 'my ';
const AT: i32 = 0x40;

/** Finds what noun phrases mean. */
export class Resolver {
  /**
   * What is wrong with the last phrase that named nothing, and the sentence about it; for `Problem.Missing` only the words after
   * which the noun is missing, and none for `Problem.Nothing` and `Problem.TooMany`.
   */
  problem: Problem = Problem.None;
  sentence: string = '';
  /** With `Problem.Several`: what is to be asked. */
  doubt: Doubt | null = null;
  /** What phrases of the line mean, by the answers of whoever typed it. */
  decisions: Array<Decision> = NO_DECISIONS;
  /** What pronouns mean. */
  antecedents: Antecedents = NOBODY_NAMED;
  /** Whether the last phrase was "all" and no noun. */
  isAll: bool = false;
  /** What the phrase can mean, and the comparison of names with that. */
  readonly names: Comparison = new Comparison();

  /** The hole that the phrase is for; null for a name that belongs to no command. */
  private element: Element | null = null;
  private scope: Scope = Scope.Reach;
  private role: i32 = 0;
  private takesSeveral: bool = false;
  /** Whose verbs help to choose, or null. */
  private selector: Selector | null = null;
  /** What holds all that the phrase can mean; null where that goes without saying. */
  private holder: WorldObject | null = null;
  private found: Array<WorldObject> = [];

  constructor(readonly reach: Reach) {}

  /** The objects that words mean in a hole: one, unless it takes several; null with a `problem`. */
  resolve(
    typed: string,
    folded: string,
    element: Element,
    selector: Selector,
    holder: WorldObject | null,
  ): Array<WorldObject> | null {
    this.element = element;
    this.scope = element.scope;
    this.role = element.keyword + 1;
    this.takesSeveral = element.takesSeveral;
    this.selector = selector;
    this.holder = element.scope == Scope.Inside ? holder : null;
    if (holder !== null && element.scope == Scope.Inside) {
      this.problem = Problem.None;
      if (isClosed(holder)) return this.none(this.fail(Problem.Closed, `${holder.definiteName} is closed.`));
      this.names.candidates = contentsOf(holder);
    } else this.names.candidates = this.reach.candidates(element.scope);
    return this.meaning(squeezed(typed), squeezed(folded));
  }

  /** The object in reach, or else among further ones, that words name, whatever it is for; null with a `problem`. */
  find(text: string, folded: string, further: Array<WorldObject>): WorldObject | null {
    this.element = null;
    this.scope = Scope.Reach;
    this.role = 0;
    this.takesSeveral = false;
    this.selector = null;
    this.holder = null;
    this.names.candidates = this.reach.candidates(Scope.Reach);
    let found = this.meaning(squeezed(text), squeezed(folded));
    if (found === null && this.problem <= Problem.Missing) {
      this.names.candidates = further;
      found = this.meaning(squeezed(text), squeezed(folded));
    }
    if (found !== null) return found[0];
    const shown = quoted(squeezed(text), nounPhrase(squeezed(folded)));
    // Nobody waits for an answer here: the line has been understood already.
    if (this.problem == Problem.Several) this.sentence = `Several things are called ${shown}: give more of the name.`;
    else if (this.problem == Problem.TooMany) this.sentence = `${shown} is more than one thing: name one.`;
    else if (this.problem == Problem.Missing) this.sentence = this.unseen(shown);
    return null;
  }

  private meaning(typed: string, folded: string): Array<WorldObject> | null {
    this.problem = Problem.None;
    this.isAll = false;
    this.found = [];
    if (!this.whole(typed, folded)) return null;
    const found = once(this.found);
    return found.length > 1 && !this.takesSeveral ? this.none(this.fail(Problem.TooMany, '')) : found;
  }

  private none(_: bool): Array<WorldObject> | null {
    return null;
  }

  private fail(problem: Problem, sentence: string): bool {
    this.problem = problem;
    this.sentence = sentence;
    return false;
  }

  private get failed(): bool {
    return this.problem != Problem.None;
  }

  /** A whole phrase: a list, perhaps with what it leaves out. A name may have any of the words that join names in it. */
  private whole(typed: string, folded: string): bool {
    if (isQuoted(folded)) {
      const name = squeezed(folded.substring(1, folded.length - 1));
      this.compare(name);
      return this.names.fit == Fit.None ? this.missing(name, name) : this.choose(name, name);
    }
    const exception = exceptionIn(folded);
    if (exception === null) return this.list(typed, folded);
    if (this.named(typed, folded)) return true;
    if (this.failed || !this.list(typed.substring(0, exception.start), folded.substring(0, exception.start)))
      return false;
    return this.leaveOut(typed.substring(exception.end), folded.substring(exception.end));
  }

  /** Takes what a phrase names out of what was found. */
  private leaveOut(typed: string, folded: string): bool {
    const found = this.found;
    const candidates = this.names.candidates;
    const takesSeveral = this.takesSeveral;
    this.takesSeveral = true;
    this.found = [];
    this.names.candidates = found;
    let known = this.list(typed, folded);
    if (!known && this.problem == Problem.Unseen) {
      // It may be there, and not be meant anyway.
      this.problem = Problem.None;
      this.names.candidates = candidates;
      known = this.list(typed, folded);
    }
    const left = new Array<WorldObject>();
    for (let i = 0; i < found.length; i++) if (!this.found.includes(found[i])) left.push(found[i]);
    this.takesSeveral = takesSeveral;
    this.names.candidates = candidates;
    this.found = left;
    if (!known) return false;
    return left.length > 0 || this.fail(Problem.Nothing, '');
  }

  /** Names joined by commas and "and". */
  private list(typed: string, folded: string): bool {
    const parts = partsOf(folded);
    if (parts.length < 2) return this.item(typed, folded);
    if (this.named(typed, folded)) return true;
    for (let i = 0; i < parts.length && !this.failed; i++) {
      const start = parts[i].start;
      if (this.item(typed.substring(start, parts[i].end), folded.substring(start, parts[i].end))) continue;
      // "Salt and pepper" may be one thing of several.
      if (this.problem != Problem.Unseen || i + 1 == parts.length) return false;
      const sentence = this.sentence;
      const end = parts[++i].end;
      this.problem = Problem.None;
      if (!this.named(typed.substring(start, end), folded.substring(start, end)) && !this.failed)
        return this.fail(Problem.Unseen, sentence);
    }
    return !this.failed;
  }

  /** A name, a quantity of a noun, a plural, or one of these and what holds it. */
  private item(typed: string, folded: string): bool {
    if (this.named(typed, folded)) return true;
    if (this.failed) return false;
    const phrase = nounPhrase(folded);
    const shown = quoted(typed, phrase);
    const fits = this.names.fits;
    const fit = this.names.fit;
    if (this.contained(phrase)) return true;
    if (this.failed) return false;
    const quantity = quantified(phrase);
    if (quantity !== null) {
      if (this.counted(quantity, shown)) return true;
      if (this.failed) return false;
    }
    const several = this.names.every(singularsOf(phrase), Fit.Words);
    if (several.length > 0) return this.add(this.lessLeftOut(several));
    this.names.fits = fits;
    this.names.fit = fit;
    return fit == Fit.None ? this.missing(phrase, shown) : this.choose(phrase, shown);
  }

  /** A phrase that is an answer, a pronoun, or a name of which no word is cut short. */
  private named(typed: string, folded: string): bool {
    this.names.clear();
    if (this.names.count > MAX_COMPARED)
      return this.fail(Problem.Endless, 'That names too much at once: say it in parts.');
    const phrase = nounPhrase(folded);
    if (this.decided(phrase) || this.pronoun(phrase)) return true;
    if (isOwnName(phrase) && this.reachesAll) return this.called(phrase);
    if (this.failed || isQuantifier(phrase)) return false;
    if (folded.startsWith(MY) && this.scope == Scope.Reach) {
      const candidates = this.names.candidates;
      this.names.candidates = this.reach.candidates(Scope.Held);
      this.compare(phrase);
      this.names.candidates = candidates;
      if (this.names.fit >= Fit.Words) return this.choose(phrase, quoted(typed, phrase));
    }
    this.compare(phrase);
    return this.names.fit >= Fit.Words && this.choose(phrase, quoted(typed, phrase));
  }

  /** Whether objects are found by their own names, wherever they are: in commands that change the world, and in values. */
  private get reachesAll(): bool {
    const selector = this.selector;
    if (selector === null) return this.element === null;
    return this.scope == Scope.Reach && selector.text.charCodeAt(0) == AT;
  }

  /** The object that has a name of its own. */
  private called(phrase: string): bool {
    const oid = identified(phrase.substring(1));
    if (oid != 0) return this.add([objectAt(oid)]);
    return this.fail(Problem.Unseen, `Nothing in this world is called ${shortened(phrase, MAX_QUOTED_UNITS)}.`);
  }

  /** What somebody has answered that a phrase means. */
  private decided(phrase: string): bool {
    for (let i = 0; i < this.decisions.length; i++) {
      const decision = this.decisions[i];
      if (decision.role != this.role || decision.phrase != phrase || decision.oid == ALL_OF_THEM) continue;
      const object = objectAt(decision.oid);
      if (!this.names.candidates.includes(object)) return this.fail(Problem.Unseen, this.unseen(object.name));
      return this.add([object]);
    }
    return false;
  }

  /** Whether somebody has answered that a phrase means all that it fits. */
  private isForAll(phrase: string): bool {
    for (let i = 0; i < this.decisions.length; i++) {
      const decision = this.decisions[i];
      if (decision.oid == ALL_OF_THEM && decision.role == this.role && decision.phrase == phrase) return true;
    }
    return false;
  }

  private pronoun(phrase: string): bool {
    const named = this.antecedents;
    if (phrase == IT) return this.addSeen([named.it]);
    if (phrase == THEM) return this.addSeen(named.them.length > 0 ? named.them : [named.it]);
    if (phrase == HIM || phrase == HER) return this.addSeen([named.person]);
    const index = world().grammar.pronouns.indexOf(phrase);
    const scope = this.scope;
    if (index < 0 || scope == Scope.Held || scope == Scope.Exits || scope == Scope.Inside) return false;
    if (world().grammar.pronouns.valueAt(index) != 'here') return this.add([this.reach.actor]);
    const here = this.reach.here;
    return scope == Scope.Reach && here !== null && this.add([here]);
  }

  /** Those of some objects that the phrase can mean; false when there is none. */
  private addSeen(oids: Array<u64>): bool {
    const seen = new Array<WorldObject>();
    for (let i = 0; i < oids.length; i++) {
      if (oids[i] == 0) continue;
      const object = objectAt(oids[i]);
      if (this.names.candidates.includes(object)) seen.push(object);
    }
    return seen.length > 0 && this.add(seen);
  }

  private add(objects: Array<WorldObject>): bool {
    if (objects.length > 1 && !this.takesSeveral) return this.fail(Problem.TooMany, '');
    for (let i = 0; i < objects.length; i++) this.found.push(objects[i]);
    return true;
  }

  private compare(name: string): void {
    this.names.compare(name, this.scope == Scope.Exits);
  }

  /** The one of several equally good candidates that is meant: those that a verb of the selector takes, of one name. */
  private choose(phrase: string, shown: string): bool {
    let found = this.names.fits;
    const selector = this.selector;
    if (found.length > 1 && selector !== null) found = fitting(found, selector, this.role);
    if (this.isForAll(phrase)) return this.add(found);
    const different = differentlyNamed(found);
    if (different.length == 1) return this.add([found[0]]);
    // An alias in the plural is one that things share on purpose.
    if (this.takesSeveral && this.names.fit == Fit.Alias && singularsOf(phrase).length > 0) return this.add(found);
    if (different.length > MAX_ASKED) {
      this.doubt = null;
      return this.fail(Problem.Several, `Many are called ${shown}: give more of the name, or say first ${shown}.`);
    }
    this.doubt = new Doubt(this.role, phrase, different);
    return this.fail(Problem.Several, which(shown, different));
  }

  /** A noun and what holds it: "lamp in the box". */
  private contained(phrase: string): bool {
    const between = this.scope == Scope.Reach && this.element !== null ? containmentIn(phrase) : null;
    if (between === null) return false;
    const candidates = this.names.candidates;
    const holder = this.holderNamed(nounPhrase(phrase.substring(between.end)));
    if (holder === null) return false;
    if (isClosed(holder)) return this.fail(Problem.Closed, `${holder.definiteName} is closed.`);
    const outer = this.holder;
    const inside = new Array<WorldObject>();
    for (let i = 0; i < candidates.length; i++) if (candidates[i].location == holder.oid) inside.push(candidates[i]);
    this.names.candidates = inside;
    this.holder = holder;
    const known = this.item(phrase.substring(0, between.start), phrase.substring(0, between.start));
    this.names.candidates = candidates;
    this.holder = outer;
    return known;
  }

  /** What a phrase names that may hold things; null when it names nothing, with a `problem` when it names several. */
  private holderNamed(phrase: string): WorldObject | null {
    const found = this.found;
    const selector = this.selector;
    const takesSeveral = this.takesSeveral;
    this.found = [];
    this.selector = null;
    this.takesSeveral = false;
    const known = this.item(phrase, phrase);
    const holder = known && this.found.length == 1 ? this.found[0] : null;
    this.found = found;
    this.selector = selector;
    this.takesSeveral = takesSeveral;
    if (this.problem <= Problem.Nothing || this.problem == Problem.TooMany) this.problem = Problem.None;
    return holder;
  }

  /** So many of what a noun fits; false without a `problem` when it fits nothing. */
  private counted(count: Quantified, shown: string): bool {
    const isOne = count.quantity == Quantity.Place || count.quantity == Quantity.Last || count.number == 1;
    if (!isOne && !this.takesSeveral) return this.fail(Problem.TooMany, '');
    if (count.noun == THEM) return this.pronoun(THEM);
    let found: Array<WorldObject>;
    if (count.noun.length == 0) {
      this.isAll = true;
      found = allOf(this.names.candidates, count.isOfPeople, this.scope, this.holder, this.element!, this.reach);
      if (found.length == 0) return this.fail(Problem.Nothing, '');
    } else {
      const names = [count.noun].concat(singularsOf(count.noun));
      found = this.names.every(names, Fit.Words);
      if (found.length == 0) found = this.names.every(names, Fit.Beginnings);
      if (found.length == 0) return false;
      found = this.lessLeftOut(found);
    }
    switch (count.quantity) {
      case Quantity.Place:
        if (count.number > found.length) return this.fail(Problem.Unseen, this.unseen(shown));
        return this.add([found[count.number - 1]]);
      case Quantity.Last:
        return this.add([found[found.length - 1]]);
      case Quantity.Count:
        if (count.number > found.length)
          return this.fail(Problem.Unseen, `You see no ${shown} here: there ${are(found.length)}.`);
        return this.add(found.slice(0, count.number));
      case Quantity.Both:
        if (found.length != 2) return this.fail(Problem.Unseen, `That is not two things: there ${are(found.length)}.`);
        return this.add(found);
      default:
        return this.add(found);
    }
  }

  private lessLeftOut(found: Array<WorldObject>): Array<WorldObject> {
    const element = this.element;
    return element === null ? found : lessLeftOut(found, element, this.reach.actor);
  }

  /** A phrase that nothing fits: it may be no name at all. */
  private missing(phrase: string, shown: string): bool {
    if (isUnfinished(phrase)) return this.fail(Problem.Missing, after(phrase));
    return this.fail(Problem.Unseen, this.unseen(shown));
  }

  private unseen(shown: string): string {
    const holder = this.holder;
    if (holder !== null) return `There is no ${shown} in ${holder.definiteName}.`;
    if (this.scope == Scope.Held) return `You have no ${shown}.`;
    if (this.scope == Scope.Exits) return `There is no way "${shown}" from here.`;
    if (this.scope == Scope.Anyone) return `Nobody called ${shown} is in the world now.`;
    return `You see no ${shown} here.`;
  }
}

function are(count: i32): string {
  return count == 1 ? 'is only one' : `are ${count}`;
}
