import { MAX_FUEL } from '../component/index.ts';
import { HostProblem } from './errors.ts';
import { IMAGE_LOADED } from './key-space.ts';
import { IMAGE, type Levels } from './levels.ts';
import type { Job } from './runner.ts';
import { describeFailure } from './failure.ts';
import type { Task } from './task.ts';

/** One file of a world image: `kernel:program/image.file`. */
export interface ImageFile {
  /** Inside the image, with `/` between parts. */
  readonly path: string;
  readonly text: string;
}

/** `kernel:program/image.image-error`. */
interface ImageError {
  readonly path: string;
  readonly line: number;
  readonly reason: string;
}

const PRESENT = new Uint8Array(0);

/** Loads a world image into a store that has none. What is wrong with it is thrown by `run`, and kept in `problem`. */
export class LoadImage implements Job {
  /** A whole world is read and compiled in one task. */
  readonly fuel = MAX_FUEL;
  problem: unknown;
  readonly #levels: Levels;
  readonly #files: readonly ImageFile[];

  constructor(levels: Levels, files: readonly ImageFile[]) {
    this.#levels = levels;
    this.#files = files;
  }

  name(): string {
    return 'loading the world image';
  }

  run({ transaction }: Task): void {
    transaction.set(IMAGE_LOADED, PRESENT);
    const loaded = this.#levels.driver(0).exports[IMAGE].load(this.#files) as
      { tag: 'ok' } | { tag: 'err'; val: ImageError };
    if (loaded.tag === 'err') throw new HostProblem(describeImageError(loaded.val));
  }

  failed(error: unknown): void {
    this.problem =
      error instanceof HostProblem
        ? error
        : new HostProblem(`the world image cannot be loaded: ${describeFailure(error)}`, { cause: error });
  }
}

function describeImageError({ path, line, reason }: ImageError): string {
  return line === 0 ? `${path}: ${reason}` : `${path}:${line}: ${reason}`;
}
