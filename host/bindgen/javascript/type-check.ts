import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { BINDINGS_FOLDER } from '../project.ts';
import type { Problem } from '../problem.ts';
import type { World } from '../wit/model.ts';
import { exportAt } from './fit.ts';
import { placeOf } from './sources.ts';

/** A compiler that takes longer has lost itself in a type, in milliseconds. */
const MAX_CHECK_MS = 60_000;
/** What is read of the compiler's output, in bytes. */
const MAX_OUTPUT_BYTES = 4_000_000;

const NOT_CHECKED =
  'types are not checked, because there is no package typescript: "npm install --save-dev typescript" gets it';

/** Checks the types of a component in TypeScript, by the settings of `src/tsconfig.json` where there are such. */
export async function checkTypes(folder: string, main: string, world: World): Promise<Problem[]> {
  const compiler = compilerFor(folder);
  if (compiler === undefined)
    return [{ severity: 'warning', place: { file: join(folder, main) }, message: NOT_CHECKED }];
  const settings = existsSync(join(folder, 'src/tsconfig.json')) ? 'src' : BINDINGS_FOLDER;
  const cwd = realpathSync(folder);
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', settings, '--noEmit', '--pretty', 'false'], {
      cwd,
      timeout: MAX_CHECK_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '', killed } = error as { stdout?: string; stderr?: string; killed?: boolean };
    if (killed === true) {
      const message = `its types are not checked within ${MAX_CHECK_MS / 1000} s`;
      return [{ severity: 'error', place: { file: join(folder, main) }, message }];
    }
    const problems = problemsIn(stdout, folder, main, world);
    if (problems.length > 0) return problems;
    throw new Error(`the compiler of TypeScript has failed: ${stderr || stdout}`, { cause: error });
  }
}

/** The author's own compiler, or the one that is installed with Atrium. */
function compilerFor(folder: string): string | undefined {
  for (const from of [join(resolve(folder), 'package.json'), import.meta.filename]) {
    try {
      const manifest = createRequire(from).resolve('typescript/package.json');
      const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
      return join(dirname(manifest), bin['tsc']!);
    } catch {
      continue;
    }
  }
  return undefined;
}

const PLACED = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/;
const UNPLACED = /^error (TS\d+: .*)$/;

/** `src/main.ts(3,5): error TS2322: TEXT`, and lines behind it that are indented. */
function problemsIn(output: string, folder: string, main: string, world: World): Problem[] {
  const problems: Problem[] = [];
  for (const part of output.split(/\r?\n(?=\S)/)) {
    const [first = '', ...more] = part.trimEnd().split(/\r?\n/);
    const [, path, line, column, text] = PLACED.exec(first) ?? [];
    const message = [text ?? UNPLACED.exec(first)?.[1] ?? '', ...more].join('\n');
    if (path === join(BINDINGS_FOLDER, 'fit.ts'))
      problems.push(fitProblem(message, Number(line), { folder, main, world }));
    else if (path !== undefined) problems.push(placed(message, folder, path, Number(line), Number(column)));
    else if (message !== '') problems.push({ severity: 'error', place: { file: join(folder, main) }, message });
  }
  return problems;
}

function placed(message: string, folder: string, path: string, line: number, column: number): Problem {
  const file = join(folder, path);
  const source = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[line - 1] : undefined;
  return { severity: 'error', place: { file, line, column }, message, ...(source !== undefined && { source }) };
}

/** An export of another type than that of the world, at the line that names it. */
function fitProblem(
  message: string,
  line: number,
  { folder, main, world }: { folder: string; main: string; world: World },
): Problem {
  const path = exportAt(world, line);
  const name = path?.at(-1);
  if (path === undefined || name === undefined)
    return { severity: 'error', place: { file: join(folder, main) }, message };
  const named = new RegExp(String.raw`(?<![\w$])${RegExp.escape(name)}(?![\w$])`);
  const place = placeOf(folder, main, (one) => named.test(one));
  return { severity: 'error', place, message: `${path.join('.')} does not fit the world: ${message}` };
}
