import type { Instance } from '../component/index.ts';
import { exitCode } from './exit.ts';

const RUN = /^wasi:cli\/run@0\.2\.(0|[1-9]\d*)$/;

type Outcome = { readonly tag: 'ok' } | { readonly tag: 'err' };

/** The exit code of a command (`wasi:cli/run`): 0 or 1 when it returns, any up to 255 when it exits. A trap is thrown. */
export function runCommand(instance: Instance): number {
  const name = Object.keys(instance.exports).find((each) => RUN.test(each));
  if (name === undefined) throw new TypeError('the instance is no command: it does not export wasi:cli/run@0.2');
  try {
    const outcome: Outcome = instance.exports[name].run();
    return outcome.tag === 'ok' ? 0 : 1;
  } catch (error) {
    const code = exitCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
