/** Most objects remembered, and most bytes of their slots: what a busy world touches, whatever its size. */
const MAX_OBJECTS = 65_536;
const MAX_BYTES = 64 * 1024 * 1024;
/** What remembering an object costs beside its slots: the map's entry, this record, the array's header. */
const OVERHEAD_BYTES = 256;

/** Process-wide, so that no stamp ever returns while a component that saw it lives. */
let lastStamp = 0;

/** A stamp never given out before in this process. */
export function freshStamp(): bigint {
  return BigInt(++lastStamp);
}

/** The latest committed slots of one object. */
export interface CachedObject {
  /** 0 when there are none. */
  stamp: bigint;
  /** All slots, as `run.ts` lays them out. */
  run: Uint8Array;
  /** The engine's version from which on they are so. */
  since: number;
  /** The task whose commit made them so; none (-1) when they were read. */
  madeBy: number;
  /** The task that last looked. */
  seenBy: number;
  /** Whether anyone looked since the last search for something to forget. */
  used: boolean;
}

export interface CacheLimits {
  readonly maxObjects?: number;
  readonly maxBytes?: number;
}

/** A map finds a number in two thirds of the time that it takes to find a bigint, and this one is asked for every object of every task. */
type Key = number | bigint;

const LEAST_INEXACT = 1n << 53n;

function keyOf(oid: bigint): Key {
  return oid < LEAST_INEXACT ? Number(oid) : oid;
}

/** The latest committed slots of the objects used most recently. */
export class ObjectCache {
  readonly #objects = new Map<Key, CachedObject>();
  readonly #maxObjects: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ maxObjects = MAX_OBJECTS, maxBytes = MAX_BYTES }: CacheLimits = {}) {
    this.#maxObjects = maxObjects;
    this.#maxBytes = maxBytes;
  }

  get(oid: bigint): CachedObject | undefined {
    return this.#objects.get(keyOf(oid));
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Remembers the slots of an object that is not in the cache. */
  insert(oid: bigint, run: Uint8Array, stamp: bigint, since: number, seenBy: number): void {
    this.#objects.set(keyOf(oid), { stamp, run, since, madeBy: -1, seenBy, used: true });
    this.#bytes += OVERHEAD_BYTES + run.length;
    this.#shrink();
  }

  /** Replaces the slots of an object in the cache. */
  replace(cached: CachedObject, run: Uint8Array, stamp: bigint, since: number, madeBy: number): void {
    this.#bytes += run.length - cached.run.length;
    cached.run = run;
    cached.stamp = stamp;
    cached.since = since;
    cached.madeBy = madeBy;
    this.#shrink();
  }

  /** An object was changed at a version, by the task of this process with a number or by another process (-1). */
  changed(oid: bigint, version: number, task: number): void {
    const cached = this.get(oid);
    if (cached === undefined || version < cached.since) return;
    if (version > cached.since || task !== cached.madeBy) this.remove(oid);
  }

  remove(oid: bigint): void {
    const cached = this.get(oid);
    if (cached === undefined) return;
    this.#objects.delete(keyOf(oid));
    this.#bytes -= OVERHEAD_BYTES + cached.run.length;
  }

  clear(): void {
    this.#objects.clear();
    this.#bytes = 0;
  }

  /** Forgets, oldest first, what nobody looked at since the last search; what was looked at gets another round. */
  #shrink(): void {
    if (this.#objects.size <= this.#maxObjects && this.#bytes <= this.#maxBytes) return;
    for (const [key, cached] of this.#objects) {
      this.#objects.delete(key);
      if (cached.used) {
        cached.used = false;
        this.#objects.set(key, cached);
        continue;
      }
      this.#bytes -= OVERHEAD_BYTES + cached.run.length;
      if (this.#objects.size <= this.#maxObjects && this.#bytes <= this.#maxBytes) return;
    }
  }
}
