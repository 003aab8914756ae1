import { isLabel } from '../../component/names.ts';
import { WitError, type Location } from './error.ts';

export type TokenKind = 'identifier' | 'integer' | 'string' | 'punctuation' | 'end';

/** One token. `docs` is the text of the doc comments directly before it, without their markers. */
export interface Token {
  readonly kind: TokenKind;
  /** An identifier without its `%`; a string without its quotes; otherwise as written. */
  readonly text: string;
  /** Whether an identifier was written with `%`, so that it is never a keyword. */
  readonly escaped: boolean;
  readonly docs: string;
  readonly location: Location;
}

const IDENTIFIER = /%?[A-Za-z0-9][A-Za-z0-9-]*/y;
const INTEGER = /[0-9]+/y;
const STRING = /"((?:[^"\\\n]|\\.)*)"/y;
const PUNCTUATION = /->|[{}()<>,:;=./*@_]/y;
/** Semantic Versioning 2.0, the grammar of its section 2, 9 and 10. */
const VERSION =
  /[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?/y;

/** Splits one WIT source into tokens, on demand: versions can only be told from other text where one is expected. */
export class Lexer {
  readonly #file: string;
  readonly #source: string;
  readonly #lineStarts: number[] = [0];
  #position = 0;
  #peeked: { token: Token; after: number } | undefined;

  constructor(file: string, source: string) {
    this.#file = file;
    this.#source = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** The next token, left in place. */
  peek(): Token {
    if (!this.#peeked) {
      const before = this.#position;
      const token = this.#scan();
      this.#peeked = { token, after: this.#position };
      this.#position = before;
    }
    return this.#peeked.token;
  }

  /** The next token, consumed. */
  next(): Token {
    const token = this.peek();
    this.#position = this.#peeked?.after ?? this.#position;
    this.#peeked = undefined;
    return token;
  }

  /** A semantic version at the current position, consumed. */
  version(): string {
    this.#peeked = undefined;
    this.#skipBlanks();
    VERSION.lastIndex = this.#position;
    const match = VERSION.exec(this.#source);
    if (!match) throw new WitError(this.#locate(this.#position), 'expected a version such as 0.1.0 after `@`');
    this.#position = VERSION.lastIndex;
    return match[0];
  }

  #locate(position: number): Location {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return { file: this.#file, line: low + 1, column: position - (this.#lineStarts[low] ?? 0) + 1 };
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#source);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }

  #scan(): Token {
    const docs = this.#skipBlanks();
    const location = this.#locate(this.#position);
    const token = (kind: TokenKind, text: string, escaped = false): Token => ({ kind, text, escaped, docs, location });
    if (this.#position >= this.#source.length) return token('end', 'the end of the file');

    // A digit begins an integer only when no letter or hyphen follows: `2d` is neither and is refused as an identifier.
    const string = this.#match(STRING);
    if (string) return token('string', string[1] ?? '');
    const start = this.#position;
    const integer = this.#match(INTEGER);
    if (integer) {
      if (!/[A-Za-z-]/.test(this.#source[this.#position] ?? '')) return token('integer', integer[0]);
      this.#position = start;
    }
    const punctuation = this.#match(PUNCTUATION);
    if (punctuation) return token('punctuation', punctuation[0]);
    const identifier = this.#match(IDENTIFIER);
    if (identifier) {
      const escaped = identifier[0].startsWith('%');
      const text = escaped ? identifier[0].slice(1) : identifier[0];
      this.#checkLabel(text, location);
      return token('identifier', text, escaped);
    }
    const character = String.fromCodePoint(this.#source.codePointAt(this.#position) ?? 0);
    throw new WitError(location, `unexpected character \`${character}\`: WIT has no such token`);
  }

  #checkLabel(text: string, location: Location): void {
    if (isLabel(text)) return;
    throw new WitError(
      location,
      `\`${text}\` is not a name: use words of lower case letters and digits, joined by \`-\`, the first beginning with a letter`,
    );
  }

  /** Skips white space and comments; returns the doc comments among them, those of one item joined by line feeds. */
  #skipBlanks(): string {
    const docs: string[] = [];
    for (;;) {
      if (this.#match(/\s+/y)) continue;
      const line = this.#match(/\/\/([^\n]*)/y);
      if (line) {
        const text = line[1] ?? '';
        if (text.startsWith('/') && !text.startsWith('//')) docs.push(text.slice(1).replace(/^ /, '').trimEnd());
        continue;
      }
      if (!this.#source.startsWith('/*', this.#position)) return docs.join('\n').trim();
      const comment = this.#blockComment();
      if (comment.startsWith('/**') && comment.length > 4) docs.push(stripBlock(comment));
    }
  }

  /** One block comment; they nest. */
  #blockComment(): string {
    const start = this.#position;
    let depth = 0;
    let at = start;
    do {
      if (this.#source.startsWith('/*', at)) {
        depth++;
        at += 2;
      } else if (this.#source.startsWith('*/', at)) {
        depth--;
        at += 2;
      } else if (at < this.#source.length) {
        at++;
      } else {
        throw new WitError(this.#locate(start), 'this comment is not closed: add `*/`');
      }
    } while (depth > 0);
    this.#position = at;
    return this.#source.slice(start, at);
  }
}

function stripBlock(comment: string): string {
  const lines = comment.slice(3, -2).split('\n');
  return lines
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim();
}
