import { join } from 'node:path';

import asc from 'assemblyscript/asc';

import { FINALIZER } from './assemblyscript/lost-handles.ts';
import { ABORT_PATH, LOST_HANDLES_PATH, SMALL_BLOCKS_PATH } from './assemblyscript/paths.ts';
import { ALLOCATOR } from './assemblyscript/small-blocks.ts';
import { problemsOf, type Diagnostic } from './diagnostics.ts';
import { BuildError, type Problem } from './problem.ts';
import { withSourcePlaces } from './source-places.ts';

const OUT_FILE = 'core.wasm';
const MAP_FILE = `${OUT_FILE}.map`;

/** The file and variable of the collector that counts the bytes of all objects, and the name bindings know it by. */
const COLLECTOR_FILE = '~lib/rt/tcms';
const COLLECTOR_TOTAL = 'total';
const TOTAL_ALIAS = 'gc_total';
/** What the collector calls for every object it frees, when it is defined. */
const FINALIZER_ALIAS = '__finalize';

/** A core module, and what the compiler warns of. */
export interface Compiled {
  readonly binary: Uint8Array;
  readonly warnings: readonly Problem[];
}

/** The part of the compiler's program that is used here. */
interface Program {
  readonly filesByName: Map<string, { getMember(name: string): unknown }>;
  readonly elementsByName: Map<string, unknown>;
}

/**
 * Ties the bindings to the collector, which the language does not: they read how much it manages, so as to tell when collecting
 * is worth it, are told of what it frees, and give it its memory.
 */
const tieToCollector = {
  afterInitialize(program: Program): void {
    const total = program.filesByName.get(COLLECTOR_FILE)?.getMember(COLLECTOR_TOTAL);
    if (!total) {
      throw new Error(
        `${COLLECTOR_FILE} of this AssemblyScript has no \`${COLLECTOR_TOTAL}\`: use the version that package.json names`,
      );
    }
    program.elementsByName.set(TOTAL_ALIAS, total);
    const finalizer = program.filesByName.get(LOST_HANDLES_PATH)?.getMember(FINALIZER);
    if (finalizer) program.elementsByName.set(FINALIZER_ALIAS, finalizer);
    const blocks = program.filesByName.get(SMALL_BLOCKS_PATH);
    for (const [name, ours] of Object.entries(ALLOCATOR)) program.elementsByName.set(name, blocks?.getMember(ours));
  },
};

/**
 * Compiles a component's core module. `folder` holds `bindings` and `assembly`; `entry` is a file in it, without `.ts`.
 * Throws `BuildError` for what does not compile.
 */
export async function compile(folder: string, entry: string): Promise<Compiled> {
  let binary: Uint8Array | undefined;
  let sourceMap = '';
  const diagnostics: Diagnostic[] = [];
  const options = [
    `${entry}.ts`,
    '--baseDir',
    folder,
    '--outFile',
    OUT_FILE,
    '--runtime',
    'minimal',
    '--exportStart',
    '_initialize',
    '--use',
    `abort=${ABORT_PATH}/abort`,
    '-O3',
    // Keeps function names, for stack traces.
    '--debug',
    '--sourceMap',
  ];
  const { error } = await asc.main(options, {
    stderr: { write: () => {} },
    stdout: { write: () => {} },
    reportDiagnostic: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic),
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name === OUT_FILE && typeof contents !== 'string') binary = contents;
      if (name === MAP_FILE) sourceMap = String(contents);
    },
    transforms: [tieToCollector],
  } as unknown as Parameters<typeof asc.main>[1]);
  const problems = problemsOf(diagnostics, folder);
  if (error || !binary) {
    throw new BuildError(problems.length > 0 ? problems : [{ severity: 'error', place: { file: folder }, message: String(error) }]);
  }
  refuseEnvironment(binary, folder);
  return { binary: withSourcePlaces(binary, sourceMap), warnings: problems };
}

/** What of AssemblyScript's library asks for an environment, and what to use instead, by the import's name. */
const ENVIRONMENT: Record<string, string> = {
  seed: 'Math.random needs a source of chance: use one that the world imports',
  trace: 'trace has nowhere to write: use a log that the world imports',
};

/** A component has no environment: whatever the library would ask one for must come from the world. */
function refuseEnvironment(binary: Uint8Array, folder: string): void {
  const module = new WebAssembly.Module(Uint8Array.from(binary));
  const missing = WebAssembly.Module.imports(module).filter((one) => one.module === 'env');
  if (missing.length === 0) return;
  const texts = missing.map(
    ({ name }) => ENVIRONMENT[name] ?? `${name} does not exist: use an interface that the world imports`,
  );
  const place = { file: join(folder, 'assembly') };
  throw new BuildError(texts.map((message) => ({ severity: 'error', place, message })));
}
