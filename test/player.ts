import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** How long a client waits for something the world should say, before the test fails with what it did say. */
const PATIENCE_MS = 30_000;

/** One event of the websocket protocol (docs/protocol.md). */
export interface Event {
  type: string;
  text?: string;
  tone?: string;
  name?: string;
  token?: string;
  reason?: string;
  code?: string;
  seq?: number;
  missed?: boolean;
  things?: string[];
  exits?: string[];
  people?: { name: string; away: boolean }[];
  description?: string;
}

/** What arrived, in order, and the wait for what has not arrived yet. */
class Inbox<T> {
  readonly all: T[] = [];
  #next = 0;
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.all.push(item);
    this.#wake?.();
  }

  /** The next item that fits, dropping those before it. */
  async until(fits: (item: T) => boolean, what: string): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      for (; this.#next < this.all.length;) {
        const item = this.all[this.#next++] as T;
        if (fits(item)) return item;
      }
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`waited for ${what}; there came: ${JSON.stringify(this.all.slice(-12))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Somebody at a websocket. */
export class Player {
  readonly #socket: WebSocket;
  readonly #inbox = new Inbox<Event>();
  readonly closed: Promise<{ code: number }>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#inbox.push(JSON.parse(data.toString('utf8')) as Event));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve({ code })));
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Player> {
    const socket = new WebSocket(url, { headers });
    const player = new Player(socket);
    await once(socket, 'open');
    return player;
  }

  static async enter(url: string, request: Record<string, unknown>): Promise<Player & { session: Event }> {
    const player = await Player.open(url);
    player.send(request);
    const session = await player.event((event) => event.type === 'session' || event.type === 'refused', 'a session');
    if (session.type !== 'session') throw new Error(`refused: ${session.reason}`);
    return Object.assign(player, { session });
  }

  static guest(url: string): Promise<Player & { session: Event }> {
    return Player.enter(url, { type: 'guest' });
  }

  send(message: Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(message));
  }

  raw(data: string | Uint8Array, options: { binary?: boolean } = {}): void {
    this.#socket.send(data, { binary: options.binary ?? false });
  }

  command(text: string): void {
    this.send({ type: 'command', text });
  }

  event(fits: (event: Event) => boolean, what: string): Promise<Event> {
    return this.#inbox.until(fits, what);
  }

  /** The next narrative or error whose text matches. */
  async hears(pattern: RegExp | string): Promise<Event> {
    const fits = (text: string) => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text));
    return this.event(
      (event) => (event.type === 'narrative' || event.type === 'error') && fits(event.text ?? ''),
      `something like ${pattern}`,
    );
  }

  /** Sends a command and answers what is heard that matches. */
  async does(command: string, pattern: RegExp | string): Promise<Event> {
    this.command(command);
    return this.hears(pattern);
  }

  get events(): readonly Event[] {
    return this.#inbox.all;
  }

  /** Lets the connection go without a goodbye. */
  drop(): void {
    this.#socket.terminate();
  }
}

/** Of everybody who enters by a terminal. */
const PASSWORD = 'a lantern in the kitchen';

/** Somebody at the line terminal. */
export class Terminal {
  readonly #socket: Socket;
  readonly #inbox = new Inbox<string>();
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#inbox.push(line);
    });
    socket.on('error', () => {});
    this.closed = once(socket, 'close').catch(() => {});
  }

  static async open(port: number): Promise<Terminal> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Terminal(socket);
  }

  /** Enters a world as somebody there was not yet, or without a name as a guest, and goes on to where exits are listed. */
  static async enter(port: number, name?: string): Promise<Terminal> {
    const terminal = await Terminal.open(port);
    await terminal.does(name === undefined ? 'connect guest' : `create ${name} ${PASSWORD}`, /^Ways out/);
    return terminal;
  }

  line(text: string): void {
    this.#socket.write(`${text}\r\n`);
  }

  raw(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  async hears(pattern: RegExp | string): Promise<string> {
    const fits = (text: string) => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text));
    return this.#inbox.until(fits, `a line like ${pattern}`);
  }

  async does(command: string, pattern: RegExp | string): Promise<string> {
    this.line(command);
    return this.hears(pattern);
  }

  get lines(): readonly string[] {
    return this.#inbox.all;
  }

  drop(): void {
    this.#socket.destroy();
  }
}
