import { Pollable } from './poll.ts';
import { versioned, type WasiImports } from './version.ts';

const NS_PER_S = 1_000_000_000n;

export interface Clock {
  /** Of a wall clock: since 1970-01-01T00:00Z. Of a monotonic clock: since any moment, and never less than before. */
  readonly nowNs: () => bigint;
  /** The least difference between two readings that are not the same. */
  readonly resolutionNs: bigint;
}

/** `wasi:clocks/wall-clock.datetime`. */
interface Datetime {
  readonly seconds: bigint;
  readonly nanoseconds: number;
}

/** `wasi:clocks/wall-clock`. */
export function wallClock({ nowNs, resolutionNs }: Clock): WasiImports {
  return {
    [versioned('wasi:clocks/wall-clock')]: {
      now: (): Datetime => datetime(nowNs()),
      resolution: (): Datetime => datetime(resolutionNs),
    },
  };
}

function datetime(ns: bigint): Datetime {
  return { seconds: ns / NS_PER_S, nanoseconds: Number(ns % NS_PER_S) };
}

/** `wasi:clocks/monotonic-clock`. Whether a guest can wait for what it subscribes to is for `wasi:io/poll` to say. */
export function monotonicClock({ nowNs, resolutionNs }: Clock): WasiImports {
  const at = (when: bigint): Pollable => new Pollable(() => when - nowNs());
  return {
    [versioned('wasi:clocks/monotonic-clock')]: {
      now: (): bigint => nowNs(),
      resolution: (): bigint => resolutionNs,
      'subscribe-instant': at,
      'subscribe-duration': (duration: bigint): Pollable => at(nowNs() + duration),
    },
  };
}
