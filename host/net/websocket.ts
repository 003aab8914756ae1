import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Port } from '../kernel/index.ts';
import { Intake } from './intake.ts';
import { MAX_OUTPUT_BYTES } from './limits.ts';
import type { TransportParts } from './transport.ts';

/** Close codes of RFC 6455. */
const NORMAL = 1000;
const UNSUPPORTED_DATA = 1003;

/** One client at a websocket. */
export class WebsocketPort implements Port {
  /** Whether the other side has answered the last ping. */
  alive = true;
  /** Resolves when it is gone and the kernel knows. */
  readonly closed: Promise<void>;
  readonly #websocket: WebSocket;
  readonly #socket: Socket;
  readonly #parts: TransportParts;
  readonly #address: string;
  readonly #intake: Intake;

  /** `socket` is the one the websocket runs on. */
  constructor(websocket: WebSocket, socket: Socket, parts: TransportParts, address: string) {
    this.#websocket = websocket;
    this.#socket = socket;
    this.#parts = parts;
    this.#address = address;
    this.#intake = new Intake(parts, this);
    websocket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) websocket.close(UNSUPPORTED_DATA, 'text frames only');
      else this.#intake.receive(data.toString('utf8'));
    });
    websocket.on('pong', () => (this.alive = true));
    websocket.on('error', () => {
      // The library closes with the code that says what was wrong; 'close' follows.
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    websocket.on('close', () => {
      this.#intake.break();
      resolve();
    });
    this.#intake.connect(this, 'json', address);
  }

  send(message: string): void {
    const websocket = this.#websocket;
    if (websocket.readyState !== websocket.OPEN) return;
    const sizeBytes = Buffer.byteLength(message);
    // Plain ASCII, as nearly all is: one string, one write, none of the library's copies in between.
    if (sizeBytes === message.length) this.#socket.write(frameHeader(sizeBytes) + message, 'latin1');
    else websocket.send(message);
    if (this.#socket.writableLength <= MAX_OUTPUT_BYTES) return;
    this.#parts.journal.log('warning', 'websocket', `${this.#address} reads too slowly and is disconnected`);
    websocket.terminate();
  }

  complain(sentence: string): void {
    this.send(JSON.stringify({ type: 'error', text: sentence }));
  }

  close(): void {
    this.closeWith(NORMAL, '');
  }

  closeWith(code: number, reason: string): void {
    const websocket = this.#websocket;
    if (websocket.readyState !== websocket.OPEN) return;
    websocket.close(code, reason);
    // A paused websocket would never see the other side's answer to that.
    websocket.resume();
  }

  /** Ends the connection at once. */
  abandon(): void {
    this.#websocket.terminate();
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  hold(held: boolean): void {
    this.#intake.hold(held);
  }

  read(reading: boolean): void {
    if (reading) this.#websocket.resume();
    else this.#websocket.pause();
  }

  /** Asks whether the other side is there; gives it up when it has not answered the last time. */
  probe(): void {
    if (!this.alive) return this.abandon();
    this.alive = false;
    if (this.#websocket.readyState === this.#websocket.OPEN) this.#websocket.ping();
  }
}

/** The beginning of an unmasked text frame in one piece (RFC 6455, section 5.2), one character a byte. */
function frameHeader(sizeBytes: number): string {
  if (sizeBytes < 126) return String.fromCharCode(0x81, sizeBytes);
  if (sizeBytes < 65_536) return String.fromCharCode(0x81, 126, sizeBytes >>> 8, sizeBytes & 0xff);
  return String.fromCharCode(0x81, 127, 0, 0, 0, 0, sizeBytes >>> 24, (sizeBytes >>> 16) & 0xff, (sizeBytes >>> 8) & 0xff, sizeBytes & 0xff); // prettier-ignore
}
