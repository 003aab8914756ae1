import { Buffer } from 'node:buffer';
import { versioned, type WasiImports } from './version.ts';

/** Most that one call may ask for, in bytes: as in Web Crypto's `getRandomValues`. A guest that wants more asks again. */
const MAX_RANDOM_BYTES = 65_536;

/** So many random bytes. */
export type RandomSource = (length: number) => Uint8Array;

/** `wasi:random/random`. The source is to be fit for cryptography: guests make keys with it. */
export function random(source: RandomSource): WasiImports {
  return {
    [versioned('wasi:random/random')]: {
      'get-random-bytes': (length: bigint): Uint8Array => bytes(source, length),
      'get-random-u64': (): bigint => u64(source),
    },
  };
}

/** `wasi:random/insecure`. */
export function insecureRandom(source: RandomSource): WasiImports {
  return {
    [versioned('wasi:random/insecure')]: {
      'get-insecure-random-bytes': (length: bigint): Uint8Array => bytes(source, length),
      'get-insecure-random-u64': (): bigint => u64(source),
    },
  };
}

/** `wasi:random/insecure-seed`. */
export function insecureSeed(source: RandomSource): WasiImports {
  return {
    [versioned('wasi:random/insecure-seed')]: {
      'insecure-seed': (): [bigint, bigint] => [u64(source), u64(source)],
    },
  };
}

function bytes(source: RandomSource, length: bigint): Uint8Array {
  if (length > MAX_RANDOM_BYTES) {
    throw new Error(`${length} random bytes at once; the most is ${MAX_RANDOM_BYTES}: ask for them in parts`);
  }
  return source(Number(length));
}

function u64(source: RandomSource): bigint {
  return Buffer.from(source(8)).readBigUInt64LE();
}
