import type { AddressInfo, Server } from 'node:net';
import { HostProblem } from './kernel/index.ts';

/** Makes a server listen. Its address as in a URL, `127.0.0.1:8080`. Throws `HostProblem`; `flag` is what would mend it. */
export async function listen(server: Server, host: string, port: number, flag: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (error) {
    throw new HostProblem(problem(error as NodeJS.ErrnoException, host, port, flag), { cause: error });
  }
  server.off('error', reject);
  const { address, family, port: actual } = server.address() as AddressInfo;
  return `${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}

function problem({ code, message }: NodeJS.ErrnoException, host: string, port: number, flag: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use: stop the program that uses it, or choose another with ${flag}`;
    case 'EACCES':
      return `port ${port} on ${host} is not allowed to this user: choose one above 1023 with ${flag}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine: choose another with --host`;
    default:
      return `cannot listen on ${host}, port ${port} (${message}): choose another with --host and ${flag}`;
  }
}
