/** @import { Narrative, Tone } from './protocol.js' */

/**
 * One piece of the log. `echo` is what was typed here; `fate` says what became of it where that is in doubt. `aside` is
 * the page itself speaking, `divider` a break between before and after.
 *
 * @typedef {Tone | 'error' | 'echo' | 'aside' | 'divider'} EntryKind
 * @typedef {{ kind: EntryKind, text: string, fate?: string }} Entry
 */

/** The most entries that stay in the page: far more than anyone scrolls back, few enough for an old phone. */
const MOST_ENTRIES = 500;

/** The most entries that survive a reload. */
const MOST_KEPT = 150;

/** This near to the end, in CSS pixels, counts as at the end: fractions of a pixel and a touch of the wheel do. */
const NEAR_END_PX = 32;

/** The narrative. It follows its end unless somebody has scrolled back to read. */
export class Log {
  #scroller;
  #jump;
  /** @type {{ entry: Entry, element: HTMLElement }[]} */
  #entries = [];
  #following = true;
  #below = 0;
  #tellingMissed = false;

  /**
   * @param {HTMLElement} scroller the `role="log"` element
   * @param {HTMLButtonElement} jump leads back to the end
   */
  constructor(scroller, jump) {
    this.#scroller = scroller;
    this.#jump = jump;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(scroller);
    jump.addEventListener('click', () => {
      this.#toEnd();
      scroller.focus({ preventScroll: true });
    });
  }

  /** @param {Narrative} narrative */
  narrate({ tone, text, missed }) {
    if (missed && !this.#tellingMissed) this.#divide('While you were away');
    if (!missed && this.#tellingMissed) this.#divide('Now');
    this.#tellingMissed = missed;
    this.add({ kind: tone, text });
  }

  /**
   * Shows what was typed. The answer says what became of it, where that is in doubt; without an argument nothing is.
   *
   * @param {string} text
   */
  echo(text) {
    if (this.#tellingMissed) this.#divide('Now');
    this.#tellingMissed = false;
    /** @type {Entry} */
    const entry = { kind: 'echo', text };
    const element = this.add(entry, true);
    return {
      text,
      /** @param {string} [fate] */
      fate(fate) {
        element.querySelector('.fate')?.remove();
        delete entry.fate;
        if (fate === undefined) return;
        entry.fate = fate;
        element.append(fateOf(fate));
      },
    };
  }

  /**
   * @param {Entry} entry
   * @param {boolean} [follow] go to the end even if somebody had scrolled back
   */
  add(entry, follow = false) {
    const element = elementOf(entry);
    this.#scroller.append(element);
    this.#entries.push({ entry, element });
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift()?.element.remove();
    if (follow) this.#following = true;
    if (this.#following) {
      this.#show(element);
    } else if (entry.kind !== 'divider') {
      this.#below += 1;
      this.#showJump();
    }
    return element;
  }

  /** What a reload should show again, oldest first. */
  kept() {
    return this.#entries.slice(-MOST_KEPT).map(({ entry }) => entry);
  }

  /**
   * Shows what was kept, without it being read out again.
   *
   * @param {readonly Entry[]} entries
   */
  restore(entries) {
    this.#scroller.setAttribute('aria-live', 'off');
    for (const entry of entries) this.add(entry);
    this.#toEnd();
    requestAnimationFrame(() => this.#scroller.setAttribute('aria-live', 'polite'));
  }

  clear() {
    this.#scroller.replaceChildren();
    this.#entries = [];
    this.#tellingMissed = false;
    this.#toEnd();
  }

  /** @param {string} text */
  #divide(text) {
    this.add({ kind: 'divider', text });
  }

  /**
   * Follows the end; but a piece taller than the page is shown from its beginning.
   *
   * @param {HTMLElement} element
   */
  #show(element) {
    if (element.offsetHeight <= this.#scroller.clientHeight) return this.#toEnd();
    this.#scroller.scrollTop = element.offsetTop - this.#scroller.offsetTop;
    this.#following = false;
    this.#showJump();
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#following = true;
    this.#below = 0;
    this.#showJump();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#following = scrollHeight - scrollTop - clientHeight <= NEAR_END_PX;
    if (this.#following) this.#below = 0;
    this.#showJump();
  }

  #showJump() {
    this.#jump.hidden = this.#following;
    this.#jump.textContent = this.#below > 0 ? `${this.#below} new below` : 'More below';
  }
}

/** @param {Entry} entry */
function elementOf({ kind, text, fate }) {
  const element = document.createElement('div');
  element.className = `entry ${kind}`;
  const paragraphs = text.split('\n');
  element.classList.toggle('titled', kind === 'description' && paragraphs.length > 1 && isTitle(paragraphs[0] ?? ''));
  for (const paragraph of paragraphs) {
    const p = document.createElement('p');
    if (kind === 'description' || kind === 'notice') p.append(...withCommandsSetApart(paragraph));
    else p.textContent = paragraph;
    element.append(p);
  }
  // The person who typed it need not be told; it stays there to be read back.
  if (kind === 'echo') element.setAttribute('aria-live', 'off');
  if (fate !== undefined) element.append(fateOf(fate));
  return element;
}

/**
 * The world writes between backticks what could be typed, as in "Try `look`": here type tells it apart instead. What people say is
 * left as they said it.
 *
 * @param {string} paragraph
 */
function withCommandsSetApart(paragraph) {
  return paragraph.split(/`([^`]+)`/).map((part, at) => {
    if (at % 2 === 0) return part;
    const command = document.createElement('kbd');
    command.textContent = part;
    return command;
  });
}

/**
 * How a place looks begins with its name. It is only set larger: nothing else hangs on it.
 *
 * @param {string} paragraph
 */
function isTitle(paragraph) {
  return paragraph.length <= 80 && !/[.!?…:;,"'”’]$/.test(paragraph);
}

/** @param {string} fate */
function fateOf(fate) {
  const element = document.createElement('p');
  element.className = 'fate';
  element.textContent = fate;
  return element;
}
