import { statSync } from 'node:fs';
import { relative } from 'node:path';

import { buildComponent } from '../bindgen/build.ts';
import { BuildError, formatProblem, type Problem } from '../bindgen/problem.ts';
import { outputPath } from '../bindgen/project.ts';
import type { Call } from './command.ts';
import { folderOf } from './folder.ts';
import type { Output } from './output.ts';
import { sizeText } from './size-text.ts';

const FAILED = 1;

/** `atrium build`. */
export async function runBuild({ positionals, switches, output }: Call): Promise<number> {
  const folder = folderOf(positionals[0]);
  const out = outputPath(folder);
  const start = performance.now();
  try {
    const { outcome, warnings } = await buildComponent({ folder, out });
    tellProblems(warnings, output);
    const { size } = statSync(out);
    if (switches.has('json')) output.json({ component: out, outcome, sizeBytes: size, problems: warnings });
    else output.result(`${relative('.', out)}  ${sizeText(size)}`);
    output.progress(outcome === 'unchanged' ? 'unchanged' : `built in ${Math.round(performance.now() - start)} ms`);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    tellProblems(error.problems, output);
    if (switches.has('json')) output.json({ component: null, outcome: 'failed', sizeBytes: null, problems: error.problems });
    return FAILED;
  }
}

/** Writes problems, each once. */
export function tellProblems(problems: readonly Problem[], output: Output): void {
  const told = new Set<string>();
  for (const problem of problems) {
    const text = formatProblem(problem);
    if (told.has(text)) continue;
    told.add(text);
    const colour = problem.severity === 'error' ? 'red' : 'yellow';
    output.progress(text.replace(`${problem.severity}:`, output.styleProgress(colour, `${problem.severity}:`)));
  }
}
