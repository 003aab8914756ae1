import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { BuildReport } from './builder.ts';
import { formatProblems } from './problem.ts';
import { isCurrent, type BuildOptions } from './stamp.ts';

/**
 * Builds one component: bindings from WIT, core module from AssemblyScript, component from both. Does nothing when
 * neither WIT, sources nor this tool changed since `out` was written. Throws `BuildError`; then the old component stays.
 */
export async function buildComponent(options: BuildOptions): Promise<BuildReport> {
  const { out } = options;
  if (isCurrent(options)) return { outcome: 'unchanged', out, warnings: [] };
  // Loading the compiler takes longer than all that is done when nothing changed.
  const { build } = await import('./build-component.ts');
  return { outcome: 'built', out, warnings: await build(options) };
}

const USAGE = 'usage: node host/bindgen/build.ts components/NAME... [--out FILE] [--wit FOLDER]';

/** Builds what is not current; several components each in a process of their own, because compiling keeps one busy. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, wit: { type: 'string', default: 'wit' } },
  });
  if (positionals.length === 0) throw new Error(USAGE);
  if (positionals.length > 1 && values.out !== undefined) throw new Error(`--out is for one component; ${USAGE}`);
  const stale = positionals
    .map((folder) => ({ folder, out: values.out ?? outputPath(folder), wit: values.wit }))
    .filter((options) => !isCurrent(options));
  const [first, ...others] = stale;
  if (!first) return;
  if (others.length > 0) {
    const codes = await Promise.all(stale.map(({ folder, wit }) => buildInChild(folder, wit)));
    process.exitCode = Math.max(...codes);
    return;
  }
  const start = performance.now();
  const { warnings } = await buildComponent(first);
  if (warnings.length > 0) process.stderr.write(`${formatProblems(warnings)}\n`);
  process.stderr.write(`${first.out}: built in ${Math.round(performance.now() - start)} ms\n`);
}

function outputPath(folder: string): string {
  return join('build', `${basename(resolve(folder))}.component.wasm`);
}

async function buildInChild(folder: string, wit: string): Promise<number> {
  const child = spawn(process.execPath, [import.meta.filename, folder, '--wit', wit], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
