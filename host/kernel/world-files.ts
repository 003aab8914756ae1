import { after, type Answer } from '../store/answer.ts';
import { HostProblem } from './errors.ts';
import { IMAGE, type Levels } from './levels.ts';

/** One file of a world image, or of what comes with a program: `kernel:program/image.file`. */
export interface ImageFile {
  /** Inside the image, with `/` between parts. */
  readonly path: string;
  readonly text: string;
}

/** `kernel:program/image.remark`. */
interface Remark {
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

  constructor(remark: Remark) {
    super(textOf(remark));
    const { path, line, reason } = remark;
    this.path = path;
    this.line = line;
    this.reason = reason;
  }
}

/**
 * Has the driver load files in the current task; `source` is the program they come with, empty for the world image. Answers what will not
 * work before something else is done, as `PATH:LINE: REASON`. Throws `WorldFileProblem`.
 */
export function loadFiles(levels: Levels, source: string, files: readonly ImageFile[]): Answer<string[]> {
  const loaded = after(levels.driver(0), ({ exports }): Answer<Loaded> => exports[IMAGE].load(source, files));
  return after(loaded, (result) => {
    if (result.tag === 'err') throw new WorldFileProblem(result.val);
    return result.val.map(textOf);
  });
}

type Loaded = { tag: 'ok'; val: Remark[] } | { tag: 'err'; val: Remark };

function textOf({ path, line, reason }: Remark): string {
  return line === 0 ? `${path}: ${reason}` : `${path}:${line}: ${reason}`;
}
