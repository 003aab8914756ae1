import { hostResource, suspending } from '../component/index.ts';
import { versioned, type WasiImports } from './version.ts';

/** Resolves after so many milliseconds. */
export type Sleep = (ms: number) => Promise<void>;

/** The longest that `setTimeout` can wait, in milliseconds. */
const MAX_SLEEP_MS = 2 ** 31 - 1;
const NS_PER_MS = 1_000_000;

/** `wasi:io/poll.pollable`: something that a guest can wait for. */
export class Pollable {
  /** Nanoseconds until it is ready; 0 or less when it is. */
  readonly remainingNs: () => bigint;

  constructor(remainingNs: () => bigint) {
    this.remainingNs = remainingNs;
  }

  get ready(): boolean {
    return this.remainingNs() <= 0n;
  }
}

/** For what never has to be waited for. */
export function readyPollable(): Pollable {
  return new Pollable(() => 0n);
}

const pollable = hostResource<Pollable>({ name: 'pollable' });

/**
 * `wasi:io/poll`. With `sleep`, guests that wait are suspended and the instance is made by `instantiateSuspending`. Without, a guest
 * that waits for what is not ready traps: nothing happens while it runs, so it would wait for ever.
 */
export function poll(sleep?: Sleep): WasiImports {
  const block = (one: Pollable): void => {
    if (!one.ready) refuseToWait();
  };
  const pollAll = (all: readonly Pollable[]): Uint32Array => {
    const ready = readyIn(all);
    return ready.length > 0 ? ready : refuseToWait();
  };
  return {
    [versioned('wasi:io/poll')]: {
      pollable,
      '[method]pollable.ready': (one: Pollable): boolean => one.ready,
      '[method]pollable.block':
        sleep === undefined ? block : suspending(async (one: Pollable) => void (await waitFor([one], sleep))),
      poll: sleep === undefined ? pollAll : suspending((all: readonly Pollable[]) => waitFor(all, sleep)),
    },
  };
}

/** The positions of those that are ready. */
function readyIn(all: readonly Pollable[]): Uint32Array {
  if (all.length === 0) throw new Error('poll of an empty list would never return: give at least one pollable');
  return Uint32Array.from(all.flatMap((each, index) => (each.ready ? [index] : [])));
}

async function waitFor(all: readonly Pollable[], sleep: Sleep): Promise<Uint32Array> {
  for (;;) {
    const ready = readyIn(all);
    if (ready.length > 0) return ready;
    const shortestNs = all.map((each) => each.remainingNs()).reduce((least, ns) => (ns < least ? ns : least));
    await sleep(Math.min(Math.ceil(Number(shortestNs) / NS_PER_MS), MAX_SLEEP_MS));
  }
}

function refuseToWait(): never {
  throw new Error(
    'it waits for something that is not ready, which this host does not let it do: ' +
      'only an instance made by instantiateSuspending, with a sleep function for wasi:io/poll, can wait',
  );
}
