import type { ImportedInterface } from '../component/index.ts';
import type { Journal, Level } from './journal.ts';
import type { TaskScope } from './task.ts';

/** Lines one task may log: enough to follow it, too few to drown what others say. */
export const MAX_TASK_LINES = 100;

/** Writes a line of a component's to the log, as long as its task has not had its share. */
export type TaskLog = (level: Level, text: string) => void;

export function taskLog(scope: TaskScope, journal: Journal, component: string): TaskLog {
  return (level, text) => {
    const lines = ++scope.task.logged;
    if (lines < MAX_TASK_LINES) journal.log(level, component, text);
    else if (lines === MAX_TASK_LINES) {
      journal.log('warning', component, `over ${MAX_TASK_LINES} lines from one task: the rest is left out`);
    }
  };
}

/** `kernel:task/log`. */
export function log(write: TaskLog): ImportedInterface {
  return { write };
}
