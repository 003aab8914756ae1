import { MAX_FUEL } from '../component/index.ts';
import { after, type Answer } from '../store/answer.ts';
import { HostProblem } from './errors.ts';
import { IMAGE_LOADED } from './key-space.ts';
import type { Levels } from './levels.ts';
import type { Job } from './runner.ts';
import { describeFailure } from './failure.ts';
import type { Task } from './task.ts';
import { loadFiles, type ImageFile } from './world-files.ts';

const PRESENT = new Uint8Array(0);

/** Loads a world image into a store that has none. What is wrong with it is thrown by `run`, and kept in `problem`. */
export class LoadImage implements Job {
  /** A whole world is read and compiled in one task. */
  readonly fuel = MAX_FUEL;
  problem: unknown;
  /** What will not work before something else is done. */
  warnings: readonly string[] = [];
  readonly #levels: Levels;
  readonly #files: readonly ImageFile[];

  constructor(levels: Levels, files: readonly ImageFile[]) {
    this.#levels = levels;
    this.#files = files;
  }

  name(): string {
    return 'loading the world image';
  }

  run({ transaction }: Task): Answer<void> {
    transaction.set(IMAGE_LOADED, PRESENT);
    return after(loadFiles(this.#levels, '', this.#files), (warnings) => void (this.warnings = warnings));
  }

  failed(error: unknown): void {
    this.problem =
      error instanceof HostProblem
        ? error
        : new HostProblem(`the world image cannot be loaded: ${describeFailure(error)}`, { cause: error });
  }
}
