import { Buffer } from 'node:buffer';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the operator's socket in the data folder. */
const SOCKET_NAME = 'operator.sock';
/** Longest path of a Unix domain socket on Linux, in bytes, without the final zero: `sun_path` in unix(7). */
const MAX_PATH_BYTES = 107;

/** Where the host of a data folder listens for its operator. */
export function operatorSocket(dataFolder: string): string {
  return join(dataFolder, SOCKET_NAME);
}

/** Calls `use` with a path to the operator's socket that is short enough to bind or to connect to, valid until `use` has returned. */
export function withSocketPath<T>(dataFolder: string, use: (path: string) => T): T {
  const path = operatorSocket(dataFolder);
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return use(path);
  // The kernel resolves the path when it binds or connects, which Node does before it returns.
  const folder = openSync(dataFolder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return use(`/proc/self/fd/${folder}/${SOCKET_NAME}`);
  } finally {
    closeSync(folder);
  }
}
