import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DeclaredElement, Program } from 'assemblyscript';

import { SOURCE_FOLDER } from './assemblyscript/paths.ts';
import type { Problem } from './problem.ts';
import { filesUnder } from './stamp.ts';

/** What of AssemblyScript's library asks for an environment, and what to use instead, by the import's name. */
const MENDS: Record<string, { readonly name: string; readonly mend: string }> = {
  seed: { name: 'Math.random', mend: 'needs a source of chance: use one that the world imports' },
  trace: { name: 'trace', mend: 'has nowhere to write: use a log that the world imports' },
};
/** Several functions of the library that stand for one with any number of arguments. */
const ARITY = /N$/;
const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/**
 * What a program that is compiled would import from elsewhere than the world: what the author declares, and what the library would ask
 * an environment for. A component has neither.
 */
export function checkImports(program: Program, folder: string): Problem[] {
  const problems: Problem[] = [];
  for (const elements of program.moduleImports.values()) {
    for (const [imported, element] of elements) {
      const { range } = (element as DeclaredElement).identifierNode;
      const path = range.source.normalizedPath;
      if (path.startsWith('~lib/')) problems.push(...environmentProblems(imported.replace(ARITY, ''), folder));
      if (!path.startsWith(`${SOURCE_FOLDER}/`)) continue;
      const line = range.source.lineAt(range.start);
      const column = range.source.columnAt();
      problems.push({
        severity: 'error',
        place: { file: join(folder, path), line, column },
        message: `${element.name} would be imported from outside of the world: a component has what its world imports, use an interface of it from ../bindings`,
        source: range.source.text.split('\n')[line - 1] ?? '',
      });
    }
  }
  return problems;
}

/** One for each line that asks for something of the library. */
function environmentProblems(imported: string, folder: string): Problem[] {
  const { name, mend } = MENDS[imported] ?? {
    name: imported,
    mend: 'does not exist: use an interface that the world imports',
  };
  const message = `${name} ${mend}`;
  const found = usesOf(name, folder, message);
  return found.length > 0 ? found : [{ severity: 'error', place: { file: join(folder, SOURCE_FOLDER) }, message }];
}

/** The lines of the author's sources in which a name of the library stands. */
function usesOf(name: string, folder: string, message: string): Problem[] {
  const pattern = new RegExp(String.raw`(?<![\w$.])${RegExp.escape(name)}(?![\w$])`);
  const problems: Problem[] = [];
  for (const file of filesUnder(join(folder, SOURCE_FOLDER))) {
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
