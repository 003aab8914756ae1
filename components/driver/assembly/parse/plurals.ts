import { world } from '../world/world';

/** Endings of plurals that are longer than an s, and what stands in their place in the singular. */
const ENDINGS: StaticArray<string> = ['ies', 'ches', 'shes', 'sses', 'ses', 'xes', 'zes', 'oes'];
const SINGULARS: StaticArray<string> = ['y', 'ch', 'sh', 'ss', 's', 'x', 'z', 'o'];
/** Letters of the shortest word that has a plural by rule. */
const MIN_LETTERS = 3;
/** Behind the word that is in the plural: "cups of tea". */
const OF = ' of ';

/**
 * The phrases of which a phrase may be the plural, the likeliest first; none for what is no plural. Irregular plurals are those of the
 * world's grammar.
 */
export function singularsOf(phrase: string): Array<string> {
  const found = new Array<string>();
  const head = phrase.indexOf(OF);
  if (head > 0) addSingulars(found, phrase, head);
  addSingulars(found, phrase, phrase.length);
  return found;
}

/** Adds what a phrase is when the word that ends at `end` is in the singular. */
function addSingulars(found: Array<string>, phrase: string, end: i32): void {
  const start = phrase.lastIndexOf(' ', end - 1) + 1;
  const before = phrase.substring(0, start);
  const after = phrase.substring(end);
  const irregular = world().grammar.plurals.indexOfPart(phrase, start, end);
  if (irregular >= 0) found.push(before + world().grammar.plurals.valueAt(irregular) + after);
  const word = phrase.substring(start, end);
  if (word.length < MIN_LETTERS || !word.endsWith('s') || word.endsWith('ss')) return;
  for (let i = 0; i < ENDINGS.length; i++) {
    if (!word.endsWith(ENDINGS[i]) || word.length == ENDINGS[i].length) continue;
    found.push(before + word.substring(0, word.length - ENDINGS[i].length) + SINGULARS[i] + after);
    break;
  }
  found.push(before + word.substring(0, word.length - 1) + after);
}
