import { Buffer } from 'node:buffer';
import { pack, type Element } from '../store/tuple.ts';

/*
 * The kernel's own keys beside the store's (see `store/layout.ts`), as tuples:
 *
 *     ("c", connection)             an open connection: (transport, address)
 *     ("g", name)                   a grant made while the world ran, for a program, as JSON
 *     ("k", "claim")                which host runs the world: `claim.ts`
 *     ("k", "image")                present once a world image has been loaded
 *     ("p", "binary", hash, n)      the n-th piece of a program's binary as it is: what hosts before this one stored
 *     ("p", "name", name)           an installed program: (hash, size), with `true` behind them when it is not to be replaced by a build
 *     ("p", "zstd", hash, n)        the n-th piece of a program's binary, compressed; hash and size are those of the binary itself
 *     ("t", "due", due, timer)      a timer's payload
 *     ("t", "timer", timer)         when a timer is due: (due)
 */

export const CONNECTIONS = range('c');
export const GRANTS = range('g');
export const CLAIM = pack(['k', 'claim']);
export const IMAGE_LOADED = pack(['k', 'image']);
export const PROGRAM_NAMES = range('p', 'name');
export const DUE_TIMERS = range('t', 'due');

export interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

export function connectionKey(connection: bigint): Uint8Array {
  return pack(['c', connection]);
}

export function grantKey(name: string): Uint8Array {
  return pack(['g', name]);
}

export function programNameKey(name: string): Uint8Array {
  return pack(['p', 'name', name]);
}

/** How the pieces of a binary are stored. */
export const ENCODINGS = ['binary', 'zstd'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export function programRange(encoding: Encoding, hash: string): KeyRange {
  return range('p', encoding, hash);
}

export function programPieceKey(encoding: Encoding, hash: string, piece: number): Uint8Array {
  return pack(['p', encoding, hash, BigInt(piece)]);
}

export function dueTimerKey(dueMs: bigint, timer: bigint): Uint8Array {
  return pack(['t', 'due', dueMs, timer]);
}

export function timerKey(timer: bigint): Uint8Array {
  return pack(['t', 'timer', timer]);
}

/** All keys that continue a tuple: no type code is as high as FF. */
function range(...tuple: Element[]): KeyRange {
  const start = pack(tuple);
  return { start, end: Buffer.concat([start, Buffer.of(0xff)]) };
}
