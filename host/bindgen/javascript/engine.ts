import type { Package, World } from '../wit/model.ts';

export const ENGINES = ['spidermonkey', 'quickjs'] as const;
export type EngineName = (typeof ENGINES)[number];
/** What is meant when a component names none. */
export const STANDARD_ENGINE: EngineName = 'spidermonkey';

/** What an engine makes a component of. */
export interface Order {
  /** Holds `entry.js`, what it imports in `src/`, and nothing else; the engine may write into it. */
  readonly folder: string;
  /** The paths of the modules in `src/`. */
  readonly sources: readonly string[];
  readonly world: World;
  readonly packages: readonly Package[];
  /** Whether the engine may ask for clocks, randomness and output beside what the world imports. */
  readonly wasi: boolean;
}

/** Runs a module once, in a sandbox, and makes a component of what it has become. Throws `EngineFailure`. */
export type Engine = (order: Order) => Promise<Uint8Array>;

/** Why there is no component. */
export interface Reason {
  /** What the engine said, without its place. */
  readonly text: string;
  /** The place in a file, by its path in the folder of the order. */
  readonly frame?: { readonly path: string; readonly line: number; readonly column: number };
  /** A name that a module does not export, though another imports it. */
  readonly absent?: { readonly module: string; readonly name: string };
  /** A module that is not there, and how the importing file names it, or the path that was looked for. */
  readonly unresolved?: { readonly specifier: string; readonly importer?: string; readonly path?: string };
}

/** What is said of a module that awaits, outside of its functions, what never comes. */
export const NOT_LOADED = 'is not loaded to its end: outside of its functions it awaits what never comes';

/** What is said of a module that calls a function of the world outside of its functions. */
export function calledEarly(module: string, name: string): string {
  return `calls ${name} of ${module} while it is loaded, when there is no world: call it inside of a function`;
}

export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason.text, options);
    this.reason = reason;
  }
}
