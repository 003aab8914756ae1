import { Buffer } from 'node:buffer';
import { after, all, type Answer } from './answer.ts';
import type { Recorder } from './changes.ts';
import type { ConflictSink, Transaction } from './engine.ts';
import {
  buildStep,
  BUILD_STEP_SLOTS,
  DECLARE_SLOTS,
  eraseEntries,
  eraseStep,
  holderOf,
  type Built,
} from './index-build.ts';
import { readDeclarations, type IndexCatalogue } from './index-catalogue.ts';
import {
  declarationsOf,
  isName,
  isSubject,
  packDeclaration,
  sameSubject,
  slotsOf,
  type Declarations,
  type Index,
  type IndexState,
  type Subject,
} from './index-declaration.ts';
import { entryPrefix, prefixesOf } from './index-entries.ts';
import { scan, type FindError, type Scan, type ScanPage } from './index-scan.ts';
import { join, type JoinError, type JoinPage, type Term } from './join.ts';
import {
  ALL_DECLARATIONS,
  ALL_SLOTS,
  buildKey,
  declarationKey,
  erasureKey,
  following,
  INDEX_COUNTER,
  indexPrefix,
  oidAt,
  oidsAfter,
  within,
  withOid,
} from './layout.ts';
import { MAX_FOUND_OIDS, overTaskLimit, type WriteError } from './limits.ts';

/** Why an index was refused: `kernel:store/indices.index-error`. */
export type IndexError =
  | { readonly tag: 'declared-otherwise' }
  | { readonly tag: 'not-unique'; readonly val: readonly [bigint, bigint] }
  | { readonly tag: 'bad-name' }
  | { readonly tag: 'bad-subject' };

const PRESENT = new Uint8Array(0);

/** What a transaction's indices need of the process. */
export interface IndexParts {
  readonly catalogue: IndexCatalogue;
  readonly transaction: Transaction;
  readonly task: number;
  /** The version that the transaction reads at, once what is cached may be believed. */
  readonly begun: () => Answer<number>;
  /** Whether what is read at a version is the latest state, as far as this process caches it. */
  readonly isLatest: (version: number) => boolean;
  readonly recorder: Recorder | undefined;
}

/** `kernel:store/indices` over one transaction, and the upkeep that slot writes ask for. */
export class Indices {
  readonly #parts: IndexParts;
  readonly #catalogue: IndexCatalogue;
  readonly #transaction: Transaction;
  #declarations: Declarations | undefined;
  #listed = false;
  #changed = false;
  #leavesWork = false;

  constructor(parts: IndexParts) {
    this.#parts = parts;
    this.#catalogue = parts.catalogue;
    this.#transaction = parts.transaction;
  }

  /** Declares an index. It is ready at once when there is little to look at; otherwise `tend` builds it, step by step. */
  declare(name: string, subject: Subject, unique: boolean): Answer<IndexError | undefined> {
    if (!isName(name)) return { tag: 'bad-name' };
    if (!isSubject(subject)) return { tag: 'bad-subject' };
    return after(this.declarations(), ({ byName }) => {
      const declared = byName.get(name);
      if (declared !== undefined) {
        if (declared.unique !== unique || !sameSubject(declared.subject, subject)) return { tag: 'declared-otherwise' };
        return declared.state.tag === 'failed' ? { tag: 'not-unique', val: declared.state.val } : undefined;
      }
      return after(this.#nextId(), (id) => {
        const state = { tag: 'building' } as const;
        const index: Index = { name, id, subject, slots: slotsOf(subject), unique, state };
        return after(
          buildStep(this.#transaction, index, ALL_SLOTS.start, DECLARE_SLOTS, true),
          ({ next, duplicate }) => {
            if (duplicate !== undefined) {
              const { start, end } = within(indexPrefix(id));
              this.#transaction.clearRange(start, end);
              return { tag: 'not-unique', val: duplicate };
            }
            if (next !== undefined) this.#transaction.set(buildKey(id), next);
            this.#put({ ...index, state: next === undefined ? { tag: 'ready' } : state });
            return undefined;
          },
        );
      });
    });
  }

