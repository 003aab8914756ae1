import { partIs } from './text';
import { TextBuilder } from './text-builder';

const HEX = '0123456789abcdef';
const QUOTE: i32 = 0x22;
const BACKSLASH: i32 = 0x5c;

/** Writes a text as a JSON string, at most until the builder holds `limit` units; a cut text ends with an ellipsis. */
export function writeString(builder: TextBuilder, text: string, limit: i32): void {
  builder.unit(QUOTE);
  // What fits for certain needs no counting: the longest escape has six units for one.
  const length = builder.length + text.length * 6 <= limit ? text.length : fitting(builder.length, text, limit);
  const data = changetype<usize>(text);
  // Text that needs no escape is copied in runs.
  let run = 0;
  for (let i = 0; i < length; i++) {
    const code = <i32>load<u16>(data + ((<usize>i) << 1));
    if (code >= 32 && code != QUOTE && code != BACKSLASH) continue;
    builder.part(text, run, i);
    run = i + 1;
    writeEscape(builder, code);
  }
  builder.part(text, run, length);
  if (length < text.length) builder.unit(0x2026);
  builder.unit(QUOTE);
}

function writeEscape(builder: TextBuilder, code: i32): void {
  builder.unit(BACKSLASH);
  if (code == QUOTE || code == BACKSLASH) builder.unit(code);
  else if (code == 10) builder.unit(0x6e);
  else
    builder
      .text('u00')
      .unit(HEX.charCodeAt(code >> 4))
      .unit(HEX.charCodeAt(code & 15));
}

/** How many units of a text can be written from `start` on before `limit`, never half a surrogate pair. */
function fitting(start: i32, text: string, limit: i32): i32 {
  let length = start;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code != 10) length += 5;
    else if (code == 10 || code == QUOTE || code == BACKSLASH) length++;
    if (++length > limit) return i > 0 && (code & 0xfc00) == 0xdc00 ? i - 1 : i;
  }
  return text.length;
}

/** Deepest nesting of what is skipped, so that hostile input cannot exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * Some members of one JSON object: those whose names it was made with, when they are texts or whole numbers. Others are checked
 * and skipped. Reads by RFC 8259, except that half of a surrogate pair becomes U+FFFD. Of a repeated name the last counts.
 */
export class JsonObject {
  private texts: Array<string | null>;
  private numbers: StaticArray<f64>;
  private at: i32 = 0;
  private source: string = '';

  constructor(private names: Array<string>) {
    this.texts = new Array<string | null>(names.length);
    this.numbers = new StaticArray<f64>(names.length);
  }

  /** Reads a text; false when it is not one JSON object. */
  read(source: string): bool {
    for (let i = 0; i < this.names.length; i++) {
      this.texts[i] = null;
      this.numbers[i] = NaN;
    }
    this.source = source;
    this.at = 0;
    const valid = this.members() && (this.space(), this.at == source.length);
    this.source = '';
    return valid;
  }

  /** The text of the member with the name at an index; null when there is none or it is no text. */
  text(index: i32): string | null {
    return this.texts[index];
  }

  /** The number of the member with the name at an index; NaN when there is none or it is no number. */
  number(index: i32): f64 {
    return this.numbers[index];
  }

  private peek(): i32 {
    return this.at < this.source.length ? this.source.charCodeAt(this.at) : -1;
  }

  private space(): void {
    for (; ; this.at++) {
      const code = this.peek();
      if (code != 32 && code != 10 && code != 13 && code != 9) return;
    }
  }

  /** Passes over a sign, after white space; false when something else stands there. */
  private sign(code: i32): bool {
    this.space();
    if (this.peek() != code) return false;
    this.at++;
    return true;
  }

  private members(): bool {
    if (!this.sign(0x7b)) return false;
    if (this.sign(0x7d)) return true;
    while (true) {
      this.space();
      const start = this.at;
      if (!this.skipString()) return false;
      const index = this.nameAt(start + 1, this.at - 1);
      if (!this.sign(0x3a)) return false;
      this.space();
      if (index < 0 ? !this.skip(1) : !this.value(index)) return false;
      if (this.sign(0x7d)) return true;
      if (!this.sign(0x2c)) return false;
    }
  }

  /** The index of the name that stands from `start` to before `end`, or -1. Names of interest need no escapes. */
  private nameAt(start: i32, end: i32): i32 {
    for (let i = 0; i < this.names.length; i++) if (partIs(this.source, start, end, unchecked(this.names[i]))) return i;
    return -1;
  }

