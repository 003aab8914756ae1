import asc from 'assemblyscript/asc';

import { FINALIZER } from './assemblyscript/lost-handles.ts';
import { LOST_HANDLES_PATH } from './assemblyscript/paths.ts';

/** The file and variable of the collector that counts the bytes of all objects, and the name bindings know it by. */
const COLLECTOR_FILE = '~lib/rt/tcms';
const COLLECTOR_TOTAL = 'total';
const TOTAL_ALIAS = 'gc_total';
/** What the collector calls for every object it frees, when it is defined. */
const FINALIZER_ALIAS = '__finalize';

/** AssemblyScript sources that do not compile. The message is the compiler's, with the author's files and lines. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
}

/** The part of the compiler's program that is used here. */
interface Program {
  readonly filesByName: Map<string, { getMember(name: string): unknown }>;
  readonly elementsByName: Map<string, unknown>;
}

/**
 * Ties the bindings to the collector, which the language does not: they read how much it manages, so as to tell when collecting
 * is worth it, and are told of what it frees.
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
  },
};

/** Compiles a component's core module. `folder` holds `bindings` and `assembly`; `abort` is what aborts call. */
export async function compile(folder: string, entry: string, abort: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const messages: string[] = [];
  const options = [
    `${entry}.ts`,
    '--baseDir',
    folder,
    '--outFile',
    'core.wasm',
    '--runtime',
    'minimal',
    '-O3',
    '--exportStart',
    '_initialize',
    '--use',
    `abort=${abort}/abort`,
    '--debug',
    '--enable',
    'simd',
    '--noColors',
  ];
  const { error } = await asc.main(options, {
    stderr: { write: (text: string | Uint8Array) => void messages.push(String(text)) },
    stdout: { write: () => {} },
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name === 'core.wasm' && typeof contents !== 'string') binary = contents;
    },
    transforms: [tieToCollector],
  } as unknown as Parameters<typeof asc.main>[1]);
  if (error || !binary) throw new CompileError(messages.join('').trim() || String(error));
  if (messages.length > 0) process.stderr.write(messages.join(''));
  return binary;
}
