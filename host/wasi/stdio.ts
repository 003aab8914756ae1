import { InputStream, OutputStream, type ByteSink } from './streams.ts';
import { versioned, type WasiImports } from './version.ts';

/** `wasi:cli/stdin`, over bytes given beforehand; without them it is empty. */
export function stdin(bytes: Uint8Array = new Uint8Array(0)): WasiImports {
  const stream = new InputStream(bytes);
  return { [versioned('wasi:cli/stdin')]: { 'get-stdin': (): InputStream => stream } };
}

/** `wasi:cli/stdout`. */
export function stdout(sink: ByteSink): WasiImports {
  return { [versioned('wasi:cli/stdout')]: { 'get-stdout': (): OutputStream => new OutputStream(sink) } };
}

/** `wasi:cli/stderr`. */
export function stderr(sink: ByteSink): WasiImports {
  return { [versioned('wasi:cli/stderr')]: { 'get-stderr': (): OutputStream => new OutputStream(sink) } };
}
