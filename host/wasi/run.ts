import type { Instance, SuspendingInstance } from '../component/index.ts';
import { exitCode } from './exit.ts';

const RUN = /^wasi:cli\/run@0\.2\.(0|[1-9]\d*)$/;

type Outcome = { readonly tag: 'ok' } | { readonly tag: 'err' };

/** The exit code of a command (`wasi:cli/run`): 0 or 1 when it returns, any up to 255 when it exits. A trap is thrown. */
export function runCommand(instance: Instance): number {
  const run = runOf(instance) as () => Outcome;
  try {
    return codeOf(run());
  } catch (error) {
    return codeOfExit(error);
  }
}

/** The same, for a command that may wait. */
export async function runSuspendingCommand(instance: SuspendingInstance): Promise<number> {
  const run = runOf(instance) as () => Promise<Outcome>;
  try {
    return codeOf(await run());
  } catch (error) {
    return codeOfExit(error);
  }
}

function runOf({ exports }: Instance | SuspendingInstance): unknown {
  const name = Object.keys(exports).find((each) => RUN.test(each));
  if (name === undefined) throw new TypeError('the instance is no command: it does not export wasi:cli/run@0.2');
  return exports[name].run;
}

function codeOf(outcome: Outcome): number {
  return outcome.tag === 'ok' ? 0 : 1;
}

function codeOfExit(error: unknown): number {
  const code = exitCode(error);
  if (code === undefined) throw error;
  return code;
}
