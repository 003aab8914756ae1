import { Grants, type Grant } from '../../host/grants/index.ts';
import { Journal, Kernel, type Built, type Connection, type ImageFile, type Port } from '../../host/kernel/index.ts';
import type { Transport } from '../../host/kernel/index.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { removeFolder, temporaryFolder } from '../host-process.ts';
import type { Event } from '../player.ts';
import { buildFixtures } from './fixture.ts';

/** How long a person waits for something the world should say, in milliseconds. */
const PATIENCE_MS = 30_000;
/** 2026-01-01T00:00Z */
const NEW_YEAR_MS = 1_767_225_600_000;

const KERNEL_INTERFACES = [
  'kernel:store/slots@0.1.0',
  'kernel:store/indices@0.1.0',
  'kernel:net/connections@0.1.0',
  'kernel:task/clock@0.1.0',
  'kernel:task/timers@0.1.0',
  'kernel:task/credentials@0.1.0',
  'kernel:task/random@0.1.0',
  'kernel:task/log@0.1.0',
  'kernel:program/programs@0.1.0',
];
const OBJECT_INTERFACES = [
  'objects',
  'call',
  'narration',
  'people',
  'manual',
  'building',
  'programming',
  'authority',
  'timers',
  'directory',
  'chance',
];

const built = await buildFixtures();
const DRIVER: Built = { name: 'driver', binary: built.driver };
export const PROBE: Built = { name: 'probe', binary: built.probe };

const GRANTS: Record<string, Grant> = {
  driver: new Map([
    ...KERNEL_INTERFACES.map((name) => [name, {}] as const),
    ['kernel:store/bucket@0.1.0', { bucket: 'driver' }],
  ]),
  probe: new Map(OBJECT_INTERFACES.map((name) => [`driver:objects/${name}@0.1.0`, {}] as const)),
};

/** A world with one room, people, and verbs that run the script of a test. Tests add what they are about. */
export const BASICS = `
prototype thing
  name: thing
  property description: text, readable
prototype player is thing
  name: player
prototype builder is player
  name: builder
  may: build, program
  property places: objects, private
prototype administrator is builder
  name: administrator
  may: administer
prototype guest is player
  name: guest
prototype room is thing
  name: room
prototype exit is thing
  name: exit
  property to: object, readable
prototype openable is thing
  name: openable
  property open: truth = no, readable
prototype container is openable
  name: box
prototype scenery is thing
  name: scenery

object hall is room
  name: Hall
  description: A hall.

verb look
  command: look
  run: probe look
verb do:
  roles: actor @ player, do @ text
  command: do <do>
  run: probe script

world
  title: A world of tests
  start: hall
  player: builder
  administrator: administrator
  guest: guest
  guest-names: Ash, Birch
`;

/** The files of a world: the basics, and what a test adds. */
export function filesOf(...texts: string[]): ImageFile[] {
  return [BASICS, ...texts].map((text, index) => ({ path: `${index}.world`, text }));
}

/** Somebody connected, in memory: what the world said, in order. */
export class Person implements Port {
  readonly said: string[] = [];
  closed = false;
  readonly connection: Connection;
  readonly #world: World;
  readonly #transport: Transport;
  #next = 0;
  #wake: (() => void) | undefined;

  constructor(world: World, transport: Transport) {
    this.#world = world;
    this.#transport = transport;
    this.connection = world.kernel.connect(this, transport, 'a test');
  }

  send(message: string): void {
    this.#hear(message);
  }

  complain(sentence: string): void {
    this.#hear(this.#transport === 'json' ? JSON.stringify({ type: 'error', text: sentence }) : `! ${sentence}`);
  }

  close(): void {
    this.closed = true;
    this.#wake?.();
  }

  cork(): void {}
  uncork(): void {}
  hold(): void {}

  /** Hands in a line, or an object as JSON. */
  says(message: string | Record<string, unknown>): void {
    this.#world.kernel.receive(this.connection, typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Types a command. */
  types(text: string): void {
    this.says(this.#transport === 'json' ? { type: 'command', text } : text);
  }

  leaves(): void {
    this.#world.kernel.disconnect(this.connection);
  }

  /** The next message that matches; those before it are skipped. */
  async hears(pattern: RegExp | string): Promise<string> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      while (this.#next < this.said.length) {
        const text = this.said[this.#next++] as string;
        if (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)) return text;
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`waited for ${pattern}; heard ${JSON.stringify(this.said.slice(-12))}`);
      await this.#news(leftMs);
    }
  }

