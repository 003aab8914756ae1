import { Buffer } from 'node:buffer';
import { after, type Answer, type AtOnce } from './answer.ts';
import { Changes, type Recorder } from './changes.ts';
import type { Engine, LocalEngine, LocalTransaction, Transaction } from './engine.ts';
import { IndexCatalogue } from './index-catalogue.ts';
import { Indices } from './indices.ts';
import type { Index } from './index-declaration.ts';
import { following, objectRange, slotKey } from './layout.ts';
import { MAX_SLOT_NAME_BYTES, MAX_SLOT_VALUE_BYTES, overTaskLimit, type WriteError } from './limits.ts';
import { freshStamp, ObjectCache, type CachedObject, type CacheLimits } from './object-cache.ts';
import type { Oids } from './oids.ts';
import { applyToRun, EMPTY_RUN, findInRun, runOf, type SlotWrite } from './run.ts';

/** How often the cache of objects served, and how often tasks met another's write. Since the store was opened. */
export interface StoreCounts {
  /** Looks at an object or a slot that the cache answered. */
  hits: number;
  /** Those that went to the engine. */
  misses: number;
  /** Tasks that were undone because another had changed what they read. */
  conflicts: number;
}

/** The slots of all objects in one store, with what the process remembers of them. */
export class SlotStore<E extends Engine = Engine> {
  readonly engine: E;
  readonly oids: Pick<Oids, 'create'>;
  readonly cache: ObjectCache;
  readonly catalogue = new IndexCatalogue();
  readonly counts: StoreCounts = { hits: 0, misses: 0, conflicts: 0 };
  /** What other processes change; none on an engine that no other process writes to. */
  readonly changes: Changes | undefined;
  #tasks = 0;

  constructor(engine: E, oids: Pick<Oids, 'create'>, limits?: CacheLimits) {
    this.engine = engine;
    this.oids = oids;
    this.cache = new ObjectCache(limits);
    if (engine.exclusive) return;
    this.changes = new Changes(engine, {
      object: (oid, version, task) => this.cache.changed(oid, version, task),
      indices: (version, task) => this.catalogue.changed(version, task),
      everything: () => {
        this.cache.clear();
        this.catalogue.since = Infinity;
      },
    });
  }

  /** The slots as one transaction sees and writes them. */
  within(transaction: LocalTransaction): LocalSlots;
  within(transaction: Transaction): Slots;
  within(transaction: Transaction): Slots | LocalSlots {
    return new Slots(this, transaction, ++this.#tasks);
  }

  /** Whether what is read at a version may be remembered as the latest: nothing is known to have been committed since. */
  isLatest(version: number): boolean {
    return (
      (this.changes === undefined ? (this.engine as unknown as LocalEngine).version : this.changes.heard) === version
    );
  }
}

/** `Slots` on an engine that answers at once. */
export type LocalSlots = AtOnce<Omit<Slots, 'indices'>> & { readonly indices: AtOnce<Indices> };

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
  /** Whether it has read all slots after its first write. */
  whole: boolean;
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
  #indices: Indices | undefined;
  readonly #store: SlotStore;
  readonly #cache: ObjectCache;
  readonly #transaction: Transaction;
  readonly #task: number;
  readonly #recorder: Recorder | undefined;
  /** The version the task reads at, once the cache holds for it; before that -1. */
  #readVersion = -1;
  #beginning: Promise<number> | undefined;
  #own: Map<bigint, OwnObject> | undefined;
  #past: Map<bigint, PastObject> | undefined;
  /** Objects read whole from the cache, and slots read from it, that the commit has still to be told of. */
  readonly #seenObjects: bigint[] = [];
  readonly #seenSlots: { readonly oid: bigint; readonly name: Uint8Array }[] = [];

  constructor(store: SlotStore, transaction: Transaction, task: number) {
    this.#store = store;
    this.#cache = store.cache;
    this.#transaction = transaction;
    this.#task = task;
    this.#recorder = store.changes?.recorder(transaction, task);
    if (store.changes === undefined) this.#readVersion = (transaction as LocalTransaction).readVersion;
    transaction.deferReadConflicts((add) => {
      for (const oid of this.#seenObjects.splice(0)) {
        const { start, end } = objectRange(oid);
        add(start, end);
      }
      for (const { oid, name } of this.#seenSlots.splice(0)) {
        const key = slotKey(oid, name);
        add(key, following(key));
      }
      this.#indices?.listConflicts(add);
    });
  }

