import * as log from '../bindings/kernel-task/log';

/** What `throw` and failed checks do: the operator is told, and the task ends. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  log.write(
    log.Level.Error,
    `the driver gave up at ${file || 'an unknown file'}:${line}:${column}: ${message || 'no reason'}`,
  );
  unreachable();
}
