import { retryDelayMs } from './backoff.js';
import { readEvent } from './protocol.js';

/** @import { Request, WorldEvent } from './protocol.js' */

/**
 * `connecting`: a try is under way. `open`: messages can travel. `waiting`: broken, the next try is at `retryAt`
 * (`performance.now()` milliseconds). `closed`: over on purpose, until `open()` is called again.
 *
 * @typedef {{ kind: 'connecting' } | { kind: 'open' } | { kind: 'waiting', retryAt: number } | { kind: 'closed' }} ConnectionState
 */

/** A try that has not opened by then is given up, in milliseconds: a lost packet must not hold a phone for minutes. */
const OPEN_TIMEOUT_MS = 10_000;

/** A connection that lasted this long, in milliseconds, was a good one: the next break starts again at the shortest wait. */
const STABLE_MS = 5_000;

/** A websocket that opens itself again after it broke. It knows nothing of sessions: whoever listens resumes them. */
export class Connection {
  #url;
  #onState;
  #onEvent;
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {ConnectionState} */
  #state = { kind: 'closed' };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempt = 0;
  #openedAt = 0;

  /**
   * @param {{ url: string, onState: (state: ConnectionState) => void, onEvent: (event: WorldEvent) => void }} options
   */
  constructor({ url, onState, onEvent }) {
    this.#url = url;
    this.#onState = onState;
    this.#onEvent = onEvent;
  }

  get isOpen() {
    return this.#state.kind === 'open';
  }

  /** Connects, or tries again now where a try is due later. */
  open() {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#abandon(socket), OPEN_TIMEOUT_MS);
    socket.addEventListener('open', () => this.#opened(socket));
    socket.addEventListener('message', (message) => this.#received(socket, message.data));
    socket.addEventListener('close', () => this.#broken(socket));
    this.#enter({ kind: 'connecting' });
  }

  /** Tries again now, if a try is due later. */
  retryNow() {
    if (this.#state.kind === 'waiting') this.open();
  }

  /** Gives up a connection that cannot be alive any more, and tries another when its turn comes. */
  giveUp() {
    if (this.#socket) this.#abandon(this.#socket);
  }

  /** Ends it on purpose: nothing is tried again. */
  close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#attempt = 0;
    this.#enter({ kind: 'closed' });
  }

  /**
   * @param {Request} request
   * @returns {boolean} whether it was handed to an open connection
   */
  send(request) {
    if (!this.#socket || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(request));
    return true;
  }

  /** @param {WebSocket} socket */
  #opened(socket) {
    if (socket !== this.#socket) return;
    clearTimeout(this.#timer);
    this.#openedAt = performance.now();
    this.#enter({ kind: 'open' });
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #received(socket, data) {
    if (socket !== this.#socket) return;
    const event = readEvent(data);
    if (event) this.#onEvent(event);
  }

  /** @param {WebSocket} socket */
  #abandon(socket) {
    socket.close();
    this.#broken(socket);
  }

  /** @param {WebSocket} socket */
  #broken(socket) {
    if (socket !== this.#socket) return;
    clearTimeout(this.#timer);
    this.#socket = undefined;
    if (this.isOpen && performance.now() - this.#openedAt > STABLE_MS) this.#attempt = 0;
    const delay = retryDelayMs(this.#attempt++);
    this.#timer = setTimeout(() => this.open(), delay);
    this.#enter({ kind: 'waiting', retryAt: performance.now() + delay });
  }

  /** @param {ConnectionState} state */
  #enter(state) {
    this.#state = state;
    this.#onState(state);
  }
}
