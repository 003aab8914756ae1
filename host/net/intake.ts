import type { Connection, Kernel, Port, Transport } from '../kernel/index.ts';
import { TokenBucket } from './token-bucket.ts';
import type { TransportParts } from './transport.ts';

/** Fuel that one token pays for: what many ordinary commands cost. A dearer one costs more tokens. */
const FUEL_PER_TOKEN = 1_000_000;

/** What an intake asks of its transport. */
export interface Source {
  /** Starts or stops reading. What was read already may still arrive. */
  read(reading: boolean): void;
  complain(sentence: string): void;
}

/**
 * Hands the messages of one connection to the kernel, no faster than its bucket allows. When the bucket is empty the transport stops
 * reading, so that the sender's own machine holds what is too much; only what was read with the last message waits here.
 */
export class Intake {
  readonly #kernel: Kernel;
  readonly #bucket: TokenBucket;
  readonly #source: Source;
  readonly #nowMs: () => number;
  #connection: Connection | undefined;
  #backlog: string[] = [];
  #wait: NodeJS.Timeout | undefined;
  /** The kernel has asked to stop reading. */
  #held = false;
  #reading = true;
  /** The other side has been told that it is too fast, since the bucket was last full. */
  #told = false;
  #ended = false;

  constructor({ kernel, commandsPerSecond, nowMs }: TransportParts, source: Source) {
    this.#kernel = kernel;
    this.#bucket = new TokenBucket(commandsPerSecond, nowMs());
    this.#source = source;
    this.#nowMs = nowMs;
  }

  /** Tells the kernel of the connection. Before anything is received. */
  connect(port: Port, transport: Transport, address: string): void {
    this.#connection = this.#kernel.connect(port, transport, address);
  }

  receive(text: string): void {
    // One way of writing each character, so that a name or a password is the same from every keyboard.
    const message = text.normalize('NFC');
    if (this.#backlog.length === 0 && this.#bucket.take(this.#nowMs())) {
      this.#pass(message);
      return;
    }
    this.#backlog.push(message);
    if (this.#wait === undefined) this.#throttle();
  }

  /** The kernel asks to stop reading, or to go on. */
  hold(held: boolean): void {
    this.#held = held;
    this.#read();
  }

  /** The other side sends no more: the connection goes once what waits has been received. */
  end(): void {
    this.#ended = true;
    if (this.#backlog.length === 0) this.#disconnect();
  }

  /** The connection is broken: what waits is forgotten. */
  break(): void {
    this.#backlog = [];
    clearTimeout(this.#wait);
    this.#wait = undefined;
    this.#disconnect();
  }

  #disconnect(): void {
    if (this.#connection !== undefined) this.#kernel.disconnect(this.#connection);
  }

  #pass(message: string): void {
    if (this.#connection === undefined) return;
    const fuel = this.#kernel.receive(this.#connection, message);
    if (fuel >= FUEL_PER_TOKEN) this.#bucket.charge(fuel / FUEL_PER_TOKEN);
  }

  #throttle(): void {
    const nowMs = this.#nowMs();
    this.#wait = setTimeout(() => this.#resume(), this.#bucket.waitMs(nowMs));
    this.#read();
    if (this.#told) return;
    this.#told = true;
    this.#source.complain('That is faster than this world reads: the rest waits its turn.');
  }

  #resume(): void {
    this.#wait = undefined;
    const backlog = this.#backlog;
    let taken = 0;
    while (taken < backlog.length && this.#bucket.take(this.#nowMs())) this.#pass(backlog[taken++] as string);
    backlog.splice(0, taken);
    if (backlog.length > 0) {
      this.#throttle();
      return;
    }
    if (this.#ended) this.#disconnect();
    if (this.#bucket.isFull(this.#nowMs())) this.#told = false;
    this.#read();
  }

  #read(): void {
    const reading = !this.#held && this.#wait === undefined;
    if (reading === this.#reading) return;
    this.#reading = reading;
    this.#source.read(reading);
  }
}