  get indices(): Indices {
    this.#indices ??= new Indices({
      catalogue: this.#store.catalogue,
      transaction: this.#transaction,
      task: this.#task,
      begun: () => this.#begin(),
      isLatest: (version) => this.#store.isLatest(version),
      recorder: this.#recorder,
    });
    return this.#indices;
  }

  create(): Answer<bigint> {
    return this.#store.oids.create();
  }

  version(oid: bigint): Answer<bigint> {
    if (this.#own !== undefined) {
      const own = this.#own.get(oid);
      if (own !== undefined) return this.#ownVersion(oid, own);
    }
    if (this.#readVersion < 0) return after(this.#begin(), () => this.version(oid));
    const cached = this.#cached(oid);
    if (cached === undefined) return after(this.#pastObject(oid), ({ stamp }) => stamp);
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return cached.stamp;
  }

  load(oid: bigint): Answer<Uint8Array> {
    const own = this.#own?.get(oid);
    return own === undefined ? this.#storedRun(oid) : this.#ownRun(oid, own);
  }

  get(oid: bigint, name: string): Answer<Uint8Array | undefined> {
    const own = this.#own?.get(oid);
    const write = own?.writes.get(name);
    if (write !== undefined) return write.value;
    if (own?.cleared) return undefined;
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return undefined;
    if (this.#readVersion < 0) return after(this.#begin(), () => this.get(oid, name));
    const cached = this.#cached(oid);
    if (cached === undefined) return this.#transaction.get(slotKey(oid, bytes));
    cached.used = true;
    if (cached.seenBy !== this.#task) this.#seenSlots.push({ oid, name: bytes });
    return findInRun(cached.run, bytes);
  }

  set(oid: bigint, name: string, value: Uint8Array): Answer<WriteError | undefined> {
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return { tag: 'bad-name', val: bytes.length };
    if (value.length > MAX_SLOT_VALUE_BYTES) return { tag: 'value-too-large', val: value.length };
    const key = slotKey(oid, bytes);
    const sizeBytes = key.length + value.length;
    if (overTaskLimit(this.#transaction.writtenBytes, sizeBytes)) return { tag: 'task-too-large' };
    const write = (refusal: WriteError | undefined): WriteError | undefined => {
      if (refusal !== undefined) return refusal;
      this.#transaction.set(key, value);
      this.#write(oid).writes.set(name, { name: bytes, value });
      return undefined;
    };
    return after(this.#indexed(name), (indices) => {
      if (indices === undefined) return write(undefined);
      const changed = (slot: string, before: Uint8Array | undefined) => (slot === name ? value : before);
      return after(
        this.indices.change(indices, oid, (slot) => this.get(oid, slot), changed, sizeBytes),
        write,
      );
    });
  }

  clear(oid: bigint, name: string): Answer<void> {
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length === 0 || bytes.length > MAX_SLOT_NAME_BYTES) return;
    const write = (): void => {
      this.#transaction.clear(slotKey(oid, bytes));
      this.#write(oid).writes.set(name, { name: bytes, value: undefined });
    };
    return after(this.#indexed(name), (indices) => {
      if (indices === undefined) return write();
      const changed = (slot: string, before: Uint8Array | undefined) => (slot === name ? undefined : before);
      return after(
        this.indices.change(indices, oid, (slot) => this.get(oid, slot), changed, 0),
        write,
      );
    });
  }

  clearAll(oid: bigint): Answer<void> {
    const write = (): void => {
      const { start, end } = objectRange(oid);
      this.#transaction.clearRange(start, end);
      const own = this.#write(oid);
      own.cleared = true;
      own.writes.clear();
      own.run = EMPTY_RUN;
    };
    return after(this.indices.declarations(), ({ bySlot }) => {
      if (bySlot.size === 0) return write();
      const indices = [...new Set([...bySlot.values()].flat())];
      return after(
        this.indices.change(
          indices,
          oid,
          (slot) => this.get(oid, slot),
          () => undefined,
          0,
        ),
        write,
      );
    });
  }

  /** The indices that a write of a slot has to keep, if any. */
  #indexed(name: string): Answer<readonly Index[] | undefined> {
    return after(this.indices.declarations(), ({ bySlot }) => bySlot.get(name));
  }

  /** The version the task reads at; from then on the cache holds for it. */
  #begin(): Answer<number> {
    if (this.#readVersion >= 0) return this.#readVersion;
    if (this.#beginning !== undefined) return this.#beginning;
    const begun = after(this.#store.changes!.catchUp(this.#transaction), (version) => (this.#readVersion = version));
    if (begun instanceof Promise) this.#beginning = begun;
    return begun;
  }

  /** What the cache has of an object at the task's version. */
  #cached(oid: bigint): CachedObject | undefined {
    const cached = this.#cache.get(oid);
    if (cached === undefined || cached.since > this.#readVersion) {
      this.#store.counts.misses++;
      return undefined;
    }
    this.#store.counts.hits++;
    return cached;
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
    const first = { stamp: freshStamp(), cleared: false, writes: new Map(), run: undefined, seen: false, whole: false };
    this.#own.set(oid, first);
    this.#recorder?.object(oid);
    return first;
  }

  #ownVersion(oid: bigint, own: OwnObject): Answer<bigint> {
    if (!own.seen) {
      own.seen = true;
      this.#seenObjects.push(oid);
    }
    for (const { value } of own.writes.values()) if (value !== undefined) return own.stamp;
    return after(this.#ownRun(oid, own), (run) => (run.length === 0 ? 0n : own.stamp));
  }

  #ownRun(oid: bigint, own: OwnObject): Answer<Uint8Array> {
    if (own.run !== undefined) return own.run;
    const { stamp } = own;
    const merged = own.cleared ? applyToRun(EMPTY_RUN, own.writes.values()) : this.#mergedRun(oid, own);
    return after(merged, (run) => {
      own.whole = true;
      if (own.stamp === stamp) own.run = run;
      return run;
    });
  }

  /** All slots of an object that the task wrote to and did not clear. */
  #mergedRun(oid: bigint, own: OwnObject): Answer<Uint8Array> {
    const past = this.#past?.get(oid);
    if (past !== undefined) return applyToRun(past.run, own.writes.values());
    const cached = this.#cached(oid);
    if (cached === undefined) return this.#readRun(oid);
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return applyToRun(cached.run, own.writes.values());
  }

  /** All slots of an object as the transaction reads them, its own writes included. */
  #readRun(oid: bigint): Answer<Uint8Array> {
    const { start, end } = objectRange(oid);
    return after(this.#transaction.range(start, end), runOf);
  }

  /** All slots of an object that the task has not written to. */
  #storedRun(oid: bigint): Answer<Uint8Array> {
    if (this.#readVersion < 0) return after(this.#begin(), () => this.#storedRun(oid));
    const cached = this.#cached(oid);
    if (cached === undefined) return after(this.#pastObject(oid), ({ run }) => run);
    if (cached.seenBy !== this.#task) this.#see(oid, cached);
    return cached.run;
  }

  #see(oid: bigint, cached: CachedObject): void {
    cached.seenBy = this.#task;
    cached.used = true;
    this.#seenObjects.push(oid);
  }

  /** Reads an object that the task has not written to and that the cache has not, or only as later commits left it. */
  #pastObject(oid: bigint): Answer<PastObject> {
    const known = this.#past?.get(oid);
    if (known !== undefined) return known;
    return after(this.#readRun(oid), (run) => {
      const stamp = run.length === 0 ? 0n : freshStamp();
      const object = { stamp, run };
      // The snapshot is the latest state only while nothing has been committed since.
      if (this.#store.isLatest(this.#readVersion) && this.#cache.get(oid) === undefined) {
        this.#cache.insert(oid, run, stamp, this.#readVersion, this.#task);
      } else {
        this.#past ??= new Map();
        this.#past.set(oid, object);
      }
      return object;
    });
  }

  /** Brings the cache to the state that this task's commit makes. */
  #committed(version: number): void {
    for (const [oid, own] of this.#own!) {
      const cached = this.#cache.get(oid);
      if (cached === undefined) continue;
      if (this.#store.changes !== undefined && !this.#knowsAll(own, cached)) {
        this.#cache.remove(oid);
        continue;
      }
      // A task that knows all slots has read them all or cleared them, so nobody changed them since. Otherwise its writes land on the
      // latest state, where others may have written other slots.
      const run = own.run ?? applyToRun(own.cleared ? EMPTY_RUN : cached.run, own.writes.values());
      this.#cache.replace(cached, run, run.length === 0 ? 0n : own.stamp, version, this.#task);
    }
  }

  /** Whether the task knows all slots that its commit leaves, although other processes write: it cleared them or the commit has checked what it read. */
  #knowsAll(own: OwnObject, cached: CachedObject): boolean {
    if (own.cleared || own.run !== undefined) return true;
    return (own.whole || cached.seenBy === this.#task) && cached.since <= this.#readVersion;
  }
}
