import { isIPv6 } from 'node:net';

/** Hexadecimal groups of an IPv6 address that name a network: one customer usually has all of the rest. */
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;

export interface AdmissionLimits {
  /** Connections at once, over all addresses. */
  readonly overall: number;
  /** Connections at once from one IPv4 address or IPv6 network. */
  readonly perAddress: number;
}

/** Counts the connections of all transports, and turns away those that are too many. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Why one more is refused, as a sentence; nothing when it is let in, and then `leave` must be called once. */
  enter(address: string): string | undefined {
    const key = countedAs(address);
    const fromThere = this.#byAddress.get(key) ?? 0;
    if (this.#count >= this.#limits.overall) return 'This world is full. Try again later.';
    if (fromThere >= this.#limits.perAddress) return 'There are too many connections from your address.';
    this.#count++;
    this.#byAddress.set(key, fromThere + 1);
    return undefined;
  }

  leave(address: string): void {
    const key = countedAs(address);
    const left = (this.#byAddress.get(key) ?? 0) - 1;
    if (left > 0) this.#byAddress.set(key, left);
    else this.#byAddress.delete(key);
    this.#count--;
  }
}

/** The other side's address without IPv6's way of writing IPv4. */
export function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, '');
}

function countedAs(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : ALL_GROUPS - first.length - last.length;
  const groups = [...first, ...Array<string>(Math.max(0, gap)).fill('0'), ...last];
  return groups.slice(0, NETWORK_GROUPS).join(':');
}
