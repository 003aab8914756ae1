import { Buffer } from 'node:buffer';
import type { LocalEngine, LocalTransaction } from './engine.ts';
import { Indices, IndexCatalogue } from './indices.ts';
import { objectRange, slotKey } from './layout.ts';
import { MAX_SLOT_NAME_BYTES, MAX_SLOT_VALUE_BYTES, overTaskLimit, type WriteError } from './limits.ts';
import { freshStamp, ObjectCache, type CachedObject, type CacheLimits } from './object-cache.ts';
import type { Oids } from './oids.ts';
import { applyToRun, EMPTY_RUN, findInRun, runOf, type SlotWrite } from './run.ts';

/** The slots of all objects in one store, with what the process remembers of them. */
export class SlotStore {
  readonly engine: LocalEngine;
  readonly oids: Oids;
  readonly cache: ObjectCache;
  readonly catalogue = new IndexCatalogue();
  #tasks = 0;

  constructor(engine: LocalEngine, oids: Oids, limits?: CacheLimits) {
    this.engine = engine;
    this.oids = oids;
    this.cache = new ObjectCache(limits);
  }

  /** The slots as one transaction sees and writes them. */
  within(transaction: LocalTransaction): Slots {
    return new Slots(this, transaction, ++this.#tasks);
  }
}

/** What a task has done to one object. */
interface OwnObject {
  /** Changes with every write. */
  stamp: bigint;
  /** Whether all that was there before is gone. */
  cleared: boolean;
  readonly writes: Map<string, SlotWrite>;
  /** All slots as the task sees them, once it has asked. */
  run: Uint8Array | undefined;
  /** Whether the task has asked for its stamp, which is a read of the whole object. */
  seen: boolean;
}

/** The slots of an object at the task's snapshot, when the cache has a later state or none. */
interface PastObject {
  readonly stamp: bigint;
  readonly run: Uint8Array;
}

/**
 * `kernel:store/slots` over one transaction. Arrays it returns belong to the store and are not to be changed; arrays passed in are
 * kept and are not to be changed afterwards. Only this writes the slots' keys: the cache relies on it.
 */
export class Slots {
  readonly indices: Indices;
  readonly #store: SlotStore;
  readonly #cache: ObjectCache;
  readonly #transaction: LocalTransaction;
  readonly #readVersion: number;
  readonly #task: number;
  #own: Map<bigint, OwnObject> | undefined;
  #past: Map<bigint, PastObject> | undefined;
  /** Objects read whole from the cache, and slots read from it: what the commit checks. */
  readonly #seenObjects: bigint[] = [];
  readonly #seenSlots: { readonly oid: bigint; readonly name: Uint8Array }[] = [];

  constructor(store: SlotStore, transaction: LocalTransaction, task: number) {
    this.#store = store;
    this.#cache = store.cache;
    this.#transaction = transaction;
    this.#readVersion = transaction.readVersion;
    this.#task = task;
    this.indices = new Indices(store.engine, store.catalogue, transaction);
    transaction.deferReadConflicts((add) => {
      for (const oid of this.#seenObjects) {
        const { start, end } = objectRange(oid);
        add(start, end);
      }
      for (const { oid, name } of this.#seenSlots) {
        const key = slotKey(oid, name);
        add(key, Buffer.concat([key, Buffer.of(0)]));
      }
      this.indices.listConflicts(add);
    });
  }

  create(): bigint {
    return this.#store.oids.create();
  }

