/** The page's title, with how much happened while nobody was looking at it. */
export class UnreadTitle {
  #title = document.title;
  #count = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#count = 0;
      this.#show();
    });
  }

  /** @param {string} title */
  rename(title) {
    this.#title = title;
    this.#show();
  }

  happened() {
    if (!document.hidden) return;
    this.#count += 1;
    this.#show();
  }

  #show() {
    document.title = this.#count > 0 ? `(${this.#count}) ${this.#title}` : this.#title;
  }
}