  /** Removes an index: at once for everybody, its entries by and by. */
  dropIndex(name: string): Answer<void> {
    return after(this.declarations(), ({ byName }) => {
      const index = byName.get(name);
      if (index === undefined) return;
      this.#transaction.clear(declarationKey(name));
      this.#transaction.clear(buildKey(index.id));
      this.#change((changed) => changed.delete(name));
      return after(eraseEntries(this.#transaction, index.id), (all) => {
        if (all) this.#transaction.clear(erasureKey(index.id));
        else this.#erase(index);
      });
    });
  }

  /** How far an index is; none when it is not declared. */
  state(name: string): Answer<IndexState | undefined> {
    return after(this.declarations(), ({ byName }) => byName.get(name)?.state);
  }

  /** The objects with exactly these values, ascending. */
  find(name: string, values: readonly Uint8Array[], beyond: bigint, limit: number): Answer<bigint[] | FindError> {
    return after(this.ready(name), (index) => {
      if ('tag' in index) return index;
      if (values.length !== index.slots.length) return { tag: 'bad-span' };
      const prefix = entryPrefix(index, values);
      const range = oidsAfter(prefix);
      // The key of `beyond` itself is passed over by a 00 behind it.
      const start = beyond === 0n ? range.start : following(withOid(prefix, beyond));
      const most = limit === 0 ? MAX_FOUND_OIDS : Math.min(limit, MAX_FOUND_OIDS);
      return after(this.#transaction.range(start, range.end, { limit: most }), (rows) =>
        rows.map(({ key }) => oidAt(key, prefix.length)),
      );
    });
  }

