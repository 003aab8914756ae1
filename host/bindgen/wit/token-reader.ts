import { WitError } from './error.ts';
import { Lexer, type Token } from './lexer.ts';
import { PRIMITIVE_NAMES } from './syntax.ts';

/** Words that are only names when written with `%`: the keyword list of the WIT specification. */
const KEYWORDS = new Set<string>([
  ...PRIMITIVE_NAMES,
  ...`as async borrow constructor enum export flags from func future import include interface list map option own
    package record resource result static stream tuple type use variant with world`.split(/\s+/),
]);

export function isKeyword(text: string): boolean {
  return KEYWORDS.has(text);
}

/** Reads the tokens of one WIT file, with what all its parts are made of: names, keywords, punctuation, lists. */
export class TokenReader extends Lexer {
  bracketed<T>(parse: () => T): T {
    this.expect('<');
    const value = parse();
    this.expect('>');
    return value;
  }

  /** Items separated by commas; a comma after the last one is allowed. */
  list<T>(open: string, close: string, parse: () => T): T[] {
    const items: T[] = [];
    this.expect(open);
    while (!this.accept(close)) {
      items.push(parse());
      if (this.accept(',')) continue;
      this.expect(close);
      break;
    }
    return items;
  }

  name(what: string): Token {
    const token = this.next();
    if (token.kind !== 'identifier') throw this.unexpected(token, what);
    if (!token.escaped && isKeyword(token.text)) {
      throw new WitError(
        token.location,
        `\`${token.text}\` is a keyword of WIT: write \`%${token.text}\` to use it as a name`,
      );
    }
    return token;
  }

  isKeyword(word: string): boolean {
    const token = this.peek();
    return token.kind === 'identifier' && !token.escaped && token.text === word;
  }

  acceptKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.next();
    return true;
  }

  keyword(word: string): Token {
    if (!this.isKeyword(word)) throw this.unexpected(this.peek(), `\`${word}\``);
    return this.next();
  }

  isPunctuation(text: string): boolean {
    const token = this.peek();
    return token.kind === 'punctuation' && token.text === text;
  }

  accept(text: string): boolean {
    if (!this.isPunctuation(text)) return false;
    this.next();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(this.peek(), `\`${text}\``);
  }

  unexpected(token: Token, wanted: string): WitError {
    const found = token.kind === 'end' ? token.text : `\`${token.text}\``;
    return new WitError(token.location, `expected ${wanted}, found ${found}`);
  }
}
