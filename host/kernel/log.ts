import type { ImportedInterface } from '../component/index.ts';
import type { Journal, Level } from './journal.ts';
import type { TaskScope } from './task.ts';

/** Lines one task may log: enough to follow it, too few to drown what others say. */
const MAX_TASK_LINES = 100;

/** `kernel:task/log` for a component. */
export function log(scope: TaskScope, journal: Journal, component: string): ImportedInterface {
  return {
    write(level: Level, text: string): void {
      const lines = ++scope.task.logged;
      if (lines < MAX_TASK_LINES) journal.log(level, component, text);
      else if (lines === MAX_TASK_LINES) {
        journal.log('warning', component, `over ${MAX_TASK_LINES} lines from one task: the rest is left out`);
      }
    },
  };
}
