import { isUtf8, type Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';
import type { Port } from '../kernel/index.ts';
import { plainAddress } from './admission.ts';
import { Intake } from './intake.ts';
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter.ts';
import { MAX_OUTPUT_BYTES } from './limits.ts';
import { readable, typed } from './terminal-text.ts';
import { TelnetFilter } from './telnet.ts';
import type { TransportParts } from './transport.ts';
import { turnAway } from './turn-away.ts';

/** After this long without a word from the other side its machine is asked whether it is still there, in milliseconds. */
const KEEP_ALIVE_MS = 60_000;
/** How long a closed connection may take to go, in milliseconds. */
const CLOSE_MS = 5_000;
/** The same when the host stops. */
const STOP_MS = 2_000;

/** Serves people at MUD clients, telnet and `nc`: lines of UTF-8 over TCP. Not listening yet. */
export class TerminalServer {
  readonly server: Server;
  readonly #open = new Set<TerminalPort>();

  constructor(parts: TransportParts) {
    // Half-open connections are kept, so that `printf 'look\n' | nc` still gets its answer.
    this.server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    this.server.on('connection', (socket) => this.#connected(socket, parts));
  }

  /** Takes no more connections and ends those there are. Resolves when all are gone. */
  async stop(reason: string): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const port of this.#open) {
      port.complain(reason);
      port.close();
    }
    const impatience = setTimeout(() => {
      for (const port of this.#open) port.abandon();
    }, STOP_MS);
    await closed;
    clearTimeout(impatience);
  }

  #connected(socket: Socket, parts: TransportParts): void {
    const address = plainAddress(socket.remoteAddress);
    socket.on('error', () => {
      // 'close' follows, and is all that matters.
    });
    const refusal = parts.admission.enter(address);
    if (refusal !== undefined) {
      turnAway(socket, `! ${refusal}\r\n`);
      return;
    }
    const port = new TerminalPort(socket, parts, address);
    this.#open.add(port);
    socket.on('close', () => {
      parts.admission.leave(address);
      this.#open.delete(port);
    });
  }
}

/** One person at a terminal. */
class TerminalPort implements Port {
  readonly #socket: Socket;
  readonly #parts: TransportParts;
  readonly #address: string;
  readonly #intake: Intake;

  constructor(socket: Socket, parts: TransportParts, address: string) {
    this.#socket = socket;
    this.#parts = parts;
    this.#address = address;
    this.#intake = new Intake(parts, this);
    const lines = new LineSplitter({
      line: (bytes) => this.#line(bytes),
      tooLong: () => this.complain(`That line has over ${MAX_LINE_BYTES} bytes and was not read: say it in several.`),
    });
    const telnet = new TelnetFilter((reply) => this.#write(reply));
    socket.on('data', (bytes) => lines.push(telnet.text(bytes as Buffer)));
    socket.on('end', () => this.#intake.end());
    socket.on('close', () => this.#intake.break());
    this.#intake.connect(this, 'lines', address);
  }

  send(message: string): void {
    this.#write(`${readable(message)}\r\n`);
  }

  complain(sentence: string): void {
    this.#write(`! ${readable(sentence)}\r\n`);
  }

  close(): void {
    if (this.#socket.writableEnded) return;
    this.#socket.end();
    // A paused socket would never see that the other side has closed too.
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), CLOSE_MS).unref();
  }

  /** Ends the connection at once. */
  abandon(): void {
    this.#socket.destroy();
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
    if (reading) this.#socket.resume();
    else this.#socket.pause();
  }

  #line(bytes: Buffer): void {
    if (isUtf8(bytes)) this.#intake.receive(typed(bytes.toString('utf8')));
    else this.complain('That line is not UTF-8 and was not read: set your client to UTF-8.');
  }

  #write(output: string | Buffer): void {
    const socket = this.#socket;
    if (!socket.writable) return;
    socket.write(output);
    if (socket.writableLength <= MAX_OUTPUT_BYTES) return;
    this.#parts.journal.log('warning', 'terminal', `${this.#address} reads too slowly and is disconnected`);
    socket.destroy();
  }
}
