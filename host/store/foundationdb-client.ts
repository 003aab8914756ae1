import { createRequire } from 'node:module';
import { Unavailable } from './errors.ts';

/** Version of FoundationDB's interface that is asked for: a client library of 7.2 or later has it. */
const API_VERSION = 720;

export type Client = typeof import('foundationdb');

const require = createRequire(import.meta.url);
let client: Client | undefined;

/**
 * Loads FoundationDB's client library. It has one network thread for the whole process, which ends with the process, and can be loaded
 * in one thread of it. Throws `Unavailable` where it is not installed.
 */
export function loadClient(): Client {
  if (client !== undefined) return client;
  try {
    const loaded = requireQuietly();
    loaded.setAPIVersion(API_VERSION);
    client = loaded;
    return client;
  } catch (error) {
    throw new Unavailable(whyNotLoaded(error as NodeJS.ErrnoException), { cause: error });
  }
}

/** The package writes advice to the console when its library is missing; the error says it in one line. */
function requireQuietly(): Client {
  const write = console.error;
  console.error = () => {};
  try {
    return require('foundationdb') as Client;
  } finally {
    console.error = write;
  }
}

function whyNotLoaded(error: NodeJS.ErrnoException): string {
  const reason = error.message.split('\n')[0]!;
  if (error.code === 'MODULE_NOT_FOUND') {
    return 'FoundationDB cannot be used: the npm package `foundationdb` is missing; install the optional dependencies (npm install)';
  }
  if (error.code === 'ERR_DLOPEN_FAILED') {
    return `FoundationDB cannot be used: ${reason}; install its client library (package foundationdb-clients, version 7.3), or name its folder in LD_LIBRARY_PATH`;
  }
  return `FoundationDB cannot be used: ${reason}; it needs its client library of version 7.3 (package foundationdb-clients), loaded in one thread of a process`;
}
