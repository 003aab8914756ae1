import {
  NOTHING_WORD,
  isArticle,
  isConjunction,
  isPreposition,
  isPronoun,
  isQuantifier,
} from '../parse/function-words';
import { isControl, lowerCase, squeezed } from '../values/text';

/** UTF-16 units of a name or an alias: it stands in sentences and lists. */
export const MAX_NAME_UNITS = 80;
/** Further names an object answers to. */
const MAX_ALIASES = 20;

/** A name and aliases as they are kept, or what is wrong with them. */
export class Name {
  constructor(
    /** A sentence for the person; empty when nothing is wrong. */
    readonly problem: string,
    readonly name: string,
    readonly aliases: Array<string>,
  ) {}
}

/** Checks a name and aliases that somebody gives to an exit or to something else. */
export function readName(name: string, aliases: Array<string>, isExit: bool): Name {
  const clean = squeezed(name.trim());
  let problem = problemWith(clean, isExit);
  if (aliases.length > MAX_ALIASES) problem = `A thing has at most ${MAX_ALIASES} further names.`;
  const others = new Array<string>();
  for (let i = 0; i < aliases.length && problem.length == 0; i++) {
    const alias = squeezed(aliases[i].trim());
    problem = problemWith(alias, isExit);
    others.push(alias);
  }
  return new Name(problem, clean, others);
}

function problemWith(name: string, isExit: bool): string {
  if (name.length == 0) return 'A name cannot be empty.';
  if (name.length > MAX_NAME_UNITS) return `A name has at most ${MAX_NAME_UNITS} characters.`;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (isControl(code)) return 'A name cannot have characters that cannot be typed.';
    if (code == 0x2c || code == 0x22)
      return 'A name cannot have commas or quotation marks: nobody could type it in a command.';
  }
  return problemWithWord(name, lowerCase(name), isExit);
}

/** Why a name could never be reached by a command, where it means something else; empty when it can be. */
function problemWithWord(name: string, word: string, isExit: bool): string {
  if (isArticle(word))
    return `"${name}" is an article: it is left out when a command looks for a name, so nothing can be called so.`;
  if (isPronoun(word))
    return `"${name}" is a pronoun: in a command it means somebody or something else, so nothing can be called so.`;
  if (isQuantifier(word))
    return `"${name}" means many things at once in a command, so no single thing can be called so.`;
  if (isConjunction(word)) return `"${name}" joins names in commands, so nothing can be called so.`;
  if (word == NOTHING_WORD) return `"${name}" takes a property's value away, so nothing can be called so.`;
  // A way is taken by its name alone, where a preposition is none.
  if (isPreposition(word) && !isExit)
    return `"${name}" stands between the names in commands, so only an exit can be called so.`;
  return '';
}
