import { EventEmitter, captureRejectionSymbol } from 'node:events';
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';
import type { WebSocket } from 'ws';
import { plainAddress } from './admission.ts';
import type { ClientFiles } from './client-files.ts';
import { MAX_FRAME_BYTES } from './limits.ts';
import { isOwnOrigin } from './origin.ts';
import type { TransportParts } from './transport.ts';
import { turnAway } from './turn-away.ts';
import { WebsocketPort } from './websocket.ts';

/** How often each websocket is asked whether its other side is still there, in milliseconds. */
const PROBE_MS = 30_000;
/** How long closed websockets may take to go, in milliseconds. */
const CLOSE_MS = 2_000;
/** Close code of RFC 6455: the server stops. */
const GOING_AWAY = 1001;
const WEBSOCKET_PATH = '/ws';
const WEBSOCKET_VERSION = '13';
/** 16 bytes in base64. */
const WEBSOCKET_KEY = /^[A-Za-z0-9+/]{22}==$/;

/** The page loads nothing from elsewhere, and nothing else may frame it. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export interface WebParts extends TransportParts {
  readonly files: ClientFiles;
  /** Origins besides the host's own whose pages may open a websocket: `https://world.example`. */
  readonly origins: readonly string[];
  readonly name: string;
  readonly version: string;
}

/** Serves the web client, its websocket, `/health` and `/version`. Not listening yet. */
export class WebServer {
  readonly server: Server;
  readonly #parts: WebParts;
  readonly #open = new Set<WebsocketPort>();
  readonly #probing: NodeJS.Timeout;

  constructor(parts: WebParts) {
    this.#parts = parts;
    const app = new Hono<{ Bindings: HttpBindings }>();
    const { injectWebSocket, upgradeWebSocket, wss } = createNodeWebSocket({ app });
    wss.options.maxPayload = MAX_FRAME_BYTES;
    this.#route(app, upgradeWebSocket);
    this.server = createAdaptorServer({ fetch: app.fetch }) as Server;
    this.#guardConnections();
    this.#guardUpgrades(injectWebSocket);
    this.#probing = setInterval(() => this.probe(), PROBE_MS);
    this.#probing.unref();
  }

  /** Asks each websocket whether its other side is there, and ends those that have not answered the last time. */
  probe(): void {
    for (const port of this.#open) port.probe();
  }

  /** Takes no more connections and ends those there are. Resolves when all are gone. */
  async stop(reason: string): Promise<void> {
    clearInterval(this.#probing);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const open = [...this.#open];
    for (const port of open) port.closeWith(GOING_AWAY, reason);
    this.server.closeIdleConnections();
    const impatience = setTimeout(() => {
      for (const port of this.#open) port.abandon();
      this.server.closeAllConnections();
    }, CLOSE_MS);
    await Promise.all([closed, ...open.map((port) => port.closed)]);
    clearTimeout(impatience);
  }

  #route(
    app: Hono<{ Bindings: HttpBindings }>,
    upgradeWebSocket: ReturnType<typeof createNodeWebSocket>['upgradeWebSocket'],
  ): void {
    const { kernel, files, name, version } = this.#parts;
    app.use(async (context, next) => {
      await next();
      for (const [header, value] of Object.entries(HEADERS)) context.header(header, value);
    });
    app.get('/health', (context) =>
      kernel.healthy ? context.json({ status: 'ok' }) : context.json({ status: 'unavailable' }, 503),
    );
    app.get('/version', (context) =>
      context.json({ name, version, node: process.versions.node, components: kernel.components }),
    );
    app.get(
      WEBSOCKET_PATH,
      upgradeWebSocket((context) => {
        const { socket } = (context.env as HttpBindings).incoming;
        return { onOpen: (_event, { raw }) => this.#connected(raw as WebSocket, socket) };
      }),
      (context) => context.text('This is for websockets.\n', 426, { upgrade: 'websocket' }),
    );
    app.get('*', async (context) => {
      const file = await files.find(context.req.path);
      if (file === undefined) return context.text('There is nothing here.\n', 404);
      const headers = { etag: file.etag, 'cache-control': 'no-cache' };
      if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
      return context.body(file.body, 200, { ...headers, 'content-type': file.type });
    });
  }

  /** Counts every connection, whatever it is for: each costs the host the same. */
  #guardConnections(): void {
    const { admission } = this.#parts;
    this.server.prependListener('connection', (socket: Socket) => {
      const address = plainAddress(socket.remoteAddress);
      if (admission.enter(address) === undefined) socket.on('close', () => admission.leave(address));
      else turnAway(socket, bareResponse(503));
    });
  }

  /** Lets only those requests through to the websocket library that it can answer, and that are welcome. */
  #guardUpgrades(injectWebSocket: (server: Server) => void): void {
    const upgrades = new Upgrades();
    injectWebSocket(upgrades as unknown as Server);
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      // Turned away when it came; the library would keep the request of a connection that is gone.
      if (!socket.writable) return;
      const status = this.#refusal(request, socket);
      if (status === undefined) upgrades.emit('upgrade', request, socket, head);
      else turnAway(socket, bareResponse(status));
    });
  }

  /** The status to refuse an upgrade with, if it is to be refused. */
  #refusal({ method, url, headers }: IncomingMessage, socket: Socket): number | undefined {
    if (url !== WEBSOCKET_PATH && !url?.startsWith(`${WEBSOCKET_PATH}?`)) return 404;
    if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return 400;
    if (headers['sec-websocket-version'] !== WEBSOCKET_VERSION) return 426;
    if (!WEBSOCKET_KEY.test(headers['sec-websocket-key'] ?? '')) return 400;
    const arrival = { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    if (headers.origin !== undefined && !isOwnOrigin(headers.origin, arrival, this.#parts.origins)) return 403;
    return undefined;
  }

  #connected(websocket: WebSocket, socket: Socket): void {
    const port = new WebsocketPort(websocket, socket, this.#parts, plainAddress(socket.remoteAddress));
    this.#open.add(port);
    websocket.on('close', () => this.#open.delete(port));
  }
}

function bareResponse(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
}

/** Stands before the websocket library in place of the server, and ends the connection when it fails. */
class Upgrades extends EventEmitter {
  constructor() {
    super({ captureRejections: true });
  }

  override [captureRejectionSymbol](_error: Error, _event: string, _request: IncomingMessage, socket: Duplex): void {
    socket.destroy();
  }
}
