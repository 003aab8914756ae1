import { isSpace } from '../values/text';

/** Most words of a line that are told apart; the rest belongs to the last one. More than any command but text has. */
const MAX_WORDS = 512;

/** A typed line, and where its words are. */
export class Line {
  /** As it was typed. */
  text: string = '';
  /** The same in lower case, unit for unit. */
  lowered: string = '';
  /** How many words it has. */
  count: i32 = 0;
  private starts: StaticArray<i32> = new StaticArray<i32>(MAX_WORDS);
  private ends: StaticArray<i32> = new StaticArray<i32>(MAX_WORDS);

  /** Takes a line apart. */
  read(text: string, lowered: string): void {
    this.text = text;
    this.lowered = lowered;
    this.count = 0;
    const length = text.length;
    let start = -1;
    for (let i = 0; i <= length; i++) {
      const space = i == length || isSpace(text.charCodeAt(i));
      if (!space && start < 0) start = i;
      if (!space || start < 0) continue;
      if (this.count == MAX_WORDS) {
        this.ends[MAX_WORDS - 1] = i;
      } else {
        this.starts[this.count] = start;
        this.ends[this.count++] = i;
      }
      start = -1;
    }
  }

  @inline
  start(word: i32): i32 {
    return unchecked(this.starts[word]);
  }

  @inline
  end(word: i32): i32 {
    return unchecked(this.ends[word]);
  }

  /** The words from `first` to before `last` as they were typed, with the spaces between them. */
  typed(first: i32, last: i32): string {
    return first >= last ? '' : this.text.substring(this.start(first), this.end(last - 1));
  }

  /** The same in lower case. */
  folded(first: i32, last: i32): string {
    return first >= last ? '' : this.lowered.substring(this.start(first), this.end(last - 1));
  }
}
