import { TupleReader, packing } from '../values/tuple';
import { lowerCase, spokenList, squeezed } from '../values/text';
import { objectAt } from '../world/cache';
import { WorldObject } from '../world/world-object';
import { Fit, fitOf, nounPhrase } from './nouns';
import { isArticle, isPronoun } from './function-words';
import { placeOf } from './quantity';

/** Answers that mean all that the question is about. */
const ALL: StaticArray<string> = ['all', 'all of them', 'them', 'both', 'both of them', 'everything'];
/** Words that may follow in an answer: "the second one". */
const ONE = ' one';

/** Names that one question lists: more would be read by nobody. */
export const MAX_ASKED = 20;

/** What a phrase in a role of a line means, as somebody has answered. */
export class Decision {
  constructor(
    /** The role's place in the message: 1 for the first keyword. */
    readonly role: i32,
    readonly phrase: string,
    /** The one that is meant; `ALL_OF_THEM` for all that the phrase fits. */
    readonly oid: u64,
  ) {}
}

export const ALL_OF_THEM: u64 = 0;

/** A phrase in a role that may mean several things, no two of one name. */
export class Doubt {
  constructor(
    readonly role: i32,
    readonly phrase: string,
    readonly candidates: Array<u64>,
  ) {}
}

/** "Which lamp: the brass lamp or the oil lamp?", and the line that waits for the answer. */
export class Question {
  constructor(
    /** The line as it was typed. */
    readonly line: string,
    /** What earlier questions about the same line have come to. */
    readonly decisions: Array<Decision>,
    readonly doubt: Doubt,
  ) {}

  static read(reader: TupleReader): Question {
    const line = reader.text();
    const decisions = new Array<Decision>();
    for (let left = reader.integer(); left > 0; left--) {
      const role = <i32>reader.integer();
      const phrase = reader.text();
      decisions.push(new Decision(role, phrase, reader.ref()));
    }
    const role = <i32>reader.integer();
    const phrase = reader.text();
    const candidates = new Array<u64>();
    while (reader.more()) candidates.push(reader.ref());
    return new Question(line, decisions, new Doubt(role, phrase, candidates));
  }

  pack(): Uint8Array {
    packing.start().text(this.line).integer(this.decisions.length);
    for (let i = 0; i < this.decisions.length; i++) {
      const decision = this.decisions[i];
      packing.integer(decision.role).text(decision.phrase).ref(decision.oid);
    }
    packing.integer(this.doubt.role).text(this.doubt.phrase);
    for (let i = 0; i < this.doubt.candidates.length; i++) packing.ref(this.doubt.candidates[i]);
    return packing.finish();
  }

  /** The candidates that an answer means: by name at least as well as `atLeast`, or by their place in the question. */
  meantBy(answer: string, atLeast: Fit): Array<u64> {
    const whole = nounPhrase(lowerCase(answer));
    const phrase = whole.endsWith(ONE) ? whole.substring(0, whole.length - ONE.length) : whole;
    const candidates = this.doubt.candidates;
    let meant = new Array<u64>();
    if (phrase.length == 0 || isArticle(phrase) || isPronoun(phrase)) return meant;
    let best = Fit.None;
    for (let i = 0; i < candidates.length; i++) {
      const fit = fitOf(phrase, objectAt(candidates[i]));
      if (fit == Fit.None || fit < atLeast || fit < best) continue;
      if (fit > best) meant = [];
      best = fit;
      meant.push(candidates[i]);
    }
    if (best >= Fit.Words) return meant;
    const place = placeOf(phrase);
    return place > 0 && place <= candidates.length ? [candidates[place - 1]] : meant;
  }

  /** Whether an answer means all of the candidates. "Both" are two. */
  meansAll(answer: string): bool {
    const phrase = squeezed(lowerCase(answer));
    if (phrase.startsWith('both') && this.doubt.candidates.length != 2) return false;
    return ALL.includes(phrase);
  }

  /** The same question about fewer things. */
  narrowedTo(candidates: Array<u64>): Question {
    return new Question(this.line, this.decisions, new Doubt(this.doubt.role, this.doubt.phrase, candidates));
  }

  /** What the line's phrases mean when the answer is one object, or `ALL_OF_THEM`. */
  decidedFor(oid: u64): Array<Decision> {
    return this.decisions.concat([new Decision(this.doubt.role, this.doubt.phrase, oid)]);
  }
}

/** The question which of several things is meant. */
export function which(shown: string, candidates: Array<u64>): string {
  const names = new Array<string>();
  for (let i = 0; i < candidates.length; i++) names.push(objectAt(candidates[i]).definiteName);
  return `Which ${shown}: ${spokenList(names, 'or')}?`;
}

/**
 * The first object of each name, of at most one name more than can be asked about: things with one name are as good as each other, as
 * nobody could say which.
 */
export function differentlyNamed(found: Array<WorldObject>): Array<u64> {
  const names = new Array<string>();
  const different = new Array<u64>();
  for (let i = 0; i < found.length && different.length <= MAX_ASKED; i++) {
    if (names.includes(found[i].definiteName)) continue;
    names.push(found[i].definiteName);
    different.push(found[i].oid);
  }
  return different;
}
