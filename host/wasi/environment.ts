import { versioned, type WasiImports } from './version.ts';

export interface Environment {
  /** Environment variables by name. */
  readonly variables: ReadonlyMap<string, string>;
  /** Of a command; the first is its own name. */
  readonly arguments: readonly string[];
}

/** `wasi:cli/environment`, of just what is given: nothing of the host's own environment. There is no working directory. */
export function environment({ variables, arguments: values }: Environment): WasiImports {
  return {
    [versioned('wasi:cli/environment')]: {
      'get-environment': (): [string, string][] => [...variables],
      'get-arguments': (): readonly string[] => values,
      'initial-cwd': (): undefined => undefined,
    },
  };
}