  /** Reads the value of a member of interest. */
  private value(index: i32): bool {
    this.texts[index] = null;
    this.numbers[index] = NaN;
    const start = this.at;
    const code = this.peek();
    if (code == QUOTE) {
      const text = this.string();
      this.texts[index] = text;
      return text !== null;
    }
    if (!this.skip(1)) return false;
    if (code == 0x2d || (code >= 48 && code <= 57)) {
      this.numbers[index] = parseFloat(this.source.substring(start, this.at));
    }
    return true;
  }

  /** Passes over a value; false when there is none. */
  private skip(depth: i32): bool {
    if (depth > MAX_DEPTH) return false;
    this.space();
    const code = this.peek();
    if (code == QUOTE) return this.skipString();
    if (code == 0x7b || code == 0x5b) return this.skipNested(code, depth);
    if (code == 0x74) return this.word('true');
    if (code == 0x66) return this.word('false');
    if (code == 0x6e) return this.word('null');
    return this.skipNumber();
  }

  private skipNested(opening: i32, depth: i32): bool {
    const closing = opening + 2;
    this.at++;
    if (this.sign(closing)) return true;
    while (true) {
      if (opening == 0x7b) {
        this.space();
        if (!this.skipString() || !this.sign(0x3a)) return false;
      }
      if (!this.skip(depth + 1)) return false;
      if (this.sign(closing)) return true;
      if (!this.sign(0x2c)) return false;
    }
  }

  private word(word: string): bool {
    if (!this.source.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private digits(): bool {
    const start = this.at;
    while (this.peek() >= 48 && this.peek() <= 57) this.at++;
    return this.at > start;
  }

  private skipNumber(): bool {
    if (this.peek() == 0x2d) this.at++;
    if (this.peek() == 48) this.at++;
    else if (!this.digits()) return false;
    if (this.peek() == 0x2e) {
      this.at++;
      if (!this.digits()) return false;
    }
    if ((this.peek() | 32) == 0x65) {
      this.at++;
      if (this.peek() == 0x2b || this.peek() == 0x2d) this.at++;
      if (!this.digits()) return false;
    }
    return true;
  }

  /** Passes over a string; false when there is none. */
  private skipString(): bool {
    if (this.peek() != QUOTE) return false;
    const start = ++this.at;
    while (true) {
      const code = this.peek();
      if (code < 32) return false;
      if (code == BACKSLASH) return this.escapedString(start) !== null;
      this.at++;
      if (code == QUOTE) return true;
    }
  }

  /** The string that begins here; null when there is none. */
  private string(): string | null {
    if (this.peek() != QUOTE) return null;
    const start = ++this.at;
    while (true) {
      const code = this.peek();
      if (code < 32) return null;
      if (code == BACKSLASH) return this.escapedString(start);
      this.at++;
      if (code == QUOTE) return this.source.substring(start, this.at - 1);
    }
  }

  private escapedString(start: i32): string | null {
    unescaped.start().part(this.source, start, this.at);
    while (true) {
      const code = this.peek();
      if (code < 32) return null;
      this.at++;
      if (code == QUOTE) return unescaped.finish();
      if (code != BACKSLASH) {
        unescaped.unit(code);
        continue;
      }
      const escaped = this.escape();
      if (escaped < 0) return null;
      unescaped.unit(escaped);
      if ((escaped & 0xfc00) == 0xd800 && !this.lowSurrogate()) unescaped.put(unescaped.length - 1, 0xfffd);
      else if ((escaped & 0xfc00) == 0xdc00) unescaped.put(unescaped.length - 1, 0xfffd);
    }
  }

  /** Appends the second half of a pair when one follows. */
  private lowSurrogate(): bool {
    const start = this.at;
    if (this.peek() != BACKSLASH) return false;
    this.at++;
    const second = this.peek() == 0x75 ? this.escape() : -1;
    if ((second & 0xfffffc00) == 0xdc00) {
      unescaped.unit(second);
      return true;
    }
    this.at = start;
    return false;
  }

  /** The unit that an escape stands for, after its backslash; -1 when it stands for none. */
  private escape(): i32 {
    const code = this.peek();
    this.at++;
    switch (code) {
      case QUOTE:
      case BACKSLASH:
      case 0x2f:
        return code;
      case 0x62:
        return 8;
      case 0x66:
        return 12;
      case 0x6e:
        return 10;
      case 0x72:
        return 13;
      case 0x74:
        return 9;
      case 0x75: {
        let unit = 0;
        for (let i = 0; i < 4; i++) {
          const digit = hexDigit(this.peek());
          if (digit < 0) return -1;
          unit = unit * 16 + digit;
          this.at++;
        }
        return unit;
      }
      default:
        return -1;
    }
  }
}

const unescaped = new TextBuilder();

function hexDigit(code: i32): i32 {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
