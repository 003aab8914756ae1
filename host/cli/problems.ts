import { formatProblem, type Problem } from '../bindgen/problem.ts';
import type { Output } from './output.ts';

/** Writes problems of a component to standard error, each once. */
export function tellProblems(problems: readonly Problem[], output: Output): void {
  const told = new Set<string>();
  for (const problem of problems) {
    const text = formatProblem(problem);
    if (told.has(text)) continue;
    told.add(text);
    const kind = `${problem.severity}:`;
    output.progress(
      text.replace(kind, () => output.styleProgress(problem.severity === 'error' ? 'red' : 'yellow', kind)),
    );
  }
}

/** Writes warnings about world files to standard error. */
export function tellWarnings(warnings: readonly string[], output: Output): void {
  for (const warning of warnings) output.progress(`${output.styleProgress('yellow', 'warning:')} ${warning}`);
}
