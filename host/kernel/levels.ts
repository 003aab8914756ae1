import type {
  Component,
  ImportedInterface,
  Instance,
  InstantiateOptions,
  Meter,
  SuspendingInstance,
} from '../component/index.ts';
import { linkByGrant, type Grants, type Offer } from '../grants/index.ts';
import { after, inTurn, type Answer } from '../store/answer.ts';
import type { Program } from './library.ts';
import type { Pace } from './pace.ts';

/** Deepest nesting of `programs.invoke`: the driver called by a task is level 0. */
export const MAX_LEVEL = 16;

/** The driver's exports that the kernel calls, by interface name. */
export const RECEIVER = 'kernel:net/receiver@0.1.0';
export const TIMER_RECEIVER = 'kernel:task/timer-receiver@0.1.0';
export const CREDENTIAL_RECEIVER = 'kernel:task/credential-receiver@0.1.0';
export const FRAMES = 'kernel:program/frames@0.1.0';
export const IMAGE = 'kernel:program/image@0.1.0';
/** A program's export. */
export const ENTRY = 'kernel:program/entry@0.1.0';

/** Interfaces of these are the kernel's own: no program gets one, whatever its grant says. */
const KERNEL_NAMESPACE = 'kernel:';

/** One whose calls answer at once, or one whose calls answer by promises: as the pace is. */
export type PacedInstance = Instance | SuspendingInstance;

/** A driver instance, and the program instances that are linked to it. */
interface Level {
  readonly driver: PacedInstance;
  /** `kernel:program/frames` of the driver; nothing for one that is not made to run programs. */
  readonly frames: Exports;
  /** By program name. */
  readonly programs: Map<string, Callee>;
}

/** An exported interface. */
type Exports = PacedInstance['exports'][string];

/** A program's instance, with what is called of it and of the driver it is linked to. */
export interface Callee {
  readonly hash: string;
  readonly instance: PacedInstance;
  /** `kernel:program/entry`. */
  readonly entry: Exports;
  /** `kernel:program/frames` of the driver. */
  readonly frames: Exports;
}

export interface LevelsParts {
  readonly driver: Component;
  readonly pace: Pace;
  readonly grants: () => Grants;
  readonly meter: Meter;
  /** The kernel's interfaces for a driver instance at a level. */
  readonly offer: (level: number) => Offer;
  /** WASI for an instance of a program. */
  readonly wasi: (program: string) => Offer;
}

/**
 * The instances that run tasks: at each level of nesting one of the driver and one of each program, made when first needed
 * and kept warm. A component instance runs one call at a time, so a nested call needs the next level.
 */
export class Levels {
  readonly #parts: LevelsParts;
  readonly #levels: (Level | undefined)[] = [];
  /** How many levels the current task has used. */
  #used = 0;

  constructor(parts: LevelsParts) {
    this.#parts = parts;
  }

  /** A task begins. */
  begin(): void {
    this.#used = 0;
  }

  /** The driver instance at a level; those above it exist already. */
  driver(level: number): Answer<PacedInstance> {
    return after(this.#level(level), ({ driver }) => driver);
  }

  #level(level: number): Answer<Level> {
    if (level >= this.#used) this.#used = level + 1;
    return this.#levels[level] ?? after(this.#makeLevel(level), (made) => (this.#levels[level] = made));
  }

  /** A program's instance whose driver is the one at `level`. Throws `NotGranted`. */
  program(level: number, program: Program): Answer<Callee> {
    return this.warm(level, program) ?? after(this.#level(level), (made) => this.#makeProgram(made, program));
  }

  /** The same when there is one already. */
  warm(level: number, { name, component }: Program): Callee | undefined {
    const callee = this.#levels[level]?.programs.get(name);
    if (callee === undefined || callee.hash !== component.hash) return undefined;
    if (level >= this.#used) this.#used = level + 1;
    return callee;
  }

  #makeProgram({ driver, frames, programs }: Level, { name, component }: Program): Answer<Callee> {
    const outdated = programs.get(name);
    programs.delete(name);
    return after(outdated?.instance.dispose(), () => {
      const imports = this.#link(driver, component, this.#parts.grants());
      return after(this.instantiate(component, imports), (instance) => {
        const callee = { hash: component.hash, instance, entry: instance.exports[ENTRY], frames };
        programs.set(name, callee);
        return callee;
      });
    });
  }

  /** An instance of this pace. */
  instantiate(component: Component, imports: Record<string, ImportedInterface>): Answer<PacedInstance> {
    const options: InstantiateOptions = { imports, meter: this.#parts.meter };
    return this.#parts.pace === 'direct' ? component.instantiate(options) : component.instantiateSuspending(options);
  }

  /** The imports of a program's instance whose driver is the one at `level`. Throws `NotGranted`. */
  link(level: number, component: Component, grants: Grants): Answer<Record<string, ImportedInterface>> {
    return after(this.driver(level), (driver) => this.#link(driver, component, grants));
  }

  #link(driver: PacedInstance, component: Component, grants: Grants): Record<string, ImportedInterface> {
    const wasi = this.#parts.wasi(component.name);
    return linkByGrant(component, grants, (name, parameters) =>
      name.startsWith(KERNEL_NAMESPACE) ? undefined : (driver.exports[name] ?? wasi(name, parameters)),
    );
  }

  /** Forgets every instance the failed task has used: their memory may be half written, or know of what was undone. */
  dropUsed(): void {
    for (let level = 0; level < this.#used; level++) this.#drop(level);
    this.#used = 0;
  }

  dispose(): void {
    for (let level = 0; level < this.#levels.length; level++) this.#drop(level);
  }

  #drop(level: number): void {
    const dropped = this.#levels[level];
    if (dropped === undefined) return;
    this.#levels[level] = undefined;
    // The driver first: then the programs' handles go without running its destructors, for which there may be no fuel left.
    const instances = [dropped.driver, ...[...dropped.programs.values()].map(({ instance }) => instance)];
    const done = inTurn(instances, (instance) => instance.dispose());
    // Nobody calls it any more; what its destructors do now is undone with the task.
    if (done instanceof Promise) done.catch(() => {});
  }

  #makeLevel(level: number): Answer<Level> {
    const { driver, grants, offer } = this.#parts;
    const made = this.instantiate(driver, linkByGrant(driver, grants(), offer(level)));
    return after(made, (instance) => ({ driver: instance, frames: instance.exports[FRAMES], programs: new Map() }));
  }
}
