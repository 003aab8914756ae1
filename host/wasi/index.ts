/**
 * Interfaces of WASI 0.2 for components, each a function of the power it needs: a clock, a source of randomness, a place for output.
 * What a component is not given it does not have; nothing of the host's own clock, files or environment is reached from here.
 *
 *     component.instantiate({ imports: { ...error(), ...poll(), ...streams(), ...stdout(new LineOutput(print)) } })
 *
 * Each returns its interfaces by full name at the newest release of 0.2 there is here; `wasi:io` (`error`, `poll`, `streams`),
 * `terminals` and `emptyFilesystem` give no power by themselves, and most components need them to link.
 */

export { monotonicClock, wallClock } from './clocks.ts';
export type { Clock } from './clocks.ts';
export { environment } from './environment.ts';
export type { Environment } from './environment.ts';
export { error } from './error.ts';
export { Exit, exit, exitCode } from './exit.ts';
export { emptyFilesystem } from './filesystem.ts';
export { LineOutput } from './lines.ts';
export type { LineSink } from './lines.ts';
export { poll } from './poll.ts';
export type { Sleep } from './poll.ts';
export { insecureRandom, insecureSeed, random } from './random.ts';
export type { RandomSource } from './random.ts';
export { runCommand, runSuspendingCommand } from './run.ts';
export { stderr, stdin, stdout } from './stdio.ts';
export { streams } from './streams.ts';
export type { ByteSink } from './streams.ts';
export { terminals } from './terminals.ts';
export { offeredName } from './version.ts';
export type { WasiImports } from './version.ts';
