import { takes } from '../dispatch/dispatch';
import { Selector } from '../dispatch/verb';
import { shortened, spokenList, squeezed } from '../values/text';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { Fit, fitOf, nounPhrase } from './nouns';
import { Element, Scope } from './pattern';
import { Reach, contentsOf, isClosed } from './reach';

/** Longer noun phrases are no names: they are not looked for. */
const MAX_PHRASE_UNITS = 200;
/** How much of what somebody typed an answer repeats. */
const MAX_QUOTED_UNITS = 60;
/** The pronoun for the object that the last command named first. */
const IT = 'it';

/** Why a noun phrase names nothing, best last: an answer about the best try helps most. */
export enum Problem {
  None,
  /** Nothing there has such a name. */
  Unseen,
  /** What holds it is closed. */
  Closed,
  /** Several things have it. */
  Several,
}

/** Finds what noun phrases mean. */
export class Resolver {
  /** What is wrong with the last phrase that named nothing, and the sentence about it. */
  problem: Problem = Problem.None;
  sentence: string = '';

  constructor(
    readonly reach: Reach,
    /** The object that `it` means, or null. */
    public it: WorldObject | null,
  ) {}

  /** The object that words mean in a hole; null with a `problem`. */
  resolve(
    typed: string,
    folded: string,
    element: Element,
    selector: Selector,
    holder: WorldObject | null,
  ): WorldObject | null {
    const phrase = nounPhrase(folded);
    const pronoun = this.pronoun(phrase, element.scope);
    if (pronoun !== null) return pronoun;
    const shown = quoted(squeezed(typed), phrase);
    if (element.scope == Scope.Inside && holder !== null) {
      if (isClosed(holder)) return this.fail(Problem.Closed, `${holder.definiteName} is closed.`);
      const found = this.pick(phrase, shown, contentsOf(holder), selector, element.keyword + 1);
      return found !== null || this.problem != Problem.Unseen
        ? found
        : this.fail(Problem.Unseen, `There is no ${shown} in ${holder.definiteName}.`);
    }
    const found = this.pick(phrase, shown, this.reach.candidates(element.scope), selector, element.keyword + 1);
    if (found === null && this.problem == Problem.Unseen) this.sentence = unseen(shown, element.scope);
    return found;
  }

  /** The object in reach that words name, whatever it is for; null with a `problem`. */
  find(text: string, folded: string): WorldObject | null {
    const phrase = nounPhrase(folded);
    const pronoun = this.pronoun(phrase, Scope.Reach);
    if (pronoun !== null) return pronoun;
    const shown = quoted(squeezed(text), phrase);
    const found = this.pick(phrase, shown, this.reach.candidates(Scope.Reach), null, 0);
    if (found === null && this.problem == Problem.Unseen) this.sentence = unseen(shown, Scope.Reach);
    return found;
  }

  private fail(problem: Problem, sentence: string): WorldObject | null {
    this.problem = problem;
    this.sentence = sentence;
    return null;
  }

  private pronoun(phrase: string, scope: Scope): WorldObject | null {
    if (phrase == IT) {
      const it = this.it;
      return it !== null && this.reach.candidates(scope).includes(it) ? it : null;
    }
    const index = world().grammar.pronouns.indexOf(phrase);
    if (index < 0 || scope == Scope.Held || scope == Scope.Exits || scope == Scope.Inside) return null;
    if (world().grammar.pronouns.valueAt(index) == 'here') return scope == Scope.Reach ? this.reach.here : null;
    return this.reach.actor;
  }

  /** The best of several candidates; of equally good ones those that a verb of the selector takes. */
  private pick(
    phrase: string,
    shown: string,
    candidates: Array<WorldObject>,
    selector: Selector | null,
    role: i32,
  ): WorldObject | null {
    let best = Fit.None;
    let found = new Array<WorldObject>();
    const possible = phrase.length > 0 && phrase.length <= MAX_PHRASE_UNITS;
    for (let i = 0; i < candidates.length && possible; i++) {
      const fit = fitOf(phrase, candidates[i]);
      if (fit == Fit.None || fit < best) continue;
      if (fit > best) {
        best = fit;
        found = [];
      }
      found.push(candidates[i]);
    }
    if (found.length == 0) return this.fail(Problem.Unseen, '');
    if (found.length > 1 && selector !== null) found = fitting(found, selector, role);
    const names = differentNames(found);
    if (names.length == 1) return found[0];
    return this.fail(Problem.Several, `Which ${shown}: ${spokenList(names, 'or')}?`);
  }
}

/** Those that some verb takes, or all when none does. */
function fitting(found: Array<WorldObject>, selector: Selector, role: i32): Array<WorldObject> {
  const taken = new Array<WorldObject>();
  for (let i = 0; i < found.length; i++) if (takes(selector, role, found[i])) taken.push(found[i]);
  return taken.length == 0 ? found : taken;
}

/** Things with one name are as good as each other: nobody could say which. */
function differentNames(found: Array<WorldObject>): Array<string> {
  const names = new Array<string>();
  for (let i = 0; i < found.length; i++) if (!names.includes(found[i].definiteName)) names.push(found[i].definiteName);
  return names;
}

function unseen(shown: string, scope: Scope): string {
  if (scope == Scope.Held) return `You have no ${shown}.`;
  if (scope == Scope.Exits) return `There is no way "${shown}" from here.`;
  if (scope == Scope.Anyone) return `Nobody called ${shown} is in the world now.`;
  return `You see no ${shown} here.`;
}

/** What was typed without its article. Folding keeps lengths, so the phrase is as long as its end. */
function quoted(typed: string, phrase: string): string {
  return shortened(typed.substring(max(0, typed.length - phrase.length)), MAX_QUOTED_UNITS);
}