  /** The next event that fits. */
  async event(fits: (event: Event) => boolean, what: string): Promise<Event> {
    for (;;) {
      const event = JSON.parse(
        await this.hears(/^\{/).catch(() => Promise.reject(new Error(`waited for ${what}`))),
      ) as Event;
      if (fits(event)) return event;
    }
  }

  /** Types a command; the texts that come of it, those of panels left out. */
  async does(command: string): Promise<string[]> {
    const from = this.said.length;
    this.types(command);
    await this.#world.kernel.settled();
    this.#next = this.said.length;
    return this.said.slice(from).flatMap((message) => this.#text(message));
  }

  /** Everything said since the last look at it, without waiting for more. */
  async heardMeanwhile(): Promise<string[]> {
    await this.#world.kernel.settled();
    const heard = this.said.slice(this.#next);
    this.#next = this.said.length;
    return heard.flatMap((message) => this.#text(message));
  }

  async isClosed(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!this.closed) {
      if (performance.now() > deadline) throw new Error('waited for the end');
      await this.#news(PATIENCE_MS);
    }
  }

  #text(message: string): string[] {
    if (this.#transport === 'lines') return message.split('\n');
    const { type, text } = JSON.parse(message) as Event;
    return (type === 'narrative' || type === 'error') && text !== undefined ? [text] : [];
  }

  #hear(text: string): void {
    this.said.push(text);
    this.#wake?.();
  }

  #news(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(wait);
        resolve();
      };
    });
  }
}

/** Most worlds open at once: a store sets aside 1 TiB of the 128 TiB of addresses that a process has, and AVA begins all tests of a file together. */
const MOST_WORLDS = 32;

let worlds = 0;
const waiting: (() => void)[] = [];

/** A kernel on a real store that runs the real driver and the program of the tests. */
export class World {
  readonly log: string[] = [];
  readonly clock = { nowMs: NEW_YEAR_MS };
  readonly folder: string;
  kernel!: Kernel;
  #engine!: Awaited<ReturnType<typeof openLmdb>>;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A world without an image. */
  static async empty(): Promise<World> {
    if (worlds >= MOST_WORLDS) await new Promise<void>((resolve) => waiting.push(resolve));
    worlds++;
    const world = new World(await temporaryFolder());
    await world.#open();
    return world;
  }

  /** A world of the basics and what is added. */
  static of(...texts: string[]): Promise<World> {
    return World.ofFiles(filesOf(...texts));
  }

  /** A world of files and nothing else. */
  static async ofFiles(files: ImageFile[]): Promise<World> {
    const world = await World.empty();
    await world.kernel.loadImage(files);
    // Nobody enters in the moment in which a world is loaded.
    world.clock.nowMs += 1000;
    await world.kernel.start();
    return world;
  }

  async #open(): Promise<void> {
    const nowMs = () => this.clock.nowMs;
    this.#engine = await openLmdb({ folder: this.folder });
    this.kernel = await Kernel.open({
      engine: this.#engine,
      driver: DRIVER,
      programs: [PROBE],
      grants: new Grants('grants.json', new Map(Object.entries(GRANTS))),
      journal: new Journal((line) => this.log.push(line), nowMs),
      nowMs,
      storeFailed: (error) => this.log.push(String(error)),
    });
  }

  /** Stops and starts again, as a host that was ended does. */
  async restart(): Promise<void> {
    await this.#close();
    await this.#open();
    await this.kernel.start();
  }

  async #close(): Promise<void> {
    await this.kernel.settled();
    this.kernel.stop();
    await this.#engine.close();
  }

  async end(): Promise<void> {
    await this.#close();
    worlds--;
    waiting.shift()?.();
    await removeFolder(this.folder);
  }

  /** Somebody at a terminal who has not entered. */
  terminal(): Person {
    return new Person(this, 'lines');
  }

  /** Somebody at a web client who has not entered. */
  client(): Person {
    return new Person(this, 'json');
  }

  /** A player at a terminal: the first is the administrator. */
  async player(name: string): Promise<Person> {
    const person = this.terminal();
    person.says(`create ${name} a password of ${name}`);
    await person.hears('ran look');
    return person;
  }

  /** A guest at a terminal. */
  async guest(): Promise<Person> {
    const person = this.terminal();
    person.says('connect guest');
    await person.hears('ran look');
    return person;
  }
}

/** Enters by a web client and answers the session. */
export async function enter(person: Person, request: Record<string, unknown>): Promise<Event> {
  person.says(request);
  return person.event((event) => event.type === 'session', 'a session');
}
