import { WorldObject } from '../world/world-object';
import { isArticle, isConjunction, isPreposition, isPronoun } from './function-words';
import { Fit, fitOf } from './nouns';

/** Longer names are none: they are not looked for. */
const MAX_PHRASE_UNITS = 200;

/** Compares names with what they can mean. */
export class Comparison {
  /** What a name can mean, in the order in which one would count it. */
  candidates: Array<WorldObject> = [];
  /** The candidates that the last name fits best, and how well. */
  fits: Array<WorldObject> = [];
  fit: Fit = Fit.None;
  /** How many names were compared. */
  count: i32 = 0;

  /** No name has been compared. */
  clear(): void {
    this.fit = Fit.None;
    this.fits = [];
  }

  /** Finds the candidates that a name fits best. `areWays`: they are exits, which may be called like a preposition. */
  compare(name: string, areWays: bool): void {
    this.clear();
    if (name.length == 0 || name.length > MAX_PHRASE_UNITS) return;
    // "the" alone does not mean a theatre; "in" may be a way, and not an inkwell.
    let best = isFunctionWord(name, areWays) ? Fit.Alias : Fit.Beginnings;
    const candidates = this.candidates;
    for (let i = 0; i < candidates.length; i++) {
      const fit = fitOf(name, candidates[i]);
      if (fit < best) continue;
      if (fit > best) this.fits = [];
      best = fit;
      this.fit = fit;
      this.fits.push(candidates[i]);
    }
    this.count += candidates.length;
  }

  /** All candidates that one of several names fits at least so well, in their order. */
  every(names: Array<string>, atLeast: Fit): Array<WorldObject> {
    const found = new Array<WorldObject>();
    const candidates = this.candidates;
    for (let i = 0; i < candidates.length && names.length > 0; i++) {
      for (let j = 0; j < names.length; j++) {
        if (names[j].length > MAX_PHRASE_UNITS || fitOf(names[j], candidates[i]) < atLeast) continue;
        found.push(candidates[i]);
        break;
      }
    }
    this.count += candidates.length * names.length;
    return found;
  }
}

/** Whether a phrase is a word that stands for no thing by itself. */
function isFunctionWord(phrase: string, areWays: bool): bool {
  const isJoining = isConjunction(phrase) || (!areWays && isPreposition(phrase));
  return isJoining || isArticle(phrase) || isPronoun(phrase);
}
