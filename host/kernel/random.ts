import type { ImportedInterface } from '../component/index.ts';
import type { TaskScope } from './task.ts';

/** `kernel:task/random`. */
export function random(scope: TaskScope): ImportedInterface {
  return { next: (): bigint => scope.task.random() };
}
