/**
 * Calls from the host that may be suspended at once, in one process; the next ones wait for their turn. Each has a stack of its own,
 * and V8 ends the process when it can map no more of them: with Node 26 on Linux 30,000 were held and 60,000 were not.
 */
export const MAX_SUSPENDED_CALLS = 10_000;
/** The same with the calls between components that these make, which cannot wait for each other: the next one traps. */
export const MAX_STACKS = 20_000;

let calls = 0;
let stacks = 0;
const waiting: (() => void)[] = [];

/** Runs a call of the host on a stack of its own, when there is room for one. */
export async function onStack<T>(call: () => Promise<T>): Promise<T> {
  if (calls >= MAX_SUSPENDED_CALLS) await new Promise<void>((resolve) => waiting.push(resolve));
  else calls++;
  try {
    return await call();
  } finally {
    // Whoever waits takes over this place.
    const next = waiting.shift();
    if (next === undefined) calls--;
    else next();
  }
}

/** A core function that may suspend, called on a stack of its own. */
export function promising(core: Function): (...values: unknown[]) => Promise<unknown> {
  const call = WebAssembly.promising(core);
  return async (...values) => {
    if (stacks >= MAX_STACKS) throw new Error(`over ${MAX_STACKS} calls are suspended in this process`);
    stacks++;
    try {
      return await call(...values);
    } finally {
      stacks--;
    }
  };
}
