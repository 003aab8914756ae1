/** @import { ConnectionState } from './connection.js' */
import { buttonById, byId } from './page.js';

/** How often the countdown is brought up to date, in milliseconds. */
const TICK_MS = 250;

/** A quiet word on how the connection is. */
export class Status {
  #text = byId('status-text');
  #now = buttonById('status-now');
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  /** @param {() => void} onNow */
  constructor(onNow) {
    this.#now.addEventListener('click', onNow);
  }

  /** @param {ConnectionState} state */
  show(state) {
    clearInterval(this.#ticking);
    byId('status').dataset['state'] = state.kind;
    this.#now.hidden = state.kind !== 'waiting';
    if (state.kind === 'waiting') {
      const tick = () => {
        const seconds = Math.max(0, Math.ceil((state.retryAt - performance.now()) / 1000));
        this.#text.textContent = `reconnecting in ${seconds} s`;
      };
      tick();
      this.#ticking = setInterval(tick, TICK_MS);
      return;
    }
    this.#text.textContent = { connecting: 'connecting', open: 'connected', closed: 'not connected' }[state.kind];
  }
}
