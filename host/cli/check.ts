import { Builder } from '../bindgen/builder.ts';
import { BuildError, type Problem } from '../bindgen/problem.ts';
import { outputPath } from '../bindgen/project.ts';
import type { Call } from './command.ts';
import { folderOf } from './folder.ts';
import { tellProblems } from './problems.ts';

const FAILED = 1;

/** `atrium check`. */
export async function runCheck({ positionals, switches, output }: Call): Promise<number> {
  const folder = folderOf(positionals[0]);
  const start = performance.now();
  const { ok, problems } = await check(folder);
  tellProblems(problems, output);
  if (switches.has('json')) output.json({ ok, problems });
  else if (ok) output.result(`${folder} fits its world`);
  output.progress(`checked in ${Math.round(performance.now() - start)} ms`);
  return ok ? 0 : FAILED;
}

async function check(folder: string): Promise<{ ok: boolean; problems: readonly Problem[] }> {
  try {
    return { ok: true, problems: await new Builder().check({ folder, out: outputPath(folder) }) };
  } catch (error) {
    if (error instanceof BuildError) return { ok: false, problems: error.problems };
    throw error;
  }
}
