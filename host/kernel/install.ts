import { ComponentError, loadComponent, MAX_FUEL, type Component, type Meter } from '../component/index.ts';
import { missingGrants, NotGranted } from '../grants/index.ts';
import { after, orElse, type Answer } from '../store/answer.ts';
import { compress } from './compression.ts';
import { HostProblem } from './errors.ts';
import { describeFailure, storeErrorIn } from './failure.ts';
import type { GrantBook } from './grant-book.ts';
import type { Levels } from './levels.ts';
import {
  problemWithComponent,
  problemWithCompressed,
  problemWithProgram,
  storedPrograms,
  storeProgram,
  type Library,
} from './library.ts';
import { TASK_FUEL, type Job } from './runner.ts';
import type { Task } from './task.ts';
import { loadFiles, WorldFileProblem, type ImageFile } from './world-files.ts';

/** What the operator wants a program to be. */
export interface Installation {
  readonly name: string;
  readonly binary: Uint8Array;
  /** The world files that come with it: all of them, in place of those it came with before. Left out, those stay. */
  readonly files?: readonly ImageFile[];
  /** Whether it is granted exactly what it imports. */
  readonly grant: boolean;
}

/** What came of an installation. */
export interface Installed {
  readonly name: string;
  /** SHA-256 of the binary, in hexadecimal. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** The hash of what had the name before. */
  readonly replaced: string | undefined;
  /** What it has been granted beside the shipped grants, by this installation. */
  readonly granted: readonly string[];
  /** What its world files name and will not work before something else is done: `PATH:LINE: REASON`. */
  readonly warnings: readonly string[];
}

/**
 * Why a program is not installed: `invalid`, it is no program that can run here; `not-granted`, it asks for more than it is granted;
 * `not-offered`, it asks for what no program gets here; `trapped`, it failed when it was made; `world-file`, a file that comes with it
 * cannot be loaded.
 */
export type RefusalCode = 'invalid' | 'not-granted' | 'not-offered' | 'trapped' | 'world-file';

/** A program is not installed, and all is as it was before. */
export class NotInstalled extends HostProblem {
  readonly code: RefusalCode;
  /** With `not-granted`: the full names of the interfaces. */
  readonly missing: readonly string[];

  constructor(code: RefusalCode, message: string, options: ErrorOptions & { missing?: readonly string[] } = {}) {
    super(message, options);
    this.code = code;
    this.missing = options.missing ?? [];
  }
}

export interface InstallParts {
  readonly levels: Levels;
  readonly library: Library;
  readonly grants: GrantBook;
  readonly meter: Meter;
  /** The driver's name, which no program may have. */
  readonly driver: string;
}

/** Why bytes cannot be installed under a name, before they are read. */
export function refuseInstallation({ name, binary }: Installation, driver: string): void {
  const problem = name === driver ? "the name is the driver's" : problemWithProgram(name, binary);
  if (problem !== undefined) throw new NotInstalled('invalid', `"${name}" cannot be installed: ${problem}`);
}

/** What is made of a program's bytes before the task that installs it. */
export interface Prepared {
  readonly component: Component;
  readonly compressed: Uint8Array;
}

/** Reads and compresses a program. Rejects with `NotInstalled`. */
export async function prepare({ name, binary }: Installation): Promise<Prepared> {
  const compressing = compress(binary);
  let component: Component;
  try {
    component = await loadComponent(binary, { name });
  } catch (error) {
    await compressing;
    if (!(error instanceof ComponentError)) throw error;
    const message = `"${name}" is no component that can run here: ${error.message}`;
    throw new NotInstalled('invalid', message, { cause: error });
  }
  const compressed = await compressing;
  const unfit = problemWithComponent(component);
  if (unfit !== undefined) throw new NotInstalled('invalid', `"${name}" is no program: ${unfit}`);
  const tooLarge = problemWithCompressed(compressed);
  if (tooLarge !== undefined) throw new NotInstalled('invalid', `"${name}" cannot be installed: ${tooLarge}`);
  return { component, compressed };
}

