import { Buffer } from 'node:buffer';
import type { ConflictSink, LocalEngine, LocalTransaction } from './engine.ts';
import {
  ALL_DECLARATIONS,
  ALL_SLOTS,
  declarationKey,
  declaredSlot,
  indexKey,
  indexOid,
  indexRange,
  indexValueRange,
  slotName,
  slotOid,
} from './layout.ts';
import { MAX_FOUND_OIDS, MAX_SLOT_NAME_BYTES, overTaskLimit, type WriteError } from './limits.ts';

/** Why an index was refused: `kernel:store/indices.index-error`. */
export type IndexError =
  | { readonly tag: 'declared-otherwise' }
  | { readonly tag: 'not-unique'; readonly val: bigint }
  | { readonly tag: 'too-large' }
  | { readonly tag: 'bad-name' };

/** Slots read at a time while an index is built. */
const BUILD_PAGE = 1_000;
const PRESENT = new Uint8Array(0);
const UNIQUE = Uint8Array.of(1);
const NOT_UNIQUE = Uint8Array.of(0);

/** Slot name -> whether its index is unique. */
type Declarations = ReadonlyMap<string, boolean>;

/** The latest committed declarations, remembered for the whole process. */
export class IndexCatalogue {
  declarations: Declarations = new Map();
  /** The engine's version from which on they are so; none until the first task has read them. */
  since = Infinity;
}

/** `kernel:store/indices` over one transaction, and the upkeep that slot writes ask for. */
export class Indices {
  readonly #engine: LocalEngine;
  readonly #catalogue: IndexCatalogue;
  readonly #transaction: LocalTransaction;
  #declarations: Declarations | undefined;
  #changed = false;

  constructor(engine: LocalEngine, catalogue: IndexCatalogue, transaction: LocalTransaction) {
    this.#engine = engine;
    this.#catalogue = catalogue;
    this.#transaction = transaction;
  }

  declare(slot: string, unique: boolean): IndexError | undefined {
    const sizeBytes = Buffer.byteLength(slot, 'utf8');
    if (sizeBytes === 0 || sizeBytes > MAX_SLOT_NAME_BYTES) return { tag: 'bad-name' };
    const declared = this.#current().get(slot);
    if (declared !== undefined) return declared === unique ? undefined : { tag: 'declared-otherwise' };
    const built = this.#entries(slot, unique);
    if (!Array.isArray(built)) return built;
    for (const key of built) this.#transaction.set(key, PRESENT);
    this.#transaction.set(declarationKey(slot), unique ? UNIQUE : NOT_UNIQUE);
    this.#change((declarations) => declarations.set(slot, unique));
    return undefined;
  }

  dropIndex(slot: string): void {
    if (!this.covers(slot)) return;
    const { start, end } = indexRange(slot);
    this.#transaction.clearRange(start, end);
    this.#transaction.clear(declarationKey(slot));
    this.#change((declarations) => declarations.delete(slot));
  }

  /** Ascending oids, or `not-indexed`. */
  find(slot: string, value: Uint8Array, after: bigint, limit: number): bigint[] | 'not-indexed' {
    if (!this.covers(slot)) return 'not-indexed';
    const range = indexValueRange(slot, value);
    // The key of `after` itself is passed over by a 00 behind it.
    const start = after === 0n ? range.start : Buffer.concat([indexKey(slot, value, after), Buffer.of(0)]);
    const most = limit === 0 ? MAX_FOUND_OIDS : Math.min(limit, MAX_FOUND_OIDS);
    return this.#transaction.range(start, range.end, { limit: most }).map(({ key }) => indexOid(key, range));
  }

  /** Whether a slot has an index. */
  covers(slot: string): boolean {
    return this.#current().has(slot);
  }

  /** The slots that have an index. */
  names(): Iterable<string> {
    return this.#current().keys();
  }

  /** Moves an object's entry from its slot's old value to the new one, unless refused; `slotBytes` is what the slot itself will write. */
  replace(
    slot: string,
    oid: bigint,
    before: Uint8Array | undefined,
    value: Uint8Array,
    slotBytes: number,
  ): WriteError | undefined {
    if (before !== undefined && Buffer.compare(before, value) === 0) return undefined;
    const key = indexKey(slot, value, oid);
    const beforeKey = before === undefined ? undefined : indexKey(slot, before, oid);
    const sizeBytes = slotBytes + key.length + (beforeKey?.length ?? 0);
    if (overTaskLimit(this.#transaction.writtenBytes, sizeBytes)) return { tag: 'task-too-large' };
    if (this.#current().get(slot)) {
      const range = indexValueRange(slot, value);
      const [holder] = this.#transaction.range(range.start, range.end, { limit: 1 });
      if (holder !== undefined) return { tag: 'not-unique', val: indexOid(holder.key, range) };
    }
    if (beforeKey !== undefined) this.#transaction.clear(beforeKey);
    this.#transaction.set(key, PRESENT);
    return undefined;
  }

  /** Removes an object's entry for its slot's value. */
  remove(slot: string, oid: bigint, before: Uint8Array | undefined): void {
    if (before !== undefined) this.#transaction.clear(indexKey(slot, before, oid));
  }

  /** Names what the commit must check: an index declared since the snapshot was built without this task's writes. */
  listConflicts(add: ConflictSink): void {
    if (this.#declarations !== undefined) add(ALL_DECLARATIONS.start, ALL_DECLARATIONS.end);
  }

  #current(): Declarations {
    this.#declarations ??= this.#read();
    return this.#declarations;
  }

  #read(): Declarations {
    const catalogue = this.#catalogue;
    const { readVersion } = this.#transaction;
    if (catalogue.since <= readVersion) return catalogue.declarations;
    const declarations = new Map<string, boolean>();
    for (const { key, value } of this.#transaction.range(ALL_DECLARATIONS.start, ALL_DECLARATIONS.end)) {
      declarations.set(declaredSlot(key), value[0] === 1);
    }
    if (this.#engine.version === readVersion) {
      catalogue.declarations = declarations;
      catalogue.since = readVersion;
    }
    return declarations;
  }

  #change(apply: (declarations: Map<string, boolean>) => void): void {
    const changed = new Map(this.#current());
    apply(changed);
    this.#declarations = changed;
    if (this.#changed) return;
    this.#changed = true;
    this.#transaction.onCommit((version) => {
      this.#catalogue.declarations = this.#current();
      this.#catalogue.since = version;
    });
  }

  /** The keys of an index over every object there is. */
  #entries(slot: string, unique: boolean): Uint8Array[] | IndexError {
    const name = Buffer.from(slot, 'utf8');
    const keys: Uint8Array[] = [];
    const holders = new Map<string, bigint>();
    let sizeBytes = 0;
    let { start } = ALL_SLOTS;
    for (;;) {
      const page = this.#transaction.range(start, ALL_SLOTS.end, { limit: BUILD_PAGE });
      for (const { key, value } of page) {
        if (Buffer.compare(slotName(key), name) !== 0) continue;
        const oid = slotOid(key);
        const entry = indexKey(slot, value, oid);
        keys.push(entry);
        sizeBytes += entry.length;
        if (overTaskLimit(this.#transaction.writtenBytes, sizeBytes)) return { tag: 'too-large' };
        if (!unique) continue;
        const text = Buffer.from(value).toString('latin1');
        const holder = holders.get(text);
        if (holder !== undefined) return { tag: 'not-unique', val: holder };
        holders.set(text, oid);
      }
      if (page.length < BUILD_PAGE) return keys;
      start = Buffer.concat([page[page.length - 1]!.key, Buffer.of(0)]);
    }
  }
}
