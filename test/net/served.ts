import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { WebSocket, type ClientOptions } from 'ws';
import { Journal } from '../../host/kernel/index.ts';
import { Admission, ClientFiles, TerminalServer, WebServer } from '../../host/net/index.ts';
import { World } from '../kernel/world.ts';

/** How long a client waits for what should come, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface ServedOptions {
  commandsPerSecond?: number;
  overall?: number;
  perAddress?: number;
  origins?: string[];
}

/** The world of the kernel's tests behind real sockets. */
export class Served {
  readonly world: World;
  readonly web: WebServer;
  readonly terminal: TerminalServer;
  readonly log: string[];
  readonly port: number;
  readonly terminalPort: number;

  private constructor(world: World, web: WebServer, terminal: TerminalServer, log: string[]) {
    this.world = world;
    this.web = web;
    this.terminal = terminal;
    this.log = log;
    this.port = (web.server.address() as AddressInfo).port;
    this.terminalPort = (terminal.server.address() as AddressInfo).port;
  }

  /** Goes with the test. */
  static async open(t: ExecutionContext, options: ServedOptions = {}): Promise<Served> {
    const world = await World.open();
    await world.kernel.start();
    const log: string[] = [];
    const parts = {
      kernel: world.kernel,
      journal: new Journal((line) => log.push(line), Date.now),
      admission: new Admission({ overall: options.overall ?? 1_000, perAddress: options.perAddress ?? 1_000 }),
      commandsPerSecond: options.commandsPerSecond ?? 1_000_000,
      nowMs: () => performance.now(),
    };
    const web = new WebServer({
      ...parts,
      files: new ClientFiles('host/client'),
      origins: options.origins ?? [],
      name: 'atrium',
      version: '0.0.0',
    });
    const terminal = new TerminalServer(parts);
    for (const server of [web.server as Server, terminal.server]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const served = new Served(world, web, terminal, log);
    t.teardown(() => served.#discard());
    return served;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async #discard(): Promise<void> {
    await Promise.all([this.web.stop('The test is over.'), this.terminal.stop('The test is over.')]);
    await this.world.discard();
  }

  /** A websocket that has been greeted. */
  async websocket(options: ClientOptions = {}): Promise<Client> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/ws`, options);
    const client = new Client(socket);
    socket.on('message', (data: Buffer) => client.heard(data.toString('utf8')));
    socket.on('close', (code) => client.end(code));
    socket.on('error', () => {});
    await client.hears();
    return client;
  }

  /** A terminal that has been greeted. */
  async line(): Promise<LineClient> {
    const client = new LineClient(connect(this.terminalPort, '127.0.0.1'));
    await client.hears();
    return client;
  }
}

/** What arrives at one client, in order. */
class Ear {
  readonly said: string[] = [];
  /** How the connection ended: a websocket's close code, 0 for a terminal. */
  ended: number | undefined;
  #next = 0;
  #wake: (() => void) | undefined;

  heard(text: string): void {
    this.said.push(text);
    this.#wake?.();
  }

  end(code: number): void {
    this.ended = code;
    this.#wake?.();
  }

  async hears(): Promise<string> {
    await this.until(() => this.said.length > this.#next);
    return this.said[this.#next++] as string;
  }

  async closes(): Promise<number> {
    await this.until(() => this.ended !== undefined);
    return this.ended as number;
  }

  async until(done: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!done()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`waited too long; heard ${JSON.stringify(this.said.slice(-8)).slice(0, 2_000)}`);
      await new Promise<void>((resolve) => {
        const wait = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(wait);
          resolve();
        };
      });
    }
  }
}

/** Somebody at a websocket, who sees frames as they are. */
export class Client extends Ear {
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
  }

  async ask(message: string): Promise<string> {
    this.socket.send(message);
    return this.hears();
  }
}

/** Somebody at a terminal, who sees bytes as they are. */
export class LineClient extends Ear {
  readonly socket: Socket;
  /** All that came, as it came. */
  bytes = Buffer.alloc(0);

  constructor(socket: Socket) {
    super();
    this.socket = socket;
    let rest = '';
    socket.on('data', (bytes: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, bytes]);
      const lines = (rest + bytes.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.heard(line);
    });
    socket.on('close', () => this.end(0));
    socket.on('error', () => {});
  }

  async ask(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.hears();
  }
}
