/** How many typed lines are kept: a long evening's worth. */
const MOST_LINES = 200;

/** The lines typed before, and the place among them; the line that was being typed is kept while looking back. */
export class History {
  /** @type {string[]} */
  #lines;
  #place;
  #draft = '';

  /** @param {readonly string[]} [lines] oldest first */
  constructor(lines = []) {
    this.#lines = lines.slice(-MOST_LINES);
    this.#place = this.#lines.length;
  }

  get lines() {
    return /** @type {readonly string[]} */ (this.#lines);
  }

  /** @param {string} line */
  add(line) {
    if (this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#place = this.#lines.length;
    this.#draft = '';
  }

  /**
   * The line before this place.
   *
   * @param {string} current what the input shows now
   * @returns {string | undefined} `undefined` at the oldest
   */
  earlier(current) {
    if (this.#place === 0) return undefined;
    if (this.#place === this.#lines.length) this.#draft = current;
    return this.#lines[--this.#place];
  }

  /**
   * The line after this place; after the last one the draft.
   *
   * @returns {string | undefined} `undefined` where the draft already shows
   */
  later() {
    if (this.#place === this.#lines.length) return undefined;
    this.#place += 1;
    return this.#place === this.#lines.length ? this.#draft : this.#lines[this.#place];
  }

  /** Back to the end, with nothing drafted. */
  rest() {
    this.#place = this.#lines.length;
    this.#draft = '';
  }
}