  /** Entries in order of their values. */
  scan(request: Scan): Answer<ScanPage | FindError> {
    return after(this.ready(request.index), (index) =>
      'tag' in index ? index : scan(this.#transaction, index, request),
    );
  }

  /** Objects that several indices agree on, ascending. */
  join(terms: readonly Term[], limit: number, cursor: Uint8Array | undefined): Answer<JoinPage | JoinError> {
    return join(this.#transaction, (name) => this.ready(name), { terms, limit, cursor });
  }

  /** An index that can answer. */
  ready(name: string): Answer<Index | FindError> {
    return after(this.declarations(), ({ byName }): Index | FindError => {
      const index = byName.get(name);
      if (index === undefined) return { tag: 'not-indexed' };
      if (index.state.tag === 'ready') return index;
      return index.state.tag === 'failed' ? index.state : { tag: 'not-ready' };
    });
  }

  /**
   * Moves an object's entries from what its slots held to what they will, unless refused. `read` gives a slot as the task sees it,
   * `changes` what is being written; `slotBytes` is what the slots themselves will take.
   */
  change(
    indices: readonly Index[],
    oid: bigint,
    read: (slot: string) => Answer<Uint8Array | undefined>,
    changed: (slot: string, before: Uint8Array | undefined) => Uint8Array | undefined,
    slotBytes: number,
  ): Answer<WriteError | undefined> {
    const slots = [...new Set(indices.flatMap((index) => index.slots))];
    return after(all(slots.map(read)), (values) => {
      const before = new Map(slots.map((slot, i) => [slot, values[i]]));
      const gone: Uint8Array[] = [];
      const added: { readonly index: Index; readonly prefix: Uint8Array }[] = [];
      for (const index of indices) {
        const olds = index.slots.map((slot) => before.get(slot));
        const news = index.slots.map((slot, i) => changed(slot, olds[i]));
        if (news.every((value, i) => sameValue(value, olds[i]))) continue;
        const old = keyed(prefixesOf(index, olds));
        const fresh = keyed(prefixesOf(index, news));
        for (const [text, prefix] of old) if (!fresh.has(text)) gone.push(withOid(prefix, oid));
        for (const [text, prefix] of fresh) if (!old.has(text)) added.push({ index, prefix });
      }
      const keys = added.map(({ prefix }) => withOid(prefix, oid));
      const sizeBytes = [...gone, ...keys].reduce((sum, key) => sum + key.length, slotBytes);
      if (keys.length > 0 && overTaskLimit(this.#transaction.writtenBytes, sizeBytes)) return { tag: 'task-too-large' };
      const wanted = added.filter(({ index }) => index.unique).map(({ prefix }) => prefix);
      return after(wanted.length === 0 ? undefined : holderOf(this.#transaction, wanted, oid), (holder) => {
        if (holder !== undefined) return { tag: 'not-unique', val: holder };
        for (const key of gone) this.#transaction.clear(key);
        for (const key of keys) this.#transaction.set(key, PRESENT);
        return undefined;
      });
    });
  }

  /** Does one bounded step of what is to be built or erased; whether there was any. */
  tend(): Answer<boolean> {
    return after(this.declarations(), ({ building }) => {
      const [index] = building;
      return index === undefined ? eraseStep(this.#transaction) : after(this.#build(index), () => true);
    });
  }

  #build(index: Index): Answer<void> {
    const place = buildKey(index.id);
    return after(this.#transaction.get(place), (from) =>
      after(
        buildStep(this.#transaction, index, from ?? ALL_SLOTS.start, BUILD_STEP_SLOTS, false),
        ({ next, duplicate }: Built) => {
          if (next !== undefined) {
            this.#transaction.set(place, next);
            return;
          }
          this.#transaction.clear(place);
          const state: IndexState = duplicate === undefined ? { tag: 'ready' } : { tag: 'failed', val: duplicate };
          this.#put({ ...index, state });
          if (duplicate !== undefined) this.#erase(index);
        },
      ),
    );
  }

  /** Names what the commit must check: an index declared since the snapshot was built without this task's writes. */
  listConflicts(add: ConflictSink): void {
    if (this.#declarations === undefined || this.#listed) return;
    this.#listed = true;
    add(ALL_DECLARATIONS.start, ALL_DECLARATIONS.end);
  }

  /** All indices, as the task sees them. */
  declarations(): Answer<Declarations> {
    if (this.#declarations !== undefined) return this.#declarations;
    return after(this.#parts.begun(), (version) => {
      const catalogue = this.#catalogue;
      if (catalogue.since <= version) return (this.#declarations = catalogue.declarations);
      return after(readDeclarations(this.#transaction), (declarations) => {
        if (this.#parts.isLatest(version)) catalogue.remember(declarations, version, -1);
        return (this.#declarations = declarations);
      });
    });
  }

  #nextId(): Answer<bigint> {
    return after(this.#transaction.get(INDEX_COUNTER), (stored) => {
      const id = stored === undefined ? 1n : Buffer.from(stored).readBigUInt64LE();
      const next = Buffer.alloc(8);
      next.writeBigUInt64LE(id + 1n);
      this.#transaction.set(INDEX_COUNTER, next);
      return id;
    });
  }

  #put(index: Index): void {
    this.#transaction.set(declarationKey(index.name), packDeclaration(index));
    if (index.state.tag === 'building') this.#leavesWork = true;
    this.#change((changed) => changed.set(index.name, index));
  }

  #erase(index: Index): void {
    this.#transaction.set(erasureKey(index.id), PRESENT);
    this.#leavesWork = true;
  }

  #change(apply: (changed: Map<string, Index>) => void): void {
    const changed = new Map(this.#declarations!.byName);
    apply(changed);
    this.#declarations = declarationsOf(changed.values());
    if (this.#changed) return;
    this.#changed = true;
    this.#parts.recorder?.indices();
    this.#transaction.onCommit((version) => {
      this.#catalogue.remember(this.#declarations!, version, this.#parts.task);
      if (this.#leavesWork) this.#catalogue.upkeepNeeded();
    });
  }
}

function sameValue(some: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (some === undefined || other === undefined) return some === other;
  return Buffer.compare(some, other) === 0;
}

function keyed(prefixes: readonly Uint8Array[]): Map<string, Uint8Array> {
  return new Map(prefixes.map((prefix) => [Buffer.from(prefix).toString('latin1'), prefix]));
}
