import { Buffer } from 'node:buffer';
import { after, all, type Answer } from './answer.ts';
import type { KeyValue, Transaction } from './engine.ts';
import type { Index } from './index-declaration.ts';
import { entryOid, prefixesOf } from './index-entries.ts';
import {
  ALL_ERASURES,
  ALL_SLOTS,
  erasedId,
  erasureKey,
  following,
  indexPrefix,
  oidsAfter,
  slotKey,
  slotName,
  slotOid,
  within,
  withOid,
  type IndexId,
} from './layout.ts';
import { overTaskLimit } from './limits.ts';

/** Slots that one step of a build looks at: some milliseconds. */
export const BUILD_STEP_SLOTS = 2_000;
/** Slots that a declaration looks at in its own task, so that a small world's index is ready at once. */
export const DECLARE_SLOTS = 20_000;
/** Entries that one step of an erasure removes. */
export const ERASE_STEP_ENTRIES = 2_000;
/** Slots in one read, and about the bytes of them that are held at a time. */
const PAGE_SLOTS = 1_000;
const PAGE_BYTES = 1_000_000;
/** Read by one step at most, in bytes. */
const STEP_BYTES = 4_000_000;

const PRESENT = new Uint8Array(0);

/** What a step of a build came to: done without either. */
export interface Built {
  /** Where the next step begins. */
  readonly next?: Uint8Array;
  /** Two objects that a unique index cannot both hold. */
  readonly duplicate?: readonly [bigint, bigint];
}

/**
 * Writes the entries of objects that were there before the index. Tasks that begin after the declaration keep the entries of whatever
 * they write; those that began before conflict with it. So a later step conflicts only with writes of the very slots that it makes
 * entries of. The declaring task itself (`declaring`) conflicts with all writes where it has looked: it cannot see what was committed
 * since it began.
 */
export function buildStep(
  transaction: Transaction,
  index: Index,
  from: Uint8Array,
  slots: number,
  declaring: boolean,
): Answer<Built> {
  const name = Buffer.from(index.slots[0]!, 'utf8');
  let start = from;
  let left = slots;
  let bytes = 0;
  const page = (): Answer<Built> =>
    after(
      transaction.range(start, ALL_SLOTS.end, { snapshot: !declaring, limit: PAGE_SLOTS, targetBytes: PAGE_BYTES }),
      (rows) => {
        const last = rows.at(-1);
        if (last === undefined) return {};
        for (const { key, value } of rows) bytes += key.length + value.length;
        left -= rows.length;
        start = following(last.key);
        const indexed = rows.filter(({ key }) => Buffer.compare(slotName(key), name) === 0);
        if (!declaring) for (const { key } of indexed) transaction.addReadConflict(key, following(key));
        return after(addEntries(transaction, index, indexed), (stopped) => {
          if (stopped !== undefined) return stopped;
          return left > 0 && bytes < STEP_BYTES ? page() : { next: start };
        });
      },
    );
  return page();
}

/** An object and what its entries begin with. */
interface Entries {
  readonly oid: bigint;
  readonly prefixes: readonly Uint8Array[];
}

/**
 * Adds the entries of some objects, by their first slot, unless two objects cannot have them; as many as the task has room for. What has
 * to be read for all of them is asked for together.
 */
function addEntries(transaction: Transaction, index: Index, rows: readonly KeyValue[]): Answer<Built | undefined> {
  const others = index.slots.slice(1).map((slot) => Buffer.from(slot, 'utf8'));
  const reads = rows.flatMap(({ key }) => others.map((slot) => transaction.get(slotKey(slotOid(key), slot))));
  return after(all(reads), (values) => {
    const objects = rows.map(({ key, value }, i): Entries => {
      const rest = values.slice(i * others.length, (i + 1) * others.length);
      return { oid: slotOid(key), prefixes: prefixesOf(index, [value, ...rest]) };
    });
    return after(index.unique ? duplicateOf(transaction, objects) : undefined, (duplicate) => {
      if (duplicate !== undefined) return { duplicate };
      for (const [i, { oid, prefixes }] of objects.entries()) {
        const keys = prefixes.map((prefix) => withOid(prefix, oid));
        const sizeBytes = keys.reduce((sum, key) => sum + key.length, 0);
        if (overTaskLimit(transaction.writtenBytes, sizeBytes)) return { next: rows[i]!.key };
        for (const key of keys) transaction.set(key, PRESENT);
      }
      return undefined;
    });
  });
}

/** Two objects with an entry under one prefix: the second of them is one of some objects, the first another or already in the index. */
function duplicateOf(
  transaction: Transaction,
  objects: readonly Entries[],
): Answer<readonly [bigint, bigint] | undefined> {
  return after(all(objects.map(({ oid, prefixes }) => holderOf(transaction, prefixes, oid))), (holders) => {
    const seen = new Map<string, bigint>();
    for (const [i, { oid, prefixes }] of objects.entries()) {
      const texts = prefixes.map((prefix) => Buffer.from(prefix).toString('latin1'));
      const other = holders[i] ?? texts.map((text) => seen.get(text)).find((holder) => holder !== undefined);
      if (other !== undefined) return [other, oid];
      for (const text of texts) seen.set(text, oid);
    }
    return undefined;
  });
}

/** Another object with an entry under one of some prefixes. */
export function holderOf(
  transaction: Transaction,
  prefixes: readonly Uint8Array[],
  oid: bigint,
): Answer<bigint | undefined> {
  const found = prefixes.map((prefix) => {
    const { start, end } = oidsAfter(prefix);
    return transaction.range(start, end, { limit: 2 });
  });
  return after(all(found), (ranges) => {
    for (const { key } of ranges.flat()) {
      const holder = entryOid(key);
      if (holder !== oid) return holder;
    }
    return undefined;
  });
}

/** Removes entries of one dropped index; whether there may be more to erase. */
export function eraseStep(transaction: Transaction): Answer<boolean> {
  return after(transaction.range(ALL_ERASURES.start, ALL_ERASURES.end, { limit: 1 }), (rows) => {
    if (rows.length === 0) return false;
    const id = erasedId(rows[0]!.key);
    return after(eraseEntries(transaction, id), (all) => {
      if (all) transaction.clear(erasureKey(id));
      return true;
    });
  });
}

/** Removes as many entries of an index as one task should; whether those are all. */
export function eraseEntries(transaction: Transaction, id: IndexId): Answer<boolean> {
  const { start, end } = within(indexPrefix(id));
  return after(transaction.range(start, end, { snapshot: true, limit: ERASE_STEP_ENTRIES }), (entries) => {
    const last = entries.at(-1);
    if (last === undefined) return true;
    const all = entries.length < ERASE_STEP_ENTRIES;
    transaction.clearRange(start, all ? end : following(last.key));
    return all;
  });
}
