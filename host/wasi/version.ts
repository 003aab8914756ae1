import type { ImportedInterface } from '../component/index.ts';

/** The release of WASI 0.2 whose interfaces are here. Each release of 0.2 adds to the ones before it and takes nothing away. */
const RELEASE = 12;

/** Interfaces of WASI by full name: what `instantiate` takes as `imports`. */
export type WasiImports = Record<string, ImportedInterface>;

const NAME = /^(wasi:[a-z-]+\/[a-z-]+)@0\.2\.(?:0|[1-9]\d*)$/;

/** `wasi:io/poll` -> `wasi:io/poll@0.2.12`. */
export function versioned(name: string): string {
  return `${name}@0.2.${RELEASE}`;
}

/** The name under which an interface is here that a component names at any release of 0.2, if it can be. */
export function offeredName(name: string): string | undefined {
  const match = NAME.exec(name);
  return match === null ? undefined : versioned(match[1]!);
}
