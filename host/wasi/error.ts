import { hostResource } from '../component/index.ts';
import { unreachable } from './unreachable.ts';
import { versioned, type WasiImports } from './version.ts';

const resource = hostResource<never>({ name: 'error' });

/** `wasi:io/error`. Gives no power, and there is never an error: a stream here is open or closed, and does not fail in another way. */
export function error(): WasiImports {
  return {
    [versioned('wasi:io/error')]: { error: resource, '[method]error.to-debug-string': unreachable('error') },
  };
}
