import type { Meter } from '../component/index.ts';
import type { Offer } from '../grants/index.ts';
import * as wasi from '../wasi/index.ts';
import type { Level, Journal } from './journal.ts';
import { keyvalue } from './keyvalue.ts';
import { MAX_TASK_LINES, taskLog } from './log.ts';
import type { Pace } from './pace.ts';
import type { TaskScope } from './task.ts';

const NS_PER_MS = 1_000_000n;
/** What the cipher makes in about the time that a unit of fuel stands for. */
const RANDOM_BYTES_PER_UNIT = 2;

/** What WASI acts on. */
export interface WasiParts {
  readonly pace: Pace;
  readonly scope: TaskScope;
  readonly journal: Journal;
  readonly meter: Meter;
}

/**
 * The interfaces of WASI for one instance of a component, as a task has them: the clocks stand at its start, randomness is its own,
 * standard output and error are lines in the log, and nothing can be waited for. `wasi:keyvalue` is the bucket its grant names. There is no input, no environment and no file.
 */
export function offerWasi(parts: WasiParts, component: string): Offer {
  let made: wasi.WasiImports | undefined;
  return (name, parameters) => {
    const kept = keyvalue(parts.scope, parts.pace, name, parameters);
    if (kept !== undefined) return kept;
    const offered = wasi.offeredName(name);
    if (offered === undefined) return undefined;
    made ??= make(parts, component);
    return made[offered];
  };
}

function make({ scope, journal, meter }: WasiParts, component: string): wasi.WasiImports {
  const clock = (ms: () => number): wasi.Clock => ({
    nowNs: () => BigInt(ms()) * NS_PER_MS,
    resolutionNs: NS_PER_MS,
  });
  const source = (length: number): Uint8Array => {
    meter.take(Math.ceil(length / RANDOM_BYTES_PER_UNIT));
    return scope.task.randomBytes(length);
  };
  const write = taskLog(scope, journal, component);
  const output = (level: Level): wasi.ByteSink => {
    const lines = new wasi.LineOutput((line) => write(level, line), MAX_TASK_LINES);
    return {
      write(bytes) {
        scope.task.outputs.add(lines);
        lines.write(bytes);
      },
    };
  };
  return {
    ...wasi.wallClock(clock(() => scope.task.circumstances.startedMs)),
    ...wasi.monotonicClock(clock(() => scope.task.circumstances.steadyMs)),
    ...wasi.random(source),
    ...wasi.insecureRandom(source),
    ...wasi.insecureSeed(source),
    ...wasi.error(),
    ...wasi.poll(),
    ...wasi.streams(),
    ...wasi.environment({ variables: new Map(), arguments: [] }),
    ...wasi.exit(),
    ...wasi.stdin(),
    ...wasi.stdout(output('info')),
    ...wasi.stderr(output('warning')),
    ...wasi.terminals(),
    ...wasi.emptyFilesystem(),
  };
}
