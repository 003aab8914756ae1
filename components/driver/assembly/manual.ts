import { Entry } from '../bindings/driver-objects/manual';
import { frame } from './dispatch/frame';
import { Selector, Verb } from './dispatch/verb';
import { Pattern } from './parse/pattern';
import { firstSentence, lowerCase, squeezed } from './values/text';
import { objectAt } from './world/cache';
import { isKind } from './world/known';
import { world } from './world/world';

/** A command word, or the name of a topic, in full. */
export function find(subject: string): string | null {
  const wanted = lowerCase(squeezed(subject));
  const command = helpOn(wanted);
  if (command !== null) return command;
  const topics = world().topics;
  for (let i = 0; i < topics.size; i++) if (lowerCase(topics.keyAt(i)) == wanted) return topics.valueAt(i);
  return null;
}

function helpOn(word: string): string | null {
  const patterns = world().grammar.beginningWith(word, 0, word.length);
  if (patterns.length == 0) return null;
  const selectors = new Array<Selector>();
  for (let i = patterns.length - 1; i >= 0; i--) {
    if (!selectors.includes(patterns[i].selector)) selectors.push(patterns[i].selector);
  }
  const lines = new Array<string>();
  for (let i = 0; i < selectors.length; i++) {
    addUsage(lines, patterns, selectors[i]);
    const verbs = selectors[i].verbs;
    for (let at = 0; at < verbs.length; at++) if (verbs[at].help.length > 0) lines.push(verbs[at].help);
  }
  return lines.join('\n');
}

/** Adds how the messages of one selector are typed, the shortest form first. */
function addUsage(lines: Array<string>, patterns: Array<Pattern>, selector: Selector): void {
  for (let i = patterns.length - 1; i >= 0; i--) {
    if (patterns[i].selector === selector && !lines.includes(patterns[i].usage)) lines.push(patterns[i].usage);
  }
}

/** The commands that the actor of the call could use, by word. */
export function commands(): Array<Entry> {
  const grammar = world().grammar;
  const words = grammar.words();
  words.sort();
  const entries = new Array<Entry>();
  for (let i = 0; i < words.length; i++) {
    const patterns = grammar.beginningWith(words[i], 0, words[i].length);
    const usage = new Array<string>();
    let summary = '';
    for (let at = patterns.length - 1; at >= 0; at--) {
      const verb = usable(patterns[at].selector.verbs);
      if (verb === null) continue;
      if (!usage.includes(patterns[at].usage)) usage.push(patterns[at].usage);
      if (summary.length == 0) summary = firstSentence(verb.help);
    }
    if (usage.length > 0) entries.push(new Entry(words[i], usage, summary));
  }
  return entries;
}

/** The first verb, with help when there is one, whose actor the actor of the call could be. */
function usable(verbs: Array<Verb>): Verb | null {
  const actor = objectAt(frame().message.actor);
  let found: Verb | null = null;
  for (let i = 0; i < verbs.length; i++) {
    if (!verbs[i].restrictions[0].admits(actor)) continue;
    if (verbs[i].help.length > 0) return verbs[i];
    if (found === null) found = verbs[i];
  }
  return found;
}

/** The names of the topics. */
export function topics(): Array<string> {
  const names = new Array<string>();
  for (let i = 0; i < world().topics.size; i++) names.push(world().topics.keyAt(i));
  return names;
}
