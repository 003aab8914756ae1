import { lowerCase, partIs, squeezed } from '../values/text';
import { WorldObject } from '../world/world-object';
import { ARTICLES } from './function-words';

/** How well a noun phrase names an object; 0 is not at all. */
export enum Fit {
  None,
  /** Its words are beginnings of words of the name or an alias, in order. */
  Beginnings,
  /** It is a run of whole words of the name. */
  Words,
  /** It is an alias. */
  Alias,
  /** It is the name. */
  Name,
}

/** A noun phrase in lower case, with single spaces, without an article before it (unless there is nothing else). */
export function nounPhrase(text: string): string {
  const phrase = squeezed(text);
  const space = phrase.indexOf(' ');
  if (space < 0) return phrase;
  for (let i = 0; i < ARTICLES.length; i++)
    if (partIs(phrase, 0, space, ARTICLES[i])) return phrase.substring(space + 1);
  return phrase;
}

/** How well a noun phrase names an object. */
export function fitOf(phrase: string, object: WorldObject): Fit {
  const name = object.loweredName;
  if (name == phrase) return Fit.Name;
  for (let i = 0; i < object.aliases.length; i++) if (isAlias(phrase, object.aliases[i])) return Fit.Alias;
  if (runOfWords(phrase, name, false)) return Fit.Words;
  if (runOfWords(phrase, name, true)) return Fit.Beginnings;
  for (let i = 0; i < object.aliases.length; i++) {
    if (runOfWords(phrase, lowerCase(object.aliases[i]), true)) return Fit.Beginnings;
  }
  return Fit.None;
}

function isAlias(phrase: string, alias: string): bool {
  return phrase.length == alias.length && lowerCase(alias) == phrase;
}

/** Whether the words of a phrase follow each other in a name: whole words, or (`beginnings`) beginnings of words. */
function runOfWords(phrase: string, name: string, beginnings: bool): bool {
  for (let start = 0; start >= 0 && start < name.length;) {
    if (runFrom(phrase, name, start, beginnings)) return true;
    const space = name.indexOf(' ', start);
    start = space < 0 ? -1 : space + 1;
  }
  return false;
}

function runFrom(phrase: string, name: string, start: i32, beginnings: bool): bool {
  let at = start;
  for (let from = 0; from <= phrase.length;) {
    let end = phrase.indexOf(' ', from);
    if (end < 0) end = phrase.length;
    const size = end - from;
    if (at >= name.length || at + size > name.length) return false;
    if (!partIs(name, at, at + size, phrase.substring(from, end))) return false;
    let wordEnd = name.indexOf(' ', at);
    if (wordEnd < 0) wordEnd = name.length;
    if (!beginnings && at + size != wordEnd) return false;
    if (at + size > wordEnd) return false;
    at = wordEnd + 1;
    from = end + 1;
  }
  return true;
}
