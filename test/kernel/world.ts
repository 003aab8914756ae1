import { Grants, type Grant } from '../../host/grants/index.ts';
import { Journal, Kernel, type Built, type Connection, type Port, type Transport } from '../../host/kernel/index.ts';
import type { Engine, LocalEngine } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { removeFolder, temporaryFolder } from '../host-process.ts';
import { buildFixtures } from './fixture.ts';

/** How long a caller waits for a message, in milliseconds. */
const PATIENCE_MS = 20_000;
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
export const BUCKET = 'kernel:store/bucket@0.1.0';
export const DESK = 'fixture:worlds/desk@0.1.0';

const { driver, program } = await buildFixtures();
export const DRIVER: Built = { name: 'driver', binary: driver };
export const PROGRAM: Built = { name: 'program', binary: program };

/** What the components of the tests need. */
export const GRANTS: Record<string, Grant> = {
  driver: new Map([...KERNEL_INTERFACES.map((name) => [name, {}] as const), [BUCKET, { bucket: 'tests' }]]),
  program: new Map([[DESK, {}]]),
};

/** The other end of a connection, in memory: what the kernel said, in order. */
export class Caller implements Port {
  readonly said: string[] = [];
  closed = false;
  held = false;
  /** How often the port was corked, and how deep it is now. */
  corks = 0;
  corked = 0;
  connection!: Connection;
  readonly #world: World<Engine>;
  #next = 0;
  #wake: (() => void) | undefined;

  constructor(world: World<Engine>, transport: Transport = 'lines', address = 'a test') {
    this.#world = world;
    this.connection = world.kernel.connect(this, transport, address);
  }

  send(message: string): void {
    if (!this.closed) this.#hear(message);
  }

  complain(sentence: string): void {
    this.#hear(`! ${sentence}`);
  }

  close(): void {
    this.closed = true;
    this.#wake?.();
  }

  cork(): void {
    this.corks++;
    this.corked++;
  }

  uncork(): void {
    this.corked--;
  }

  hold(held: boolean): void {
    this.held = held;
  }

  /** Hands in a message, as a transport does. The fuel it cost. */
  tell(message: string): number {
    return this.#world.kernel.receive(this.connection, message);
  }

  leave(): void {
    this.#world.kernel.disconnect(this.connection);
  }

  /** What is said next. */
  async hears(): Promise<string> {
    await this.#until(() => this.said.length > this.#next, 'a message');
    return this.said[this.#next++] as string;
  }

  /** What is said next that matches; what comes before is skipped. */
  async hearsLike(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = await this.hears();
      if (pattern.test(text)) return text;
    }
  }

  async ask(message: string): Promise<string> {
    this.tell(message);
    return this.hears();
  }

  async isClosed(): Promise<void> {
    await this.#until(() => this.closed, 'the end');
  }

  #hear(text: string): void {
    this.said.push(text);
    this.#wake?.();
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!done()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`waited for ${what}; heard ${JSON.stringify(this.said.slice(-8))}`);
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

export interface WorldOptions {
  folder?: string;
  /** Instead of an engine in the folder. */
  engine?: Engine;
  grants?: Record<string, Grant>;
  programs?: Built[];
  driver?: Built;
  /** Stands between the kernel and the engine. */
  through?: (engine: Engine) => Engine;
}

/** A kernel on a real store, run by the driver of the tests. */
export class World<E extends Engine = LocalEngine> {
  readonly folder: string;
  readonly engine: E;
  readonly kernel: Kernel;
  readonly log: string[];
  /** Why the kernel gave up the store. */
  readonly storeFailures: unknown[];
  /** What the kernel takes for the time. */
  readonly clock: { nowMs: number };

  private constructor(parts: Omit<World<E>, 'caller' | 'stop' | 'discard'>) {
    this.folder = parts.folder;
    this.engine = parts.engine;
    this.kernel = parts.kernel;
    this.log = parts.log;
    this.storeFailures = parts.storeFailures;
    this.clock = parts.clock;
  }

  static open<E extends Engine>(options: WorldOptions & { engine: E }): Promise<World<E>>;
  static open(options?: WorldOptions): Promise<World>;
  static async open(options: WorldOptions = {}): Promise<World<Engine>> {
    const folder = options.folder ?? (await temporaryFolder());
    const opened = options.engine ?? (await openLmdb({ folder }));
    const engine = options.through?.(opened) ?? opened;
    const log: string[] = [];
    const storeFailures: unknown[] = [];
    const clock = { nowMs: NEW_YEAR_MS };
    const nowMs = () => clock.nowMs;
    const kernel = await Kernel.open({
      engine,
      driver: options.driver ?? DRIVER,
      programs: options.programs ?? [PROGRAM],
      grants: new Grants('grants.json', new Map(Object.entries(options.grants ?? GRANTS))),
      journal: new Journal((line) => log.push(line), nowMs),
      nowMs,
      storeFailed: (error) => storeFailures.push(error),
    });
    return new World({ folder, engine, kernel, log, storeFailures, clock });
  }

  /** Somebody who has been greeted. */
  async caller(address?: string): Promise<Caller> {
    const caller = new Caller(this, 'lines', address);
    await caller.hears();
    return caller;
  }

  /** Stops as a clean end of the host does; the folder stays. */
  async stop(): Promise<void> {
    if (this.kernel.healthy) await this.kernel.settled();
    this.kernel.stop();
    await this.engine.close();
  }

  async discard(): Promise<void> {
    await this.stop();
    await removeFolder(this.folder);
  }
}
