import { takes } from '../dispatch/dispatch';
import { Selector } from '../dispatch/verb';
import { isIdentifier, shortened, squeezed } from '../values/text';
import { objectAt } from '../world/cache';
import { identified } from '../world/identifiers';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { IT, isArticle, isPreposition, isPronoun } from './function-words';
import { Fit, fitOf, nounPhrase } from './nouns';
import { Element, Scope } from './pattern';
import { Decision, Doubt, differentlyNamed, which } from './question';
import { Reach, contentsOf, isClosed } from './reach';

/** Longer noun phrases are no names: they are not looked for. */
const MAX_PHRASE_UNITS = 200;
/** How much of what somebody typed an answer repeats. */
const MAX_QUOTED_UNITS = 60;
const DOLLAR: i32 = 0x24;
const AT: i32 = 0x40;
/** Nobody was asked anything. */
export const NO_DECISIONS: Array<Decision> = [];

/** Why a noun phrase names nothing, best last: an answer about the best try helps most. */
export enum Problem {
  None,
  /** Nothing there has such a name. */
  Unseen,
  /** Words are there, and the noun is not: "the", "all from". */
  Missing,
  /** What holds it is closed. */
  Closed,
  /** Several things have it. */
  Several,
}

/** Finds what noun phrases mean. */
export class Resolver {
  /**
   * What is wrong with the last phrase that named nothing, and the sentence about it; for `Problem.Missing` only the words after
   * which the noun is missing.
   */
  problem: Problem = Problem.None;
  sentence: string = '';
  /** With `Problem.Several`: what is to be asked. */
  doubt: Doubt | null = null;
  /** What phrases of the line mean, by the answers of whoever typed it. */
  decisions: Array<Decision> = NO_DECISIONS;

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
    if (isOwnName(phrase) && element.scope == Scope.Reach && isBuilding(selector)) return this.called(phrase);
    const role = element.keyword + 1;
    const decided = this.decided(phrase, role);
    const pronoun = this.pronoun(phrase, element.scope);
    if (pronoun !== null) return pronoun;
    const shown = decided === null ? quoted(squeezed(typed), phrase) : decided.name;
    if (element.scope == Scope.Inside && holder !== null) {
      if (isClosed(holder)) return this.fail(Problem.Closed, `${holder.definiteName} is closed.`);
      const held = contentsOf(holder);
      const found =
        decided === null ? this.pick(phrase, shown, held, false, selector, role) : this.among(held, decided);
      return found !== null || this.problem != Problem.Unseen
        ? found
        : this.fail(Problem.Unseen, `There is no ${shown} in ${holder.definiteName}.`);
    }
    const candidates = this.reach.candidates(element.scope);
    const found =
      decided === null
        ? this.pick(phrase, shown, candidates, element.scope == Scope.Exits, selector, role)
        : this.among(candidates, decided);
    if (found === null && this.problem == Problem.Unseen) this.sentence = unseen(shown, element.scope);
    return found;
  }

  /** The object in reach, or else among further ones, that words name, whatever it is for; null with a `problem`. */
  find(text: string, folded: string, further: Array<WorldObject>): WorldObject | null {
    const phrase = nounPhrase(folded);
    if (isOwnName(phrase)) return this.called(phrase);
    const pronoun = this.pronoun(phrase, Scope.Reach);
    if (pronoun !== null) return pronoun;
    const shown = quoted(squeezed(text), phrase);
    let found = this.pick(phrase, shown, this.reach.candidates(Scope.Reach), false, null, 0);
    if (found === null && this.problem != Problem.Several) found = this.pick(phrase, shown, further, false, null, 0);
    if (found !== null) return found;
    if (this.problem == Problem.Several) {
      // Nobody waits for an answer here: the line has been understood already.
      this.sentence = `Several things are called ${shown}: give more of the name.`;
    } else this.sentence = unseen(shown, Scope.Reach);
    return null;
  }

  /** The object with a name of its own, wherever it is. */
  private called(phrase: string): WorldObject | null {
    const oid = identified(phrase.substring(1));
    if (oid != 0) return objectAt(oid);
    return this.fail(Problem.Unseen, `Nothing in this world is called ${shortened(phrase, MAX_QUOTED_UNITS)}.`);
  }

  /** What somebody has answered that a phrase means, or null. */
  private decided(phrase: string, role: i32): WorldObject | null {
    for (let i = 0; i < this.decisions.length; i++) {
      const decision = this.decisions[i];
      if (decision.role == role && decision.phrase == phrase) return objectAt(decision.oid);
    }
    return null;
  }

  /** What was decided for, when it is still there. */
  private among(candidates: Array<WorldObject>, decided: WorldObject): WorldObject | null {
    return candidates.includes(decided) ? decided : this.fail(Problem.Unseen, '');
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
    areWays: bool,
    selector: Selector | null,
    role: i32,
  ): WorldObject | null {
    // "the" alone does not mean a theatre; "in" may be a way, and not an inkwell.
    const bare = isArticle(phrase) || isPronoun(phrase) || (!areWays && isPreposition(phrase));
    let best = bare ? Fit.Alias : Fit.Beginnings;
    let found = new Array<WorldObject>();
    const possible = phrase.length > 0 && phrase.length <= MAX_PHRASE_UNITS;
    for (let i = 0; i < candidates.length && possible; i++) {
      const fit = fitOf(phrase, candidates[i]);
      if (fit < best) continue;
      if (fit > best) {
        best = fit;
        found = [];
      }
      found.push(candidates[i]);
    }
    if (found.length == 0) return this.missing(phrase);
    if (found.length > 1 && selector !== null) found = fitting(found, selector, role);
    const different = differentlyNamed(found);
    if (different.length == 1) return found[0];
    this.doubt = new Doubt(role, phrase, different);
    return this.fail(Problem.Several, which(shown, different));
  }

  /** A phrase that nothing fits: it may be no name at all. */
  private missing(phrase: string): WorldObject | null {
    return isUnfinished(phrase) ? this.fail(Problem.Missing, after(phrase)) : this.fail(Problem.Unseen, '');
  }
}

/** Whether a phrase is a name of the directory: `$lamp`. */
function isOwnName(phrase: string): bool {
  return phrase.charCodeAt(0) == DOLLAR && isIdentifier(phrase.substring(1));
}

/** Whether a selector is one of those that change the world: only they reach what is elsewhere. */
function isBuilding(selector: Selector): bool {
  return selector.text.charCodeAt(0) == AT;
}

/** Those that some verb takes, or all when none does. */
function fitting(found: Array<WorldObject>, selector: Selector, role: i32): Array<WorldObject> {
  const taken = new Array<WorldObject>();
  for (let i = 0; i < found.length; i++) if (takes(selector, role, found[i])) taken.push(found[i]);
  return taken.length == 0 ? found : taken;
}

/** Whether a phrase ends where a noun would have to follow. */
function isUnfinished(phrase: string): bool {
  return isArticle(phrase) || isPronoun(phrase) || isPreposition(lastWord(phrase));
}

/** The words of an unfinished phrase after which the noun is missing. */
function after(phrase: string): string {
  return isArticle(phrase) || isPronoun(phrase) ? '' : shortened(phrase, MAX_QUOTED_UNITS);
}

function lastWord(phrase: string): string {
  return phrase.substring(phrase.lastIndexOf(' ') + 1);
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
