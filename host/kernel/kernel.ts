import { loadComponent, loadComponentSync, Meter, type Component } from '../component/index.ts';
import type { Grants } from '../grants/index.ts';
import { after, orElse, type Answer } from '../store/answer.ts';
import { sweepCommitMarks } from '../store/commit-sweep.ts';
import type { Engine, Transaction } from '../store/engine.ts';
import { Oids } from '../store/oids.ts';
import { run } from '../store/retry.ts';
import { SlotStore, type StoreCounts } from '../store/slots.ts';
import { Alarm } from './alarm.ts';
import { commitsOf } from './commits.ts';
import { Connection } from './connection.ts';
import { Connected, Disconnected, Received, recordedConnections } from './conversation.ts';
import { CredentialDesk } from './credential-desk.ts';
import { IMAGE_LOADED } from './key-space.ts';
import { GrantBook } from './grant-book.ts';
import { LoadImage } from './image.ts';
import {
  Install,
  NotInstalled,
  prepare,
  refuseInstallation,
  type Installation,
  type Installed,
  type InstallParts,
} from './install.ts';
import { openLibrary, type Built } from './installation.ts';
import { offerKernel } from './interfaces.ts';
import type { Journal } from './journal.ts';
import { Levels } from './levels.ts';
import { Library } from './library.ts';
import { Outbox } from './outbox.ts';
import { paceOf, type Pace } from './pace.ts';
import type { Port, Transport } from './port.ts';
import { Runner, TASK_FUEL } from './runner.ts';
import { TaskScope, type Task } from './task.ts';
import { firstTimer } from './timers.ts';
import { Upkeep } from './upkeep.ts';
import { offerWasi } from './wasi.ts';
import type { ImageFile } from './world-files.ts';

export interface KernelOptions {
  readonly engine: Engine;
  readonly driver: Built;
  readonly programs: readonly Built[];
  readonly grants: Grants;
  readonly journal: Journal;
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly nowMs: () => number;
  /** The store can no longer be used: the host should end. Called once. */
  readonly storeFailed: (error: unknown) => void;
}

/** What runs, for `/version`. */
export interface RunningComponent {
  readonly name: string;
  readonly hash: string;
}

/** Runs a world: what transports hand in becomes tasks of the driver, and what the tasks send goes out by the ports. */
export class Kernel {
  readonly #engine: Engine;
  readonly #slotStore: SlotStore;
  readonly #oids: Oids;
  readonly #levels: Levels;
  readonly #library: Library;
  readonly #driver: RunningComponent;
  readonly #installParts: InstallParts;
  readonly #journal: Journal;
  readonly #runner: Runner;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;
  readonly #upkeep: Upkeep;
  readonly #open = new Map<bigint, Connection>();
  /** Nothing is to be read from any connection. */
  #holding = false;

  /** Loads the components and readies level 0. Throws `ComponentError`, `NotGranted` or a store error. */
  static async open(options: KernelOptions): Promise<Kernel> {
    const { engine, journal, driver } = options;
    const library = new Library();
    const [component, oids, pace] = await Promise.all([
      loadComponent(driver.binary, { name: driver.name }),
      Oids.open(engine),
      paceOf(engine),
      openLibrary(engine, library, options.programs, journal),
      sweepCommitMarks(engine),
    ]);
    const book = await run(engine, (transaction) => GrantBook.open(options.grants, transaction));
    const kernel = new Kernel(options, component, pace, new SlotStore(engine, oids), oids, library, book);
    await kernel.#ready(journal);
    return kernel;
  }

