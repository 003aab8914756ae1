import { rmSync, statSync } from 'node:fs';
import { relative } from 'node:path';

import { Builder } from '../bindgen/builder.ts';
import { BuildError } from '../bindgen/problem.ts';
import { outputPath } from '../bindgen/project.ts';
import type { Call } from './command.ts';
import { folderOf } from './folder.ts';
import { tellProblems } from './problems.ts';
import { sizeText } from './size-text.ts';

const FAILED = 1;

/** `atrium build`. */
export async function runBuild({ positionals, switches, output }: Call): Promise<number> {
  const folder = folderOf(positionals[0]);
  const out = outputPath(folder);
  const json = switches.has('json');
  const start = performance.now();
  output.progress(`building ${out}`);
  // What an interrupted build was about to put in place.
  process.once('exit', () => rmSync(`${out}.${process.pid}`, { force: true }));
  try {
    const { outcome, warnings } = await new Builder().build({ folder, out });
    tellProblems(warnings, output);
    const { size } = statSync(out);
    if (json) output.json({ component: out, outcome, sizeBytes: size, problems: warnings });
    else output.result(`${relative('.', out)}  ${sizeText(size)}`);
    output.progress(outcome === 'unchanged' ? 'unchanged' : `built in ${Math.round(performance.now() - start)} ms`);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    tellProblems(error.problems, output);
    if (json) output.json({ component: null, outcome: 'failed', sizeBytes: null, problems: error.problems });
    return FAILED;
  }
}
