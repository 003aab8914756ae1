/** Bounds on what one instance may hold or hand over. Every one is checked; passing it traps or refuses to link. */
export interface Limits {
  /** Pages of 64 KiB that all linear memories of an instance may have together. */
  memoryPages: number;
  /** Elements that each table may grow to. */
  tableElements: number;
  /** Entries in the handle table of each component instance. */
  handles: number;
  /** Bytes of all the strings and lists of numbers lifted from one instance in one call, as they lie in its memory. */
  stringBytes: number;
  /** Elements of all the other lists lifted from one instance in one call. One made of many values counts once for each 8 of them. */
  listElements: number;
  /**
   * Calls out of guests nested in one another on one meter: to other components, and to functions of the host that call guests again.
   * How deep a guest calls itself is bounded by the engine's stack; passing that is told as this limit, too.
   */
  callDepth: number;
  /** Milliseconds that a call may take, waiting for the host included. Looked at when a guest calls out; what it does by itself is bounded by fuel. */
  wallClockMs: number;
  /** Core and component instances that an instance consists of. */
  instances: number;
  /** Linear memories of an instance. */
  memories: number;
}

/** 64 MiB: two orders above what a driver with a warm cache needs, and 64 such instances fit a small machine. */
const MEMORY_PAGES = 1024;
/** The largest table the compilers used here emit is under 10,000 elements. */
const TABLE_ELEMENTS = 100_000;
/** One task holds tens of handles; a leak is found before it costs memory. */
const HANDLES = 100_000;
/** Twice the most text one message may carry through every layer, with room for lists of texts. */
const STRING_BYTES = 16 * 1024 * 1024;
/** Each becomes an object of some 100 bytes: 25 MiB for one call. */
const LIST_ELEMENTS = 256 * 1024;
/** Each takes 1 to 3 KiB of a stack of 984 KiB; a composition of components that call each other stays under 10. */
const CALL_DEPTH = 100;
/** Longer than any answer is worth waiting for; the most fuel a meter holds is used up sooner. */
const WALL_CLOCK_MS = 30_000;
/** A component that wit-component made has under 10; this is room for a composition of many. */
const INSTANCES = 200;
/** Each reserves 8 GiB of address space in V8. What wit-component makes has one for each component of a composition. */
const MEMORIES = 8;

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  memoryPages: MEMORY_PAGES,
  tableElements: TABLE_ELEMENTS,
  handles: HANDLES,
  stringBytes: STRING_BYTES,
  listElements: LIST_ELEMENTS,
  callDepth: CALL_DEPTH,
  wallClockMs: WALL_CLOCK_MS,
  instances: INSTANCES,
  memories: MEMORIES,
});

/** The most a core module can declare: a 32-bit memory is 65,536 pages. */
const MAX_MEMORY_PAGES = 65_536;
/** V8's own bound on tables. */
const MAX_TABLE_ELEMENTS = 10_000_000;
/** The canonical ABI's bound on strings and lists: 2^28 - 1 bytes. */
export const MAX_VALUE_BYTES = 2 ** 28 - 1;

/** Deeper, the engine's stack is what ends. */
const MAX_CALL_DEPTH = 1_000;
/** The longest timer Node has. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** More are refused when a component is loaded. */
const MAX_INSTANCES = 2_000;

const CEILINGS: Readonly<Limits> = {
  memoryPages: MAX_MEMORY_PAGES,
  tableElements: MAX_TABLE_ELEMENTS,
  handles: MAX_VALUE_BYTES,
  stringBytes: MAX_VALUE_BYTES,
  listElements: MAX_VALUE_BYTES,
  callDepth: MAX_CALL_DEPTH,
  wallClockMs: MAX_TIMER_MS,
  instances: MAX_INSTANCES,
  memories: MAX_INSTANCES,
};

/** Fills in the defaults. A bound that is no whole number from 0 to its ceiling is a RangeError. */
export function completeLimits(limits: Partial<Limits> = {}): Limits {
  const complete = { ...DEFAULT_LIMITS, ...limits };
  for (const name of Object.keys(CEILINGS) as (keyof Limits)[]) {
    const value = complete[name];
    if (!Number.isInteger(value) || value < 0 || value > CEILINGS[name]) {
      throw new RangeError(`limit ${name} is ${value}; give a whole number from 0 to ${CEILINGS[name]}`);
    }
  }
  return complete;
}

/** What stops work of the glue that would pass a limit; out of a call it becomes `LimitExceeded`. */
export class OverLimit extends Error {
  readonly limit: keyof Limits;

  constructor(limit: keyof Limits, what: string) {
    super(`${what} (limit ${limit})`);
    this.name = 'OverLimit';
    this.limit = limit;
  }
}
