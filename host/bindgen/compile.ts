import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Program } from 'assemblyscript';
import asc from 'assemblyscript/asc';

import { FINALIZER } from './assemblyscript/lost-handles.ts';
import { EXPECTED_PATH, type Expected } from './assemblyscript/expected.ts';
import { ABORT_PATH, ENTRY_PATH, LOST_HANDLES_PATH, SMALL_BLOCKS_PATH } from './assemblyscript/paths.ts';
import { ALLOCATOR } from './assemblyscript/small-blocks.ts';
import { checkConformance, missingFiles } from './conformance.ts';
import { checkImports } from './environment.ts';
import { problemsOf, type Diagnostic } from './diagnostics.ts';
import type { HintContext } from './hints.ts';
import { BuildError, type Problem } from './problem.ts';
import type { Runtime } from './runtimes.ts';
import type { Package, World } from './wit/model.ts';
import { withSourcePlaces } from './source-places.ts';

const OUT_FILE = 'core.wasm';
const MAP_FILE = `${OUT_FILE}.map`;

/** The file of a runtime's collector, and variables of it by the names that bindings know them by. */
const COLLECTORS: Record<Runtime, { file: string; variables: Record<string, string> }> = {
  // How many bytes all objects take.
  minimal: { file: '~lib/rt/tcms', variables: { gc_total: 'total' } },
  // And from how many on it also collects while objects are allocated.
  incremental: { file: '~lib/rt/itcms', variables: { gc_total: 'total', gc_threshold: 'threshold' } },
};
/** What the collector calls for every object it frees, when it is defined. */
const FINALIZER_ALIAS = '__finalize';

/** A core module, and what the compiler warns of. */
export interface Compiled {
  readonly binary: Uint8Array;
  readonly warnings: readonly Problem[];
}

/**
 * Ties the bindings to the collector, which the language does not: they read how much it manages, so as to tell when collecting
 * is worth it, are told of what it frees, and give it its memory.
 */
export const tieToCollector = (runtime: Runtime) => ({
  afterInitialize(program: Program): void {
    const { file, variables } = COLLECTORS[runtime];
    for (const [alias, name] of Object.entries(variables)) {
      const variable = program.filesByName.get(file)?.getMember(name);
      if (!variable) {
        throw new Error(`${file} of this AssemblyScript has no \`${name}\`: use the version that package.json names`);
      }
      program.elementsByName.set(alias, variable);
    }
    const finalizer = program.filesByName.get(LOST_HANDLES_PATH)?.getMember(FINALIZER);
    if (finalizer) program.elementsByName.set(FINALIZER_ALIAS, finalizer);
    const blocks = program.filesByName.get(SMALL_BLOCKS_PATH);
    for (const [name, ours] of Object.entries(ALLOCATOR)) {
      const block = blocks?.getMember(ours);
      if (block) program.elementsByName.set(name, block);
    }
  },
});

/** What is compiled, and for what. */
export interface CompileOptions {
  /** Holds `bindings` and `assembly`. */
  readonly folder: string;
  readonly runtime: Runtime;
  readonly world: World;
  /** What the author's exports are held against. */
  readonly expected: Expected;
  readonly packages: readonly Package[];
}

/** The compiler's arguments for making a core module; `--debug` keeps the names of functions, for stack traces. */
const MAKING = ['-O3', '--debug', '--sourceMap', '--outFile', OUT_FILE];

/** The compiler's arguments that say what sources mean. */
function languageArguments(runtime: Runtime): string[] {
  return ['--runtime', runtime, '--exportStart', '_initialize', '--use', `abort=${ABORT_PATH}/abort`];
}

/** What the compiler alone is called with for the same sources, in a component's folder: to compare with. */
export function compilerArguments(runtime: Runtime): string[] {
  return [`${ENTRY_PATH}.ts`, ...languageArguments(runtime), ...MAKING];
}

/** Compiles a component's core module. Throws `BuildError` for what does not compile or does not fit the world. */
export async function compile(options: CompileOptions): Promise<Compiled> {
  const { binary, sourceMap, warnings } = await runCompiler(options, MAKING);
  if (!binary) throw new Error(`the compiler wrote no ${OUT_FILE}`);
  return { binary: withSourcePlaces(binary, sourceMap), warnings };
}

/** Finds what `compile` would complain of, without making code; answers what it would warn of. Throws `BuildError`. */
export async function checkSources(options: CompileOptions): Promise<readonly Problem[]> {
  const { warnings } = await runCompiler(options, ['--noEmit', '--noValidate']);
  return warnings;
}

interface Run {
  readonly binary: Uint8Array | undefined;
  readonly sourceMap: string;
  readonly warnings: readonly Problem[];
}

async function runCompiler(
  { folder, runtime, world, expected, packages }: CompileOptions,
  further: readonly string[],
): Promise<Run> {
  const missing = missingFiles(expected, folder);
  if (missing.length > 0) throw new BuildError(missing);
  let binary: Uint8Array | undefined;
  let sourceMap = '';
  const diagnostics: Diagnostic[] = [];
  const found: Problem[] = [];
  let hints: HintContext = { folder, world, packages };
  const holdAgainstWorld = {
    afterInitialize(program: Program): void {
      hints = { ...hints, program };
      found.push(...checkConformance(program, expected, folder));
      // What the compiler makes of it would say the same again, at places in generated code.
      if (found.some(isError)) throw new Nonconforming();
    },
    afterCompile(): void {
      if (hints.program) found.push(...checkImports(hints.program, folder));
      if (found.some(isError)) throw new Nonconforming();
    },
  };
  const args = [
    `${ENTRY_PATH}.ts`,
    `${EXPECTED_PATH}.ts`,
    '--baseDir',
    folder,
    ...languageArguments(runtime),
    ...further,
  ];
  const { error } = await asc.main(args, {
    stderr: { write: () => {} },
    stdout: { write: () => {} },
    reportDiagnostic: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic),
    readFile: (name: string, base: string) => expected.files.get(name) ?? readSource(join(base, name)),
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name === OUT_FILE && typeof contents !== 'string') binary = contents;
      if (name === MAP_FILE) sourceMap = String(contents);
    },
    transforms: [tieToCollector(runtime), holdAgainstWorld],
  } as unknown as Parameters<typeof asc.main>[1]);
  const problems = [...found, ...problemsOf(diagnostics, hints)];
  if (error) {
    throw new BuildError(
      problems.length > 0 ? problems : [{ severity: 'error', place: { file: folder }, message: String(error) }],
    );
  }
  return { binary, sourceMap, warnings: problems };
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** Ends a compilation: its problems are told already. */
class Nonconforming extends Error {}

/** A source, or nothing: the compiler tries several paths. */
function readSource(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