/** Installs a program, with its grant and its files, all or nothing, in one task. The next task uses it. */
export class Install implements Job {
  /** Files are read and compiled in the same task. */
  readonly fuel = MAX_FUEL;
  /** Resolves once the installation is on the disk; rejects with `NotInstalled` or a store error. */
  readonly done: Promise<Installed>;
  readonly #parts: InstallParts;
  readonly #installation: Installation;
  readonly #component: Component;
  readonly #compressed: Uint8Array;
  readonly #settle: { resolve(installed: Installed): void; reject(error: unknown): void };

  constructor(parts: InstallParts, installation: Installation, { component, compressed }: Prepared) {
    this.#parts = parts;
    this.#installation = installation;
    this.#component = component;
    this.#compressed = compressed;
    const { promise, resolve, reject } = Promise.withResolvers<Installed>();
    this.done = promise;
    this.#settle = { resolve, reject };
  }

  name(): string {
    return `installing "${this.#installation.name}"`;
  }

  run(task: Task): Answer<void> {
    return after(this.#rehearse(), () =>
      after(storedPrograms(task.transaction), (stored) => {
        const replaced = stored.find(({ name }) => name === this.#installation.name)?.hash;
        return after(this.#store(task), (warnings) => this.#conclude(task, replaced, warnings));
      }),
    );
  }

  /** Stores the program with its grant, and loads its files. */
  #store(task: Task): Answer<readonly string[]> {
    const { levels, grants, meter } = this.#parts;
    const { name, binary, files, grant } = this.#installation;
    const { hash } = this.#component;
    if (grant) grants.make(task, name, grants.needs(this.#component));
    const program = { name, hash, sizeBytes: binary.length, isKept: true };
    return after(storeProgram(task.transaction, program, this.#compressed), () => {
      meter.remaining = this.fuel;
      return files === undefined ? [] : loadFiles(levels, name, files);
    });
  }

  #conclude({ decisions, effects }: Task, replaced: string | undefined, warnings: readonly string[]): void {
    const { library, grants } = this.#parts;
    const { name, binary, grant } = this.#installation;
    const component = this.#component;
    const { hash } = component;
    const sizeBytes = binary.length;
    const granted = grant ? [...grants.needs(component).keys()] : [];
    decisions.push(() => library.adopt({ name, component, sizeBytes }));
    effects.push(() => this.#settle.resolve({ name, hash, sizeBytes, replaced, granted, warnings }));
  }

  /** Finds out whether it can be linked and made. A start that never ends is ended as that of any task is. */
  #rehearse(): Answer<void> {
    const { levels, grants, meter } = this.#parts;
    const component = this.#component;
    const { name } = component;
    const linked = orElse(
      () => levels.link(1, component, grants.with(name, grants.needs(component))),
      (error) => {
        // No grant would mend it, so it is said first.
        if (error instanceof NotGranted) throw new NotInstalled('not-offered', error.message, { cause: error });
        throw error;
      },
    );
    return after(linked, (imports) => {
      const missing = this.#installation.grant ? [] : missingGrants(component, grants.current);
      if (missing.length > 0) {
        const message = `"${name}" asks for more than it is granted: ${missing.join(', ')}`;
        throw new NotInstalled('not-granted', message, { missing });
      }
      meter.remaining = TASK_FUEL;
      return after(levels.instantiate(component, imports), (instance) => instance.dispose());
    });
  }

  failed(error: unknown): void {
    this.#settle.reject(refusalOf(this.#installation.name, error));
  }
}

function refusalOf(name: string, error: unknown): unknown {
  if (error instanceof NotInstalled || storeErrorIn(error) !== undefined) return error;
  if (error instanceof WorldFileProblem) return new NotInstalled('world-file', error.message, { cause: error });
  const code = error instanceof ComponentError ? 'invalid' : 'trapped';
  return new NotInstalled(code, `"${name}" cannot be started: ${describeFailure(error)}`, { cause: error });
}
