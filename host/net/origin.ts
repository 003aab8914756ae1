import { hostname } from 'node:os';

/** Names that a browser gives to the machine it runs on. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Where a request arrived. */
export interface Arrival {
  /** The address of this machine that was connected to. */
  readonly address: string;
  readonly port: number;
}

/**
 * Whether a page from `origin` may open a websocket here. Only pages that this host served itself may, and those of origins that the
 * operator names: the address that was connected to, or a name that cannot be another's. The request's `Host` says nothing, for a
 * foreign page can make its own name resolve to this machine.
 */
export function isOwnOrigin(origin: string, arrival: Arrival, named: readonly string[]): boolean {
  if (named.includes(origin)) return true;
  const url = URL.parse(origin);
  if (url === null || url.origin !== origin) return false;
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  if (port !== arrival.port) return false;
  const own = arrival.address.includes(':') ? `[${arrival.address}]` : arrival.address;
  const name = hostname().toLowerCase();
  // No public name ends in .local, so that one is this machine's too.
  if ([own, name, `${name}.local`].includes(url.hostname)) return true;
  return isLoopback(arrival.address) && LOOPBACK_NAMES.includes(url.hostname);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
