import { readFileSync } from 'node:fs';

import { ComponentError } from '../component/index.ts';
import { Failure, type Call } from './command.ts';
import { inspect } from './inspect/report.ts';
import { reportText } from './inspect/text.ts';

/** Whether bytes begin as a WebAssembly binary, and of which layer: 0 is a core module, 1 a component. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const LAYER_OFFSET = 6;
const PREAMBLE_BYTES = 8;

/** `atrium inspect`. */
export async function runInspect({ positionals, switches, output }: Call): Promise<void> {
  const file = positionals[0]!;
  const bytes = readBinary(file);
  checkLayer(file, bytes);
  try {
    const report = await inspect(file, bytes);
    if (switches.has('json')) output.json(report);
    else output.result(reportText(report, output));
  } catch (error) {
    if (error instanceof ComponentError)
      throw new Failure(`${file} is no valid component: ${error.message}`, { cause: error });
    throw error;
  }
}

function readBinary(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Failure(`there is no file ${file}: "atrium build" says where it writes a component`);
    if (code === 'EISDIR')
      throw new Failure(`${file} is a folder: name a file, such as ${file}/build/NAME.component.wasm`);
    throw new Failure(`${file} cannot be read: ${message}`, { cause: error });
  }
}

function checkLayer(file: string, bytes: Uint8Array): void {
  if (bytes.length < PREAMBLE_BYTES || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new Failure(`${file} is no WebAssembly: a component begins with the bytes 00 61 73 6d`);
  }
  const layer = bytes[LAYER_OFFSET]! + bytes[LAYER_OFFSET + 1]! * 0x100;
  if (layer === 1) return;
  if (layer === 0) throw new Failure(`${file} is a core module, not a component: ${moduleText(bytes)}`);
  throw new Failure(`${file} is WebAssembly of layer ${layer}: a component has layer 1`);
}

/** What a core module has, to tell what it was made for. */
function moduleText(bytes: Uint8Array): string {
  const mend = 'make a component of it, with "atrium build" or with "wasm-tools component new"';
  try {
    const module = new WebAssembly.Module(Uint8Array.from(bytes));
    const from = [...new Set(WebAssembly.Module.imports(module).map((one) => one.module))];
    const exported = WebAssembly.Module.exports(module).length;
    return `it exports ${exported} things and imports from ${from.length === 0 ? 'nothing' : from.join(', ')}; ${mend}`;
  } catch {
    return mend;
  }
}
