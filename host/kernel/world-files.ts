import { HostProblem } from './errors.ts';
import { IMAGE, type Levels } from './levels.ts';

/** One file of a world image, or of what comes with a program: `kernel:program/image.file`. */
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

/** A world file says something that cannot be loaded. The message is `PATH:LINE: REASON`. */
export class WorldFileProblem extends HostProblem {
  readonly path: string;
  /** Counted from 1; 0 when it is about the whole file. */
  readonly line: number;
  readonly reason: string;

  constructor({ path, line, reason }: ImageError) {
    super(line === 0 ? `${path}: ${reason}` : `${path}:${line}: ${reason}`);
    this.path = path;
    this.line = line;
    this.reason = reason;
  }
}

/** Has the driver load files in the current task; `source` is the program they come with, empty for the world image. Throws `WorldFileProblem`. */
export function loadFiles(levels: Levels, source: string, files: readonly ImageFile[]): void {
  const loaded = levels.driver(0).exports[IMAGE].load(source, files) as { tag: 'ok' } | { tag: 'err'; val: ImageError };
  if (loaded.tag === 'err') throw new WorldFileProblem(loaded.val);
}