  private constructor(
    { engine, journal, nowMs, storeFailed }: KernelOptions,
    driver: Component,
    pace: Pace,
    slotStore: SlotStore,
    oids: Oids,
    library: Library,
    book: GrantBook,
  ) {
    let failed = false;
    const failStore = (error: unknown): void => {
      if (failed) return;
      failed = true;
      this.stop();
      storeFailed(error);
    };
    const scope = new TaskScope();
    const meter = new Meter(0);
    const commits = commitsOf(engine);
    const outbox = new Outbox(commits, failStore);
    const levels = new Levels({
      driver,
      pace,
      grants: () => book.current,
      meter,
      offer: (level) => offerKernel(interfaceParts, level),
      wasi: (program) => offerWasi(interfaceParts, program),
    });
    const runner = new Runner({
      engine,
      slotStore,
      scope,
      meter,
      levels,
      outbox,
      commits,
      journal,
      nowMs,
      storeFailed: failStore,
      congested: (waiting) => this.#holdAll(waiting),
    });
    const desk = new CredentialDesk(runner, levels, journal, (cause) => this.#answered(cause));
    const alarm = new Alarm(engine, runner, levels, nowMs, failStore);
    const interfaceParts = {
      scope,
      pace,
      journal,
      meter,
      library,
      levels,
      open: this.#open,
      ask: desk.ask.bind(desk),
      expectTimer: alarm.expect.bind(alarm),
      load: (binary: Uint8Array, name: string) => loadComponentSync(binary, { name }),
      driver: driver.name,
    };
    this.#engine = engine;
    this.#slotStore = slotStore;
    this.#oids = oids;
    this.#library = library;
    this.#levels = levels;
    this.#driver = { name: driver.name, hash: driver.hash };
    this.#installParts = { levels, library, grants: book, meter, driver: driver.name };
    this.#journal = journal;
    this.#runner = runner;
    this.#outbox = outbox;
    this.#alarm = alarm;
    this.#upkeep = new Upkeep(runner, slotStore.catalogue);
  }

  /** Makes the first instances, so that what is wrong with the grant of a program is said when the host starts. */
  async #ready(journal: Journal): Promise<void> {
    this.#installParts.meter.remaining = TASK_FUEL;
    await this.#levels.driver(0);
    for (const program of this.#library.all()) {
      await orElse(
        () => this.#levels.program(1, program),
        (error) => journal.log('error', 'programs', `"${program.name}" cannot be run: ${(error as Error).message}`),
      );
    }
  }

