/** @import { Entry, Log } from './log.js' */

/** The most commands kept for the time after the connection is back: more would no longer be what was meant. */
const MOST_WAITING = 20;

const WAITING = 'not sent yet: it goes when the connection is back';
const UNSENT = 'not sent';
const UNSURE = 'the connection broke: this may not have been heard';

/**
 * Every typed command on its way. One typed while there is no connection waits, and goes in its turn; one that was
 * under way when the connection broke is marked, for nobody here can know whether it was carried out.
 */
export class Outbox {
  #log;
  #send;
  #entered = false;
  /** @type {ReturnType<Log['echo']>[]} */
  #waiting = [];
  /** @type {ReturnType<Log['echo']>[]} */
  #unanswered = [];

  /**
   * @param {Log} log
   * @param {(text: string) => boolean} send
   */
  constructor(log, send) {
    this.#log = log;
    this.#send = send;
  }

  /**
   * @param {string} text
   * @returns {boolean} false when there is no room for another: nothing was kept
   */
  submit(text) {
    if (!this.#entered && this.#waiting.length >= MOST_WAITING) return false;
    const echo = this.#log.echo(text);
    if (this.#entered && this.#send(text)) {
      this.#unanswered.push(echo);
    } else {
      echo.fate(WAITING);
      this.#waiting.push(echo);
    }
    return true;
  }

  /** The world knows who is here: what waited goes, in order. */
  entered() {
    this.#entered = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const echo of waiting) {
      if (!this.#send(echo.text)) {
        this.#waiting.push(echo);
        continue;
      }
      echo.fate();
      this.#unanswered.push(echo);
    }
  }

  /** The world answered the oldest command that had no answer. */
  answered() {
    this.#unanswered.shift();
  }

  /** The connection broke. */
  broken() {
    this.#entered = false;
    for (const echo of this.#unanswered) echo.fate(UNSURE);
    this.#unanswered = [];
  }

  /**
   * The stay is over: nothing that waits will ever go.
   *
   * @returns {number} how many commands that were
   */
  abandon() {
    this.broken();
    const unsent = this.#waiting;
    for (const echo of unsent) echo.fate(UNSENT);
    this.#waiting = [];
    return unsent.length;
  }
}

/**
 * What a kept entry says after a reload: what waited then was never sent.
 *
 * @param {Entry} entry
 * @returns {Entry}
 */
export function settled(entry) {
  return entry.fate === WAITING ? { ...entry, fate: UNSENT } : entry;
}
