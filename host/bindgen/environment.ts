import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { BuildError, type Problem } from './problem.ts';
import { filesUnder } from './stamp.ts';

/** What of AssemblyScript's library asks for an environment, and what to use instead, by the import's name. */
const MENDS: Record<string, { readonly name: string; readonly mend: string }> = {
  seed: { name: 'Math.random', mend: 'needs a source of chance: use one that the world imports' },
  trace: { name: 'trace', mend: 'has nowhere to write: use a log that the world imports' },
};
const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/**
 * A component has no environment: whatever the library would ask one for must come from the world. Throws `BuildError` with the lines
 * that ask.
 */
export function refuseEnvironment(binary: Uint8Array, folder: string): void {
  const module = new WebAssembly.Module(Uint8Array.from(binary));
  const missing = WebAssembly.Module.imports(module).filter((one) => one.module === 'env');
  if (missing.length === 0) return;
  const problems = missing.flatMap(({ name: imported }) => {
    const { name, mend } = MENDS[imported] ?? {
      name: imported,
      mend: 'does not exist: use an interface that the world imports',
    };
    const message = `${name} ${mend}`;
    const found = usesOf(name, folder, message);
    const somewhere: Problem = { severity: 'error', place: { file: join(folder, 'assembly') }, message };
    return found.length > 0 ? found : [somewhere];
  });
  throw new BuildError(problems);
}

/** The lines of the author's sources in which a name of the library stands. */
function usesOf(name: string, folder: string, message: string): Problem[] {
  const pattern = new RegExp(String.raw`(?<![\w$.])${RegExp.escape(name)}(?![\w$])`);
  const problems: Problem[] = [];
  for (const file of filesUnder(join(folder, 'assembly'))) {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n');
    const code = text.replaceAll(COMMENT_OR_STRING, (part) => part.replaceAll(/[^\n]/g, ' ')).split('\n');
    for (const [index, line] of code.entries()) {
      const at = line.search(pattern);
      if (at < 0) continue;
      problems.push({
        severity: 'error',
        place: { file, line: index + 1, column: at + 1 },
        message,
        source: lines[index]!,
      });
    }
  }
  return problems;
}