  /** Whether a world image has been loaded. */
  async hasWorld(): Promise<boolean> {
    return (await this.#look((transaction) => transaction.get(IMAGE_LOADED))) !== undefined;
  }

  /** What a transaction finds that only reads. */
  #look<T>(read: (transaction: Transaction) => Answer<T>): Promise<T> {
    return run(this.#engine, read);
  }

  /** Loads a world image, all or nothing, and waits until it is on disk. Throws `HostProblem` with the line for the operator. */
  async loadImage(files: readonly ImageFile[]): Promise<void> {
    const job = new LoadImage(this.#levels, files);
    this.#runner.submit(job);
    await this.#runner.settled();
    if (job.problem !== undefined) throw job.problem;
    this.#warn(job.warnings);
    await this.#engine.flushed();
  }

  /**
   * Installs a program while the world runs, and resolves once it is on disk and the next task uses it. Rejects with `NotInstalled` or a
   * store error, and then nothing has changed.
   */
  async install(installation: Installation): Promise<Installed> {
    const { name, binary } = installation;
    try {
      refuseInstallation(installation, this.#driver.name);
      const job = new Install(this.#installParts, installation, await prepare(installation));
      this.#runner.submit(job);
      const installed = await job.done;
      const what = installed.replaced === undefined ? 'installed' : `replaced ${installed.replaced.slice(0, 12)} by`;
      this.#journal.log(
        'info',
        'programs',
        `"${name}": ${what} ${installed.hash.slice(0, 12)}, ${binary.length} bytes`,
      );
      this.#warn(installed.warnings);
      return installed;
    } catch (error) {
      if (error instanceof NotInstalled) this.#journal.log('warning', 'programs', `not installed: ${error.message}`);
      throw error;
    }
  }

  #warn(warnings: readonly string[]): void {
    for (const warning of warnings) this.#journal.log('warning', 'world', warning);
  }

  /** Tells the driver of the connections that the host lost when it was killed, then lets timers fire. Before any `connect`. */
  async start(): Promise<void> {
    for (const id of await this.#look(recordedConnections)) this.#submitDisconnected({ id }, undefined, () => {});
    this.#alarm.start();
    this.#upkeep.start();
  }

  /** When the first timer is due, in milliseconds since 1970; undefined without one. */
  async nextTimerMs(): Promise<number | undefined> {
    const first = await this.#look(firstTimer);
    return first === undefined ? undefined : Number(first.dueMs);
  }

  /** Lets all timers fire that are due, when the clock was moved by hand, and resolves when all that came of them has gone out. */
  async catchUp(): Promise<void> {
    await this.#alarm.catchUp();
    await this.settled();
  }

  /** A connection was made. */
  connect(port: Port, transport: Transport, address: string): Connection {
    const connection = new Connection(port, transport, address);
    if (this.#holding) port.hold(true);
    this.#runner.submit(new Connected(this.#levels, connection, () => this.#identify(connection)));
    return connection;
  }

  #identify(connection: Connection): Answer<void> {
    if (connection.id !== 0n) return;
    return after(this.#oids.create(), (id) => {
      connection.id = id;
      this.#open.set(id, connection);
      if (this.#holding) connection.port.hold(true);
    });
  }

  /** A message came. The fuel it cost: 0 when it has to wait. */
  receive(connection: Connection, message: string): number {
    if (connection.closing || connection.gone) return 0;
    return this.#runner.submit(new Received(this.#levels, connection, message));
  }

  /** The task of an answer about a password has ended: what waited for it comes next, until it asks for another. */
  #answered(connection: Connection): void {
    connection.awaited--;
    this.#runner.release(connection);
    if (connection.awaited > 0) return;
    connection.port.hold(false);
    if (connection.gone) this.#end(connection);
  }

  /** The other side is gone, or sends no more. The port is closed after all that is still due to it. */
  disconnect(connection: Connection): void {
    if (connection.gone) return;
    connection.gone = true;
    if (connection.awaited === 0) this.#end(connection);
  }

  #end(connection: Connection): void {
    this.#submitDisconnected(connection, connection, (task) => {
      task.close(connection);
      task.effects.push(() => this.#open.delete(connection.id));
    });
  }

  #submitDisconnected(lost: { readonly id: bigint }, line: Connection | undefined, finish: (task: Task) => void): void {
    this.#runner.submit(new Disconnected(this.#levels, lost, line, finish, (job) => this.#runner.submit(job)));
  }

  /** How often the cache of objects served, and how often tasks met another's write, since the host started. */
  get storeCounts(): StoreCounts {
    return { ...this.#slotStore.counts };
  }

  /** Whether the store takes transactions. */
  get healthy(): boolean {
    try {
      this.#engine.begin().abort();
      return true;
    } catch {
      return false;
    }
  }

  /** The driver, and the programs by name. */
  get components(): RunningComponent[] {
    const programs = [...this.#library.all()].map(({ name, component }) => ({ name, hash: component.hash }));
    // They were compiled at once, and became known as each was ready.
    return [this.#driver, ...programs.toSorted((one, other) => (one.name < other.name ? -1 : 1))];
  }

  /** Reads no more, and resolves once all that came of what was read has gone out. */
  async drain(): Promise<void> {
    this.#holdAll(true);
    await this.settled();
  }

  /** Resolves once all that has been committed is on disk and has gone out. */
  async settled(): Promise<void> {
    await this.#runner.settled();
    await this.#engine.flushed();
    await this.#outbox.settled();
  }

  /** Runs no more tasks. The engine is the caller's to close. */
  stop(): void {
    this.#alarm.stop();
    this.#upkeep.stop();
    this.#runner.stop();
  }

  #holdAll(held: boolean): void {
    this.#holding = held;
    for (const { port } of this.#open.values()) port.hold(held);
  }
}
