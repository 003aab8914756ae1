/** @import { EntryRequest, Refused } from './protocol.js' */
import { buttonById, byId, formById, hasOnScreenKeyboard, inputById } from './page.js';

/** The title page: enter as a player, create one, look around as a guest, or go on with an earlier stay. */
export class EntryPage {
  #form = formById('entry-form');
  #name = inputById('entry-name');
  #password = inputById('entry-password');
  #submit = buttonById('entry-submit');
  #problem = byId('entry-problem');
  #welcome = byId('welcome');
  #return = buttonById('entry-return');

  /**
   * @param {object} options
   * @param {(request: EntryRequest) => void} options.onEntry
   * @param {() => void} options.onReturn
   */
  constructor({ onEntry, onReturn }) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const request = this.#read();
      if (request) onEntry(request);
    });
    buttonById('entry-guest').addEventListener('click', () => {
      this.explain(undefined);
      onEntry({ type: 'guest' });
    });
    this.#return.addEventListener('click', onReturn);
    for (const choice of ['entry-known', 'entry-stranger']) {
      inputById(choice).addEventListener('change', () => this.#chosen());
    }
    inputById('entry-reveal').addEventListener('change', (event) => {
      this.#password.type = /** @type {HTMLInputElement} */ (event.target).checked ? 'text' : 'password';
    });
    this.#chosen();
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  welcome(title, text) {
    byId('entry-title').textContent = title;
    this.#welcome.replaceChildren(
      ...text.split('\n').map((paragraph) => {
        const p = document.createElement('p');
        p.textContent = paragraph;
        return p;
      }),
    );
  }

  /**
   * @param {string | undefined} problem why somebody sees this page again, if for a reason
   * @param {string | undefined} name who can go on with an earlier stay, if anybody can
   */
  show(problem, name) {
    this.#return.hidden = name === undefined;
    this.#return.textContent = name ? `Go on as ${name}` : 'Go on where you were';
    this.#password.value = '';
    this.explain(problem);
    if (hasOnScreenKeyboard()) return;
    if (name === undefined) this.#name.focus();
    else this.#return.focus();
  }

  /** @param {Refused} refused */
  refuse({ reason, code }) {
    this.explain(reason);
    const field = code === 'bad-password' ? this.#password : this.#name;
    if (code !== 'bad-password' && code !== 'bad-name' && code !== 'name-taken') return;
    field.setAttribute('aria-invalid', 'true');
    field.focus();
    field.select();
  }

  /** @param {string | undefined} problem */
  explain(problem) {
    this.#problem.textContent = problem ?? '';
    for (const field of [this.#name, this.#password]) field.removeAttribute('aria-invalid');
  }

  /** The password goes no further than the request. */
  forgetPassword() {
    this.#password.value = '';
  }

  get #isStranger() {
    return inputById('entry-stranger').checked;
  }

  #chosen() {
    this.#submit.textContent = this.#isStranger ? 'Create and enter' : 'Enter';
    this.#password.autocomplete = this.#isStranger ? 'new-password' : 'current-password';
    this.explain(undefined);
  }

  /** @returns {EntryRequest | undefined} */
  #read() {
    const name = this.#name.value.trim();
    const password = this.#password.value;
    this.explain(undefined);
    const missing = name === '' ? this.#name : password === '' ? this.#password : undefined;
    if (!missing) return { type: this.#isStranger ? 'create' : 'connect', name, password };
    this.explain(missing === this.#name ? 'Write your name first.' : 'Write your password too.');
    missing.setAttribute('aria-invalid', 'true');
    missing.focus();
    return undefined;
  }
}
