import { Verb } from '../dispatch/verb';
import { TextTable } from '../values/text-table';
import { Pattern, parsePattern } from './pattern';

const NO_PATTERNS: Array<Pattern> = [];

/** How commands are typed. */
export class Grammar {
  /** A first character, and the word it stands for. */
  readonly shorthands: TextTable<string> = new TextTable<string>();
  /** A first word, and the word it means. */
  readonly synonyms: TextTable<string> = new TextTable<string>();
  /** A noun, and the role whose object it is: `actor` or `here`. */
  readonly pronouns: TextTable<string> = new TextTable<string>();
  /** An irregular plural, and the word it is the plural of. */
  readonly plurals: TextTable<string> = new TextTable<string>();
  /** The patterns that begin with a word, those with the most literal words first. */
  private patterns: TextTable<Array<Pattern>> = new TextTable<Array<Pattern>>();

  /** Reads the commands of all verbs. They were checked when they were loaded. */
  compile(verbs: Array<Verb>): void {
    for (let i = 0; i < verbs.length; i++) {
      const commands = verbs[i].commands;
      for (let j = 0; j < commands.length; j++) {
        const pattern = parsePattern(commands[j], verbs[i]);
        if (pattern !== null) this.add(pattern);
      }
    }
  }

  private add(pattern: Pattern): void {
    const words = pattern.elements[0].words;
    for (let i = 0; i < words.length; i++) {
      if (!this.patterns.has(words[i])) this.patterns.set(words[i], []);
      const list = this.patterns.valueAt(this.patterns.indexOf(words[i]));
      let at = list.length;
      list.push(pattern);
      for (; at > 0 && list[at - 1].literals < pattern.literals; at--) list[at] = list[at - 1];
      list[at] = pattern;
    }
  }

  /** The patterns that begin with a word, or with the word it is a synonym of: `line` from `start` to before `end`. */
  beginningWith(line: string, start: i32, end: i32): Array<Pattern> {
    const index = this.patterns.indexOfPart(line, start, end);
    if (index >= 0) return this.patterns.valueAt(index);
    const synonym = this.synonyms.indexOfPart(line, start, end);
    if (synonym < 0) return NO_PATTERNS;
    const meant = this.patterns.indexOf(this.synonyms.valueAt(synonym));
    return meant < 0 ? NO_PATTERNS : this.patterns.valueAt(meant);
  }

  /** Every word that a command begins with. */
  words(): Array<string> {
    const words = new Array<string>();
    for (let i = 0; i < this.patterns.size; i++) words.push(this.patterns.keyAt(i));
    return words;
  }
}