  version(oid: bigint): bigint {
    if (this.#own !== undefined) {
      const own = this.#own.get(oid);
      if (own !== undefined) return this.#ownVersion(oid, own);
    }
    const cached = this.#cache.get(oid);
    if (cached === undefined || cached.since > this.#readVersion) return this.#pastObject(oid).stamp;
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return cached.stamp;
  }

  load(oid: bigint): Uint8Array {
    const own = this.#own?.get(oid);
    return own === undefined ? this.#storedRun(oid) : this.#ownRun(oid, own);
  }

  get(oid: bigint, name: string): Uint8Array | undefined {
    const own = this.#own?.get(oid);
    const write = own?.writes.get(name);
    if (write !== undefined) return write.value;
    if (own?.cleared) return undefined;
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return undefined;
    const cached = this.#cache.get(oid);
    if (cached === undefined || cached.since > this.#readVersion) return this.#transaction.get(slotKey(oid, bytes));
    cached.used = true;
    if (cached.seenBy !== this.#task) this.#seenSlots.push({ oid, name: bytes });
    return findInRun(cached.run, bytes);
  }

  set(oid: bigint, name: string, value: Uint8Array): WriteError | undefined {
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return { tag: 'bad-name', val: bytes.length };
    if (value.length > MAX_SLOT_VALUE_BYTES) return { tag: 'value-too-large', val: value.length };
    const key = slotKey(oid, bytes);
    const sizeBytes = key.length + value.length;
    if (overTaskLimit(this.#transaction.writtenBytes, sizeBytes)) return { tag: 'task-too-large' };
    if (this.indices.covers(name)) {
      const refusal = this.indices.replace(name, oid, this.get(oid, name), value, sizeBytes);
      if (refusal !== undefined) return refusal;
    }
    this.#transaction.set(key, value);
    this.#write(oid).writes.set(name, { name: bytes, value });
    return undefined;
  }

  clear(oid: bigint, name: string): void {
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return;
    if (this.indices.covers(name)) this.indices.remove(name, oid, this.get(oid, name));
    this.#transaction.clear(slotKey(oid, bytes));
    this.#write(oid).writes.set(name, { name: bytes, value: undefined });
  }

  clearAll(oid: bigint): void {
    for (const name of this.indices.names()) this.indices.remove(name, oid, this.get(oid, name));
    const { start, end } = objectRange(oid);
    this.#transaction.clearRange(start, end);
    const own = this.#write(oid);
    own.cleared = true;
    own.writes.clear();
    own.run = EMPTY_RUN;
  }

  /** The record of a task's writes to an object, for one more write. */
  #write(oid: bigint): OwnObject {
    if (this.#own === undefined) {
      this.#own = new Map();
      this.#transaction.onCommit((version) => this.#committed(version));
    }
    const own = this.#own.get(oid);
    if (own !== undefined) {
      own.stamp = freshStamp();
      own.run = undefined;
      return own;
    }
    const first = { stamp: freshStamp(), cleared: false, writes: new Map(), run: undefined, seen: false };
    this.#own.set(oid, first);
    return first;
  }

  #ownVersion(oid: bigint, own: OwnObject): bigint {
    if (!own.seen) {
      own.seen = true;
      this.#seenObjects.push(oid);
    }
    for (const { value } of own.writes.values()) if (value !== undefined) return own.stamp;
    return this.#ownRun(oid, own).length === 0 ? 0n : own.stamp;
  }

  #ownRun(oid: bigint, own: OwnObject): Uint8Array {
    own.run ??= own.cleared ? applyToRun(EMPTY_RUN, own.writes.values()) : this.#mergedRun(oid, own);
    return own.run;
  }

  /** All slots of an object that the task wrote to and did not clear. */
  #mergedRun(oid: bigint, own: OwnObject): Uint8Array {
    const past = this.#past?.get(oid);
    if (past !== undefined) return applyToRun(past.run, own.writes.values());
    const cached = this.#cache.get(oid);
    if (cached === undefined || cached.since > this.#readVersion) return this.#readRun(oid);
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return applyToRun(cached.run, own.writes.values());
  }

  /** All slots of an object as the transaction reads them, its own writes included. */
  #readRun(oid: bigint): Uint8Array {
    const { start, end } = objectRange(oid);
    return runOf(this.#transaction.range(start, end));
  }

  /** All slots of an object that the task has not written to. */
  #storedRun(oid: bigint): Uint8Array {
    const cached = this.#cache.get(oid);
    if (cached === undefined || cached.since > this.#readVersion) return this.#pastObject(oid).run;
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return cached.run;
  }

  #see(oid: bigint, cached: CachedObject): void {
    cached.seenBy = this.#task;
    cached.used = true;
    this.#seenObjects.push(oid);
  }

  /** Reads an object that the task has not written to and that the cache has not, or only as later commits left it. */
  #pastObject(oid: bigint): PastObject {
    const known = this.#past?.get(oid);
    if (known !== undefined) return known;
    const run = this.#readRun(oid);
    const stamp = run.length === 0 ? 0n : freshStamp();
    const object = { stamp, run };
    // The snapshot is the latest state only while nothing has been committed since.
    if (this.#store.engine.version === this.#readVersion && this.#cache.get(oid) === undefined) {
      this.#cache.insert(oid, run, stamp, this.#readVersion, this.#task);
    } else {
      this.#past ??= new Map();
      this.#past.set(oid, object);
    }
    return object;
  }

  /** Brings the cache to the state that this task's commit makes. */
  #committed(version: number): void {
    for (const [oid, own] of this.#own!) {
      const cached = this.#cache.get(oid);
      if (cached === undefined) continue;
      // A task that knows all slots has read them all or cleared them, so nobody changed them since. Otherwise its writes land on the
      // latest state, where others may have written other slots.
      const run = own.run ?? applyToRun(own.cleared ? EMPTY_RUN : cached.run, own.writes.values());
      this.#cache.replace(cached, run, run.length === 0 ? 0n : own.stamp, version);
    }
  }
}
