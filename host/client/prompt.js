import { History } from './history.js';
import { byId, formById, inputById } from './page.js';
import { COMMAND_BYTES } from './protocol.js';

/** The line where commands are typed. Enter sends, the up and down arrows bring back earlier lines, Escape clears. */
export class Prompt {
  #onCommand;
  #onHistory;
  #input = inputById('command');
  #problem = byId('command-problem');
  #history = new History();

  /**
   * @param {object} options
   * @param {(text: string) => string | undefined} options.onCommand answers why the command was not taken, if it was not
   * @param {(lines: readonly string[]) => void} options.onHistory
   */
  constructor({ onCommand, onHistory }) {
    this.#onCommand = onCommand;
    this.#onHistory = onHistory;
    formById('prompt').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#input.addEventListener('input', () => this.#complain(undefined));
    document.addEventListener('keydown', (event) => this.#typedElsewhere(event));
  }

  /** @param {readonly string[]} lines */
  remember(lines) {
    this.#history = new History(lines);
  }

  focus() {
    this.#input.focus();
  }

  #submit() {
    const text = this.#input.value.trim();
    if (text === '') return;
    const problem = tooLong(text) ?? this.#onCommand(text);
    this.#complain(problem);
    if (problem !== undefined) return;
    this.#history.add(text);
    this.#onHistory(this.#history.lines);
    this.#input.value = '';
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape' && this.#input.value !== '') {
      this.#input.value = '';
      this.#history.rest();
      this.#complain(undefined);
      event.stopPropagation();
      return;
    }
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const line = event.key === 'ArrowUp' ? this.#history.earlier(this.#input.value) : this.#history.later();
    if (line === undefined) return;
    this.#input.value = line;
    this.#input.setSelectionRange(line.length, line.length);
    this.#complain(undefined);
  }

  /**
   * Somebody who types while nothing that takes letters has the focus means this line.
   *
   * @param {KeyboardEvent} event
   */
  #typedElsewhere(event) {
    if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.altKey || event.metaKey) return;
    const focused = document.activeElement;
    if (this.#input.closest('[hidden]') || (focused !== document.body && focused?.id !== 'log')) return;
    this.#input.focus();
  }

  /** @param {string | undefined} problem */
  #complain(problem) {
    this.#problem.textContent = problem ?? '';
    if (problem === undefined) this.#input.removeAttribute('aria-invalid');
    else this.#input.setAttribute('aria-invalid', 'true');
  }
}

/** @param {string} text */
function tooLong(text) {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= COMMAND_BYTES) return undefined;
  return `This line is ${bytes - COMMAND_BYTES} bytes too long: say it in two.`;
}
