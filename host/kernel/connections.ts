import type { ImportedInterface } from '../component/index.ts';
import type { Connection } from './connection.ts';
import { LimitPassed } from './errors.ts';
import type { TaskScope } from './task.ts';

/** Longest message, in UTF-16 units. */
const MAX_MESSAGE_UNITS = 60_000;

/** `kernel:net/connections` over the connections of this process. */
export function connections(scope: TaskScope, open: ReadonlyMap<bigint, Connection>): ImportedInterface {
  return {
    send(to: bigint, message: string): void {
      if (message.length > MAX_MESSAGE_UNITS) {
        throw new LimitPassed(
          `a message of ${message.length} UTF-16 units; the most is ${MAX_MESSAGE_UNITS}: send it in parts`,
          'That would have sent too much at once',
        );
      }
      const connection = open.get(to);
      if (connection !== undefined) scope.task.send(connection, message);
    },
    close(which: bigint): void {
      const connection = open.get(which);
      if (connection !== undefined) scope.task.close(connection);
    },
    'explain-failures'(to: bigint, explain: boolean): void {
      const connection = open.get(to);
      if (connection !== undefined) scope.task.decisions.push(() => (connection.explainsFailures = explain));
    },
  };
}
