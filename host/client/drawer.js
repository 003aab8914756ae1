import { buttonById, byId } from './page.js';

/** Where the page is too narrow for the surroundings beside the narrative, they lie in a drawer. */
export class Drawer {
  #toggle = buttonById('drawer-toggle');
  #drawer = byId('surroundings');

  constructor() {
    this.#toggle.addEventListener('click', () => (this.#isOpen ? this.close() : this.#open()));
    buttonById('drawer-close').addEventListener('click', () => this.close());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#isOpen) this.close();
    });
  }

  get #isOpen() {
    return this.#toggle.getAttribute('aria-expanded') === 'true';
  }

  #open() {
    this.#toggle.setAttribute('aria-expanded', 'true');
    this.#drawer.classList.add('open');
    this.#drawer.focus();
  }

  /** Closes it, where it is open, and gives the focus back to what opened it. */
  close() {
    if (!this.#isOpen) return;
    this.#toggle.setAttribute('aria-expanded', 'false');
    this.#drawer.classList.remove('open');
    if (this.#drawer.contains(document.activeElement) || document.activeElement === document.body) this.#toggle.focus();
  }
}
