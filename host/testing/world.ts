import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildComponent } from '../bindgen/build.ts';
import { componentName, outputPath } from '../bindgen/project.ts';
import { parseGrants } from '../grants/index.ts';
import { Journal, Kernel, type Built } from '../kernel/index.ts';
import { GRANTS_FILE, readComponents, readImage, readWorldFiles } from '../shipped.ts';
import type { LocalEngine } from '../store/engine.ts';
import { openMemory } from '../store/memory.ts';
import { Person } from './person.ts';

/** When a test's world begins: 2026-01-01T00:00Z, in milliseconds since 1970. */
const NEW_YEAR_MS = 1_767_225_600_000;
/** Nobody enters in the moment in which a world is loaded. */
const FIRST_MOMENT_MS = 1000;
const PASSWORD = 'a password of a test';

export interface WorldOptions {
  /** The folder of a component: built, and installed with its world files and exactly what it asks for. */
  readonly component?: string;
  /** What it is called in the world; the folder's name when left out. */
  readonly name?: string;
}

/** Opens the shipped world with a component in it: the real runtime, store, driver and image, in this process, without ports and files. */
export async function openWorld(options: WorldOptions = {}): Promise<TestWorld> {
  const world = await TestWorld.open();
  try {
    if (options.component !== undefined) await world.install(options.component, options.name);
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

/** A world of one test. */
export class TestWorld {
  /** Lines of the host's log, in order. */
  readonly log: string[] = [];
  readonly kernel: Kernel;
  readonly #engine: LocalEngine;
  readonly #clock: { nowMs: number };
  #stopped = false;

  private constructor(kernel: Kernel, engine: LocalEngine, clock: { nowMs: number }, log: string[]) {
    this.kernel = kernel;
    this.#engine = engine;
    this.#clock = clock;
    this.log = log;
  }

  static async open(): Promise<TestWorld> {
    const clock = { nowMs: NEW_YEAR_MS };
    const nowMs = (): number => clock.nowMs;
    const log: string[] = [];
    const engine = openMemory();
    const kernel = await Kernel.open({
      engine,
      ...readComponents(),
      grants: parseGrants(readFileSync(GRANTS_FILE, 'utf8'), GRANTS_FILE),
      journal: new Journal((line) => log.push(line), nowMs),
      nowMs,
      storeFailed: (error) => log.push(String(error)),
    });
    await kernel.loadImage(readImage());
    clock.nowMs += FIRST_MOMENT_MS;
    await kernel.start();
    return new TestWorld(kernel, engine, clock, log);
  }

  /** Builds a component and installs it, as `atrium install FOLDER --grant` does. Throws `BuildError` and `NotInstalled`. */
  async install(folder: string, name: string = componentName(folder)): Promise<void> {
    const out = outputPath(resolve(folder));
    await buildComponent({ folder: resolve(folder), out });
    const files = readWorldFiles(join(folder, 'world'));
    const program: Built = { name, binary: readFileSync(out) };
    await this.kernel.install({ ...program, grant: true, ...(files.length > 0 && { files }) });
  }

  /** Somebody new, by a name that nobody has. The first of all is the administrator. */
  connect(name: string): Promise<Person> {
    return Person.enter(this.kernel, this.log, name, { type: 'create', name, password: PASSWORD });
  }

  /** Somebody who was there before, as on coming back. */
  reconnect(name: string): Promise<Person> {
    return Person.enter(this.kernel, this.log, name, { type: 'connect', name, password: PASSWORD });
  }

  /** A guest. */
  guest(): Promise<Person> {
    return Person.enter(this.kernel, this.log, 'a guest', { type: 'guest' });
  }

  /** Lets time pass: each timer that comes due fires at its time. In milliseconds. */
  async advance(durationMs: number): Promise<void> {
    const until = this.#clock.nowMs + durationMs;
    for (;;) {
      const nextMs = await this.kernel.nextTimerMs();
      if (nextMs === undefined || nextMs > until) break;
      this.#clock.nowMs = Math.max(this.#clock.nowMs, nextMs);
      await this.kernel.catchUp();
    }
    this.#clock.nowMs = until;
    await this.kernel.catchUp();
  }

  /** Ends the world; nothing of it remains. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.kernel.healthy) await this.kernel.settled();
    this.kernel.stop();
    await this.#engine.close();
  }
}
