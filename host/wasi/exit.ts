import { versioned, type WasiImports } from './version.ts';

/** Longest chain of causes that is looked through: an exit passes one for each component it unwinds. */
const MAX_CAUSES = 16;

type Status = { readonly tag: 'ok' } | { readonly tag: 'err' };

/** A guest ended itself by `wasi:cli/exit`. It is the cause of the trap that ends the call; see `exitCode`. */
export class Exit extends Error {
  override readonly name = 'Exit';
  /** 0 for success; at most 255. */
  readonly code: number;

  constructor(code: number) {
    super(`it exited with code ${code}`);
    this.code = code;
  }
}

/** `wasi:cli/exit`. The instance cannot be called again afterwards. */
export function exit(): WasiImports {
  return {
    [versioned('wasi:cli/exit')]: {
      exit: (status: Status): never => {
        throw new Exit(status.tag === 'ok' ? 0 : 1);
      },
      'exit-with-code': (code: number): never => {
        throw new Exit(code);
      },
    },
  };
}

/** The code with which a call ended that threw this error, if it is that the guest exited and not that it failed. */
export function exitCode(error: unknown): number | undefined {
  let cause = error;
  for (let depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth++) {
    if (cause instanceof Exit) return cause.code;
    cause = cause.cause;
  }
  return undefined;
}
