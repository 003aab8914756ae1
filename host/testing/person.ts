import type { Connection, Kernel, Port } from '../kernel/index.ts';

/** A place as somebody in it sees it. */
export interface Room {
  readonly name: string;
  readonly description: string;
  readonly exits: readonly string[];
  readonly things: readonly string[];
  /** Others who are there. */
  readonly people: readonly { readonly name: string; readonly away: boolean }[];
}

/** What the world sends, of docs/protocol.md. */
interface Event {
  readonly type: string;
  readonly text?: string;
  readonly reason?: string;
  readonly things?: readonly string[];
}

/** A command ended without effect: a program failed. The message says what the log says of it. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Somebody connected to a world of a test. */
export class Person implements Port {
  readonly name: string;
  /** Every line seen so far, in order. */
  readonly lines: string[] = [];
  #room: Room | undefined;
  #inventory: readonly string[] = [];
  #unheard = 0;
  #failure: string | undefined;
  #entered = Promise.withResolvers<void>();
  readonly #kernel: Kernel;
  readonly #log: readonly string[];
  readonly #connection: Connection;

  private constructor(kernel: Kernel, log: readonly string[], name: string) {
    this.#kernel = kernel;
    this.#log = log;
    this.name = name;
    this.#connection = kernel.connect(this, 'json', 'a test');
  }

  /** Connects and enters: with a password as a player, without as a guest. Throws what the world says when it refuses. */
  static async enter(
    kernel: Kernel,
    log: readonly string[],
    name: string,
    request: Record<string, unknown>,
  ): Promise<Person> {
    const person = new Person(kernel, log, name);
    person.#send(request);
    await person.#entered.promise;
    await kernel.settled();
    person.heard();
    return person;
  }

  /** Where they are; undefined for somebody nowhere. */
  get room(): Room | undefined {
    return this.#room;
  }

  /** What they hold, by name. */
  get inventory(): readonly string[] {
    return this.#inventory;
  }

  /** Types a command, and answers the lines that it makes them see. Throws `CommandFailed`. */
  async does(command: string): Promise<string[]> {
    this.heard();
    const logged = this.#log.length;
    this.#failure = undefined;
    this.#send({ type: 'command', text: command });
    await this.#kernel.settled();
    const failure = this.#complaint();
    if (failure === undefined) return this.heard();
    const reasons = this.#log.slice(logged).map((line) => line.trimEnd());
    throw new CommandFailed([`"${command}": ${failure}`, ...reasons].join('\n'));
  }

  #complaint(): string | undefined {
    return this.#failure;
  }

  /** Says something aloud. */
  says(text: string): Promise<string[]> {
    return this.does(`say ${text}`);
  }

  /** The lines seen since they were last asked for. */
  heard(): string[] {
    const lines = this.lines.slice(this.#unheard);
    this.#unheard = this.lines.length;
    return lines;
  }

  /** Loses the connection: they fall asleep where they are. */
  async disconnects(): Promise<void> {
    this.#kernel.disconnect(this.#connection);
    await this.#kernel.settled();
  }

  #send(message: Record<string, unknown>): void {
    this.#kernel.receive(this.#connection, JSON.stringify(message));
  }

  /** The world sends an event. */
  send(message: string): void {
    const event = JSON.parse(message) as Event;
    if (event.type === 'session') this.#entered.resolve();
    else if (event.type === 'refused') this.#entered.reject(new Error(`${this.name} may not enter: ${event.reason}`));
    else if (event.type === 'room') this.#room = event as unknown as Room;
    else if (event.type === 'inventory') this.#inventory = event.things ?? [];
    else if (event.type === 'narrative') this.lines.push(...(event.text ?? '').split('\n'));
  }

  /** The host says that a command failed. */
  complain(sentence: string): void {
    this.#failure = sentence;
  }

  close(): void {}
  cork(): void {}
  uncork(): void {}
  hold(): void {}
}
