/** @import { Entry } from './log.js' */

/**
 * A stay in the world: what resumes it, and the highest event of it that was seen.
 *
 * @typedef {{ token: string, name: string, after: number }} Stay
 */

const STAY = 'atrium.stay';
const PAGE = 'atrium.page';
const HISTORY = 'atrium.history';

/**
 * What this browser keeps. The stay is in the tab's own storage first, so two tabs can be two people; a copy that all
 * tabs share lets a tab opened tomorrow go on where the last one was. Where storage is switched off everything works
 * until the page is left.
 */
export class SessionStore {
  #tab = usable(() => sessionStorage);
  #shared = usable(() => localStorage);

  /** @returns {Stay | undefined} */
  stay() {
    const stay = read(this.#tab, STAY) ?? read(this.#shared, STAY);
    if (typeof stay?.token !== 'string' || stay.token === '') return undefined;
    return {
      token: stay.token,
      name: typeof stay.name === 'string' ? stay.name : '',
      after: typeof stay.after === 'number' ? stay.after : 0,
    };
  }

  /** @param {Stay} stay */
  keep(stay) {
    write(this.#tab, STAY, stay);
    write(this.#shared, STAY, stay);
  }

  /**
   * Forgets a stay that is over, and what was said in it.
   *
   * @param {string} token
   */
  forget(token) {
    for (const storage of [this.#tab, this.#shared]) {
      if (read(storage, STAY)?.token === token) storage?.removeItem(STAY);
    }
    this.#tab?.removeItem(PAGE);
  }

  /**
   * What the log showed when this tab was last left, if it was the same stay.
   *
   * @param {string} token
   * @returns {Entry[]}
   */
  page(token) {
    const page = read(this.#tab, PAGE);
    if (page?.token !== token || !Array.isArray(page.entries)) return [];
    return page.entries.filter(
      (/** @type {any} */ entry) => typeof entry?.text === 'string' && typeof entry.kind === 'string',
    );
  }

  /**
   * @param {string} token
   * @param {Entry[]} entries
   */
  keepPage(token, entries) {
    write(this.#tab, PAGE, { token, entries });
  }

  /**
   * The lines typed earlier as this player, oldest first.
   *
   * @param {string} name
   * @returns {string[]}
   */
  history(name) {
    const history = read(this.#tab, HISTORY);
    if (history?.name !== name || !Array.isArray(history.lines)) return [];
    return history.lines.filter((/** @type {unknown} */ line) => typeof line === 'string');
  }

  /**
   * @param {string} name
   * @param {readonly string[]} lines
   */
  keepHistory(name, lines) {
    write(this.#tab, HISTORY, { name, lines });
  }
}

/**
 * @param {() => Storage} storage
 * @returns {Storage | undefined}
 */
function usable(storage) {
  try {
    return storage();
  } catch {
    return undefined;
  }
}

/**
 * @param {Storage | undefined} storage
 * @param {string} key
 * @returns {any} what was written, or `undefined`
 */
function read(storage, key) {
  try {
    return JSON.parse(storage?.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Storage | undefined} storage
 * @param {string} key
 * @param {unknown} value
 */
function write(storage, key, value) {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // The quota is used up, or storage is switched off: the page goes on without it.
  }
}
