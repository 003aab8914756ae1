import { transpile } from '@bytecodealliance/jco';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mkdir } from 'node:fs/promises';

type Exports = Record<string, (...values: unknown[]) => unknown>;

/** Makes instances of one component by the glue that jco generates. */
export async function transpileWithJco(
  bytes: Uint8Array,
): Promise<(imports: Record<string, unknown>) => Promise<Exports>> {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-jco-'));
  try {
    const { files } = await transpile(bytes, {
      name: 'component',
      instantiation: { tag: 'async' },
      noNodejsCompat: true,
    } as never);
    const entries: [string, Uint8Array][] = Array.isArray(files) ? files : Object.entries(files);
    for (const [name, content] of entries) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const cores = new Map(entries.filter(([name]) => name.endsWith('.wasm')));
    const module = await import(pathToFileURL(join(folder, 'component.js')).href);
    const compile = async (name: string) => WebAssembly.compile(cores.get(name) as Uint8Array<ArrayBuffer>);
    return (imports) => module.instantiate(compile, imports);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a component by the glue that jco generates: the oracle of differential tests. */
export async function instantiateWithJco(bytes: Uint8Array, imports: Record<string, unknown>): Promise<Exports> {
  return (await transpileWithJco(bytes))(imports);
}
