import type { ImportedInterface } from '../component/index.ts';
import type { TaskScope } from './task.ts';

/** `kernel:task/clock`. */
export function clock(scope: TaskScope): ImportedInterface {
  return {
    now: (): bigint => BigInt(scope.task.circumstances.startedMs),
    run: (): bigint => BigInt(scope.task.number),
  };
}
