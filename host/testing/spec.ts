import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { ABORT_PATH } from '../bindgen/assemblyscript/paths.ts';
import { tieToCollector } from '../bindgen/compile.ts';
import { problemsOf, type Diagnostic } from '../bindgen/diagnostics.ts';
import { BuildError } from '../bindgen/problem.ts';
import type { Runtime } from '../bindgen/runtimes.ts';
import type { Package, World } from '../bindgen/wit/model.ts';

const OUT_FILE = 'spec.wasm';
/** What is compiled: the author's file, and what its failed checks say. */
const ENTRY_FILE = 'bindings/spec-entry.ts';
const TEST_NAME = /^test/;
const decoder = new TextDecoder();

/** A test did not pass. The message is `FILE:LINE:COLUMN: REASON`. */
export class SpecFailure extends Error {
  override readonly name = 'SpecFailure';
}

/** A compiled file of tests. */
export class Spec {
  readonly tests: readonly string[];
  readonly #module: WebAssembly.Module;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    const functions = WebAssembly.Module.exports(module).filter(
      ({ kind, name }) => kind === 'function' && TEST_NAME.test(name),
    );
    this.tests = functions.map(({ name }) => name);
  }

  /** Runs one test in an instance of its own. Throws `SpecFailure`. */
  run(test: string): void {
    const { exports } = new WebAssembly.Instance(this.#module, outsideOfWorlds(this.#module));
    try {
      (exports['_initialize'] as () => void)();
      (exports[test] as () => void)();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new SpecFailure(reasonOf(exports, error), { cause: error });
    }
  }
}

/** What tests are compiled for. */
export interface SpecOptions {
  /** The component's; its bindings were made. */
  readonly folder: string;
  readonly runtime: Runtime;
  readonly world: World;
  readonly packages: readonly Package[];
}

/** Compiles a file of the folder, tests in AssemblyScript. Throws `BuildError`. */
export async function compileSpec(file: string, { folder, runtime, world, packages }: SpecOptions): Promise<Spec> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const diagnostics: Diagnostic[] = [];
  const entry = [
    // First, so that it is there for what the sources do when they are loaded.
    `export { trap_message, trap_place } from '../${ABORT_PATH}';`,
    `export * from '../${file.replace(/\.ts$/, '')}';`,
  ].join('\n');
  const args = [ENTRY_FILE, '--baseDir', folder, '--outFile', OUT_FILE, '--runtime', runtime, '--debug'];
  const { error } = await asc.main([...args, '--exportStart', '_initialize', '--use', `abort=${ABORT_PATH}/abort`], {
    stderr: { write: () => {} },
    stdout: { write: () => {} },
    reportDiagnostic: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic),
    readFile: (name: string, base: string) => (name === ENTRY_FILE ? entry : read(join(base, name))),
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name === OUT_FILE && typeof contents !== 'string') binary = Uint8Array.from(contents);
    },
    transforms: [tieToCollector(runtime)],
  } as unknown as Parameters<typeof asc.main>[1]);
  const problems = problemsOf(diagnostics, { folder, world, packages });
  if (error === null && binary !== undefined) return new Spec(new WebAssembly.Module(binary));
  if (problems.length > 0) throw new BuildError(problems);
  throw new BuildError([{ severity: 'error', place: { file: join(folder, file) }, message: String(error) }]);
}

/** A source, or nothing: the compiler tries several paths. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Imports that say that there is no world here. */
function outsideOfWorlds(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => never>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new SpecFailure(`${from} ${name} was called, and there is no world here: test this with openWorld`);
    };
  }
  return imports;
}

/** What `abort` of the bindings has kept of a failed check; what the engine says of any other trap. */
function reasonOf(exports: WebAssembly.Exports, error: WebAssembly.RuntimeError): string {
  const memory = new DataView((exports['memory'] as WebAssembly.Memory).buffer);
  const text = (name: string): string => {
    const at = (exports[name] as WebAssembly.Global).value as number;
    return at === 0 ? '' : decoder.decode(new Uint8Array(memory.buffer, at + 4, memory.getUint32(at, true)));
  };
  const message = text('trap_message');
  const place = text('trap_place');
  if (message === '') return error.message;
  return place === '' ? message : `${place}: ${message}`;
}
