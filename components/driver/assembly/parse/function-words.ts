import { world } from '../world/world';

// Words that stand for no thing by themselves. What is typed as one of them alone is no name, and nothing can be called so.

/** Words that say which one is meant, and nothing else. */
export const ARTICLES: StaticArray<string> = ['the', 'a', 'an', 'my'];

/** Words between the names of a command: "put … in …". */
const PREPOSITIONS: StaticArray<string> = [
  'about',
  'as',
  'at',
  'behind',
  'by',
  'down',
  'for',
  'from',
  'in',
  'inside',
  'into',
  'of',
  'off',
  'on',
  'onto',
  'out',
  'over',
  'through',
  'to',
  'under',
  'up',
  'with',
];

/** The pronoun for the object that the last command named first. */
export const IT = 'it';
/** The pronoun for the objects that the last command named. */
export const THEM = 'them';
/** The pronouns for the person that a command named last. */
export const HIM = 'him';
export const HER = 'her';
/** Pronouns beside those of the world's grammar. */
const PRONOUNS: StaticArray<string> = [IT, THEM, HIM, HER, 'you', 'yourself', 'me', 'myself', 'here'];

/** Words for more than one thing, or for whichever. */
const QUANTIFIERS: StaticArray<string> = ['all', 'any', 'both', 'each', 'every', 'everybody', 'everyone', 'everything'];
/** Words that join names: one of them is never the last of a phrase. */
const CONJUNCTIONS: StaticArray<string> = ['and', 'but', 'except'];
/** The value of a property that has none. */
export const NOTHING_WORD = 'nothing';

export function isArticle(word: string): bool {
  return ARTICLES.includes(word);
}

export function isPreposition(word: string): bool {
  return PREPOSITIONS.includes(word);
}

export function isPronoun(word: string): bool {
  return PRONOUNS.includes(word) || world().grammar.pronouns.has(word);
}

export function isConjunction(word: string): bool {
  return CONJUNCTIONS.includes(word);
}

export function isQuantifier(word: string): bool {
  return QUANTIFIERS.includes(word);
}
