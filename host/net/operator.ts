import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { MAX_PROGRAM_BYTES, NotInstalled, type Installation, type Kernel } from '../kernel/index.ts';
import { operatorSocket, withSocketPath } from './operator-socket.ts';
import { BadRequest, readBackupFolder, readInstallation } from './operator-request.ts';

/** Most of a request beside the program, in bytes: the world files that come with it. */
const MAX_FILES_BYTES = 4 * 1024 * 1024;
/** Largest body, in bytes: the program is in base64, of which 4 digits carry 3 bytes. */
const MAX_BODY_BYTES = Math.ceil(MAX_PROGRAM_BYTES / 3) * 4 + MAX_FILES_BYTES;
/** Connections at once: an operator has a few terminals. */
const MAX_CONNECTIONS = 32;
/** Only who runs the host may write to the socket, and only who may write to it can connect. */
const NOT_FOR_OTHERS = 0o177;

/** A backup was not made, for a reason the operator can mend. */
export class NotBackedUp extends Error {
  override readonly name = 'NotBackedUp';
}

export interface OperatorParts {
  readonly kernel: Kernel;
  readonly name: string;
  readonly version: string;
  /** Milliseconds since the host started. */
  readonly elapsedMs: () => number;
  /** Backs the store up to a folder, unless the signal stops it; answers what is in it. Rejects with `NotBackedUp`. */
  readonly backUp: (folder: string, signal: AbortSignal) => Promise<{ readonly rows: number; readonly bytes: number }>;
  /** What has gone wrong inside of the host. */
  readonly fault: (error: unknown) => void;
}

/**
 * What the operator asks of a running host, as HTTP over a Unix domain socket in the data folder: whoever may write there is the
 * operator. Nothing of it is on the network's ports.
 *
 *     GET /status           {"name", "version", "node", "pid", "upMs", "healthy", "store": {"hits", "misses", "conflicts"}}
 *     GET /programs         {"programs": [{"name", "hash"}]}, the driver first
 *     PUT /programs/NAME    a body as `readInstallation` reads it; answers `Installed`
 *     POST /backups         {"folder"}, an absolute path; answers {"rows", "bytes"} when it is on disk. Going away stops it
 *
 * An error has a body {"error": {"code", "message"}}, and "missing" with the code not-granted.
 */
export class OperatorServer {
  readonly #server: Server;
  readonly #dataFolder: string;

  constructor(parts: OperatorParts, dataFolder: string) {
    this.#dataFolder = dataFolder;
    this.#server = createAdaptorServer({ fetch: routes(parts).fetch }) as Server;
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Listens, in place of a host that was killed: the data folder is this one's alone. */
  async listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#remove();
    const umask = process.umask(NOT_FOR_OTHERS);
    try {
      withSocketPath(this.#dataFolder, (path) => this.#server.listen({ path }, resolve));
    } finally {
      process.umask(umask);
    }
    await promise;
    this.#server.off('error', reject);
  }

  /** Takes no more requests, and resolves when those there were have been answered. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await closed;
    this.#remove();
  }

  #remove(): void {
    rmSync(operatorSocket(this.#dataFolder), { force: true });
  }
}

function routes({ kernel, name, version, elapsedMs, backUp, fault }: OperatorParts): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => refuse(context, 413, 'too-large', TOO_LARGE) }));
  app.get('/status', (context) =>
    context.json({
      name,
      version,
      node: process.versions.node,
      pid: process.pid,
      upMs: Math.round(elapsedMs()),
      healthy: kernel.healthy,
      store: kernel.storeCounts,
    }),
  );
  app.get('/programs', (context) => context.json({ programs: kernel.components }));
  app.put('/programs/:name', async (context) => {
    const installation: Installation = readInstallation(context.req.param('name'), await context.req.text());
    return context.json(await kernel.install(installation));
  });
  app.post('/backups', async (context) => {
    const folder = readBackupFolder(await context.req.text());
    const { rows, bytes } = await backUp(folder, context.req.raw.signal);
    return context.json({ rows, bytes });
  });
  app.notFound((context) => refuse(context, 404, 'not-found', `there is no ${context.req.method} ${context.req.path}`));
  app.onError((error, context) => {
    if (error instanceof BadRequest) return refuse(context, 400, 'bad-request', error.message);
    if (error instanceof NotInstalled) return refuse(context, 422, error.code, error.message, error.missing);
    if (error instanceof NotBackedUp) return refuse(context, 422, 'not-backed-up', error.message);
    fault(error);
    return refuse(context, 500, 'fault', `the host failed: ${error.message}: its log says more`);
  });
  return app;
}

const TOO_LARGE = `the request has over ${MAX_BODY_BYTES} bytes`;

function refuse(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  missing: readonly string[] = [],
): Response {
  return context.json({ error: { code, message, ...(missing.length > 0 && { missing }) } }, status);
}
