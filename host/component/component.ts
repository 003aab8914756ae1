import type { InterfaceDescription } from './description.ts';
import type { Limits } from './limits.ts';
import type { Meter } from './meter.ts';

/** A value of a WIT type as JavaScript sees it (see `index.ts`). */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ComponentFunction = (...values: any[]) => any;

/** Host functions by WIT function name (`clear-all`, `[method]handle.name`). */
export interface ImportedInterface {
  readonly [name: string]: unknown;
}

/** An instance's exported interface: functions by WIT name in camel case. Can be given as an import to another instance. */
export interface ExportedInterface {
  readonly [name: string]: ComponentFunction;
}

export interface InstantiateOptions {
  /** By full name with version: `kernel:store/slots@0.1.0`. */
  imports: Record<string, ImportedInterface | ComponentFunction>;
  /** Without one, each call from the host gets a full tank of its own. */
  meter?: Meter;
  limits?: Partial<Limits>;
}

export interface Component {
  readonly name: string;
  /** SHA-256 of the binary, 64 hexadecimal characters. */
  readonly hash: string;
  readonly imports: readonly InterfaceDescription[];
  readonly exports: readonly InterfaceDescription[];
  instantiate(options: InstantiateOptions): Instance;
}

export interface Instance {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly exports: Record<string, any>;
  /** A call trapped; every later call traps too. */
  readonly poisoned: boolean;
  /** Drops what the instance holds. Every later call traps. */
  dispose(): void;
}

/** Reads, validates, instruments and compiles a component. Throws `ComponentError`. */
export async function loadComponent(_bytes: Uint8Array, _options: { name: string }): Promise<Component> {
  throw new Error('not yet');
}
