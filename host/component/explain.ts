import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import { printable } from './printable.ts';
import { readTrapReport, type CoreExports } from './trap-report.ts';
import { traceOf } from './trap-trace.ts';

/** What a guest's modules say of why it stopped. */
export interface Explanation {
  readonly reason: string;
  /** Where in the author's source, as far as it is known. */
  readonly source: string | undefined;
  /** The guest's frames, as `Trap.trace`. */
  readonly trace: readonly string[];
}

/** What V8 says of the instruction that does nothing else: a guest that stops itself. */
const UNREACHABLE = 'unreachable';

export function explain(
  error: WebAssembly.RuntimeError,
  plan: Plan,
  cores: readonly CoreExports[],
  limits: Limits,
): Explanation {
  const frames = traceOf(error, plan, limits);
  // Only of one that stopped itself: it could say anything of any other fault.
  const report = error.message === UNREACHABLE ? readTrapReport(cores) : undefined;
  return {
    reason: report?.message ?? printable(error.message),
    source: report?.place ?? frames.find((frame) => frame.place !== undefined)?.place,
    trace: frames.map(({ name = 'a function', place: at }) => (at === undefined ? name : `${name} (${at})`)),
  };
}
