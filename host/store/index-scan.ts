import { Buffer } from 'node:buffer';
import { after, type Answer } from './answer.ts';
import { makeCursor, placeIn } from './cursor.ts';
import type { Transaction } from './engine.ts';
import type { Index } from './index-declaration.ts';
import { entriesWith, entryOid, entryPrefix, shareBytes } from './index-entries.ts';
import { following, indexPrefix, type KeyRange } from './layout.ts';
import { MAX_PAGE_ENTRIES } from './limits.ts';
import { pack, type Element } from './tuple.ts';

/** Entries of one index whose first values are given, and the next one's bounds: `kernel:store/indices.span`. */
export interface Span {
  readonly index: string;
  /** Values of the first slots, exactly. */
  readonly values: readonly Uint8Array[];
  /** The next slot's value is at least this. */
  readonly from?: Uint8Array | undefined;
  /** The next slot's value is below this. */
  readonly until?: Uint8Array | undefined;
}

export interface Scan extends Span {
  readonly reverse: boolean;
  /** Most oids; 0 is `MAX_PAGE_ENTRIES`, the most. */
  readonly limit: number;
  readonly cursor?: Uint8Array | undefined;
}

export interface ScanPage {
  readonly oids: readonly bigint[];
  /** Continues after the last of them; none when there is no more. */
  readonly cursor: Uint8Array | undefined;
}

/** Why an index cannot answer: `kernel:store/indices.find-error`. */
export type FindError =
  | { readonly tag: 'not-indexed' }
  | { readonly tag: 'not-ready' }
  | { readonly tag: 'failed'; readonly val: readonly [bigint, bigint] }
  /** More values or bounds than the index has slots. */
  | { readonly tag: 'bad-span' }
  /** A bound is longer than what the index has of each value; carries that, in bytes. */
  | { readonly tag: 'bound-too-long'; readonly val: number }
  | { readonly tag: 'bad-cursor' };

/** The keys of a span. */
export function spanRange(index: Index, { values, from, until }: Span): KeyRange | FindError {
  const bounded = from !== undefined || until !== undefined;
  if (values.length + (bounded ? 1 : 0) > index.slots.length) return { tag: 'bad-span' };
  const share = shareBytes(index.slots.length);
  if ((from?.length ?? 0) > share || (until?.length ?? 0) > share) return { tag: 'bound-too-long', val: share };
  const all = entriesWith(index, values);
  const prefix = entryPrefix(index, values);
  const bound = (value: Uint8Array) => Buffer.concat([prefix, pack([value])]);
  return {
    start: from === undefined ? all.start : bound(from),
    end: until === undefined ? all.end : bound(until),
  };
}

/** One page of a span's objects in order of value, and of oid where values are equal: one range read. */
export function scan(transaction: Transaction, index: Index, request: Scan): Answer<ScanPage | FindError> {
  const span = spanRange(index, request);
  if ('tag' in span) return span;
  const { reverse, limit, cursor } = request;
  const prefix = indexPrefix(index.id);
  const question: Element[] = ['scan', index.id, span.start, span.end, reverse];
  let { start, end } = span;
  if (cursor !== undefined) {
    const place = placeIn(cursor, question);
    if (place === undefined) return { tag: 'bad-cursor' };
    const last = Buffer.concat([prefix, place]);
    // A place that was made up may lie outside of the span, which it does not widen.
    if (reverse) end = Buffer.compare(last, end) < 0 ? last : end;
    else start = Buffer.compare(last, start) < 0 ? start : following(last);
  }
  if (Buffer.compare(start, end) >= 0) return { oids: [], cursor: undefined };
  const most = limit === 0 ? MAX_PAGE_ENTRIES : Math.min(limit, MAX_PAGE_ENTRIES);
  return after(transaction.range(start, end, { limit: most, reverse }), (rows) => {
    const last = rows.at(-1);
    return {
      oids: rows.map(({ key }) => entryOid(key)),
      cursor: rows.length < most ? undefined : makeCursor(question, last!.key.subarray(prefix.length)),
    };
  });
}
