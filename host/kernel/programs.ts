import { ComponentError, type Component, type ImportedInterface } from '../component/index.ts';
import { NotGranted } from '../grants/index.ts';
import { after, orElse, type Answer } from '../store/answer.ts';
import { compressSync } from './compression.ts';
import { MAX_LEVEL, type Callee, type Levels } from './levels.ts';
import {
  problemWithComponent,
  problemWithCompressed,
  problemWithProgram,
  storeProgram,
  type Library,
  type Program,
} from './library.ts';
import { answering, type Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

/** `kernel:program/programs.program-error`. */
type ProgramError =
  | { tag: 'not-installed'; val: string }
  | { tag: 'too-deep' }
  | { tag: 'not-granted'; val: string }
  | { tag: 'invalid'; val: string };

type Result<T> = { tag: 'ok'; val: T } | { tag: 'err'; val: ProgramError };

/** `kernel:program/programs.description`. */
interface Description {
  name: string;
  hash: string;
  size: number;
  imports: string[];
  exports: string[];
}

const TOO_DEEP: Result<never> = { tag: 'err', val: { tag: 'too-deep' } };

export interface ProgramParts {
  readonly scope: TaskScope;
  readonly pace: Pace;
  readonly library: Library;
  readonly levels: Levels;
  /** The driver's name, which no program may have. */
  readonly driver: string;
  readonly load: (binary: Uint8Array, name: string) => Component;
}

/** `kernel:program/programs` for the driver instance at a level. */
export function programs(
  { scope, pace, library, levels, driver, load }: ProgramParts,
  level: number,
): ImportedInterface {
  const run = pace === 'direct' ? runNow : runWaiting;
  return answering(pace, {
    invoke(name: string, frame: Uint8Array): Answer<Result<Uint8Array>> {
      if (level === MAX_LEVEL) return TOO_DEEP;
      const program = library.find(name);
      if (program === undefined) return { tag: 'err', val: { tag: 'not-installed', val: name } };
      const warm = levels.warm(level + 1, program);
      if (warm !== undefined) return run(warm, frame);
      const made = orElse(() => levels.program(level + 1, program), refusal);
      return after(made, (callee) => ('tag' in callee ? { tag: 'err', val: callee } : run(callee, frame)));
    },

    describe(name: string): Description | undefined {
      const program = library.find(name);
      return program === undefined ? undefined : describe(program);
    },

    install(name: string, binary: Uint8Array): Answer<Result<Description>> {
      const { transaction, decisions } = scope.task;
      const problem = name === driver ? "the name is the driver's" : problemWithProgram(name, binary);
      if (problem !== undefined) return { tag: 'err', val: { tag: 'invalid', val: problem } };
      let component: Component;
      try {
        component = load(binary, name);
      } catch (error) {
        return { tag: 'err', val: refusal(error) };
      }
      const program: Program = { name, component, sizeBytes: binary.length };
      const compressed = compressSync(binary);
      const unfit = problemWithComponent(component) ?? problemWithCompressed(compressed);
      if (unfit !== undefined) return { tag: 'err', val: { tag: 'invalid', val: unfit } };
      const { hash } = component;
      const stored = storeProgram(transaction, { name, hash, sizeBytes: binary.length, isKept: true }, compressed);
      return after(stored, () => {
        decisions.push(() => library.adopt(program));
        return { tag: 'ok', val: describe(program) };
      });
    },
  });
}

/** Runs a program for one frame where nothing waits: each verb of each message comes through here. */
function runNow({ entry, frames }: Callee, frame: Uint8Array): Result<Uint8Array> {
  frames.enter(frame);
  entry.run();
  return { tag: 'ok', val: frames.leave() };
}

/** The same where a guest may wait for the store. */
async function runWaiting({ entry, frames }: Callee, frame: Uint8Array): Promise<Result<Uint8Array>> {
  await frames.enter(frame);
  await entry.run();
  return { tag: 'ok', val: await frames.leave() };
}

function refusal(error: unknown): ProgramError {
  if (error instanceof NotGranted) return { tag: 'not-granted', val: error.message };
  if (error instanceof ComponentError) return { tag: 'invalid', val: error.message };
  throw error;
}

function describe({ name, component, sizeBytes }: Program): Description {
  return {
    name,
    hash: component.hash,
    size: sizeBytes,
    imports: component.imports.map((imported) => imported.name),
    exports: component.exports.map((exported) => exported.name),
  };
}
