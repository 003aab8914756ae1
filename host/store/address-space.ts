import { readFileSync } from 'node:fs';
import { Unavailable } from './errors.ts';

/**
 * Throws `Unavailable` when this process may not have so much more address space. LMDB's binding for Node does not survive a map that it
 * is refused: it ends the process with a signal. Linux tells the limit; where no such table is, there is none to be expected.
 */
export function checkAddressSpace(neededBytes: number, purpose: string): void {
  const limitBytes = numberIn('/proc/self/limits', /^Max address space +(\d+)/m);
  if (limitBytes === undefined) return;
  const takenBytes = (numberIn('/proc/self/status', /^VmSize:\s+(\d+) kB/m) ?? 0) * 1_024;
  if (takenBytes + neededBytes <= limitBytes) return;
  throw new Unavailable(
    `this process may take ${limitBytes} bytes of addresses and has taken ${takenBytes}; ${purpose} takes ${neededBytes}: ` +
      `lift the limit (ulimit -v unlimited); addresses take no memory`,
  );
}

function numberIn(path: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(path, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
