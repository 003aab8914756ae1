import { Buffer } from 'node:buffer';
import { after, all, inTurn, type Answer } from './answer.ts';
import { makeCursor, placeIn } from './cursor.ts';
import type { Transaction } from './engine.ts';
import type { Index } from './index-declaration.ts';
import { entriesWith, entryOid, entryPrefix } from './index-entries.ts';
import { spanRange, type FindError, type Span } from './index-scan.ts';
import {
  Difference,
  EntryStream,
  Intersection,
  NO_OID,
  oidsOf,
  Sorted,
  Union,
  type OidStream,
  type Spent,
} from './join-streams.ts';
import {
  MAX_JOIN_DEPTH,
  MAX_JOIN_STEPS,
  MAX_JOIN_TERMS,
  MAX_PAGE_ENTRIES,
  MAX_PATH_TARGETS,
  MAX_SORTED_OIDS,
} from './limits.ts';
import { pack, Ref, type Element } from './tuple.ts';

/** One step of a join, which names earlier ones by their place: `kernel:store/indices.term`. */
export type Term =
  /** Objects with these values in an index. */
  | { readonly tag: 'equal'; readonly val: { readonly index: string; readonly values: readonly Uint8Array[] } }
  /** Objects with values in a range. */
  | { readonly tag: 'between'; readonly val: Span }
  /** Objects whose slot, by its index, refers to one of another term. */
  | { readonly tag: 'refers'; readonly val: { readonly index: string; readonly to: number } }
  | { readonly tag: 'all-of' | 'any-of'; readonly val: Iterable<number> }
  | { readonly tag: 'but-not'; readonly val: { readonly those: number; readonly without: number } };

export interface Join {
  /** The last of them is the answer. */
  readonly terms: readonly Term[];
  /** Most oids; 0 is `MAX_PAGE_ENTRIES`, the most. */
  readonly limit: number;
  readonly cursor: Uint8Array | undefined;
}

export interface JoinPage {
  readonly oids: readonly bigint[];
  /** Continues after the last of them; none when there is no more. There may be fewer oids than asked for, and more behind it. */
  readonly cursor: Uint8Array | undefined;
}

export type JoinError =
  | { readonly tag: 'unusable'; readonly val: { readonly term: number; readonly why: FindError } }
  /** The term names one that is not before it, or none; or it is in more than `MAX_JOIN_DEPTH` others. */
  | { readonly tag: 'bad-term'; readonly val: number }
  | { readonly tag: 'too-many-terms' }
  /** The term has more objects than can be sorted, or leads by more objects than can be followed. */
  | { readonly tag: 'too-many'; readonly val: number }
  | { readonly tag: 'bad-cursor' };

/** Finds an index that can answer. */
export type FindIndex = (name: string) => Answer<Index | FindError>;

/** The first problem that a join met. */
class Refusal {
  readonly error: JoinError;
  constructor(error: JoinError) {
    this.error = error;
  }
}

/** Answers one page of a join. `spent` counts the index entries that were read. */
export function join(
  transaction: Transaction,
  find: FindIndex,
  { terms, limit, cursor }: Join,
  spent: Spent = { rows: 0 },
): Answer<JoinPage | JoinError> {
  if (terms.length === 0) return { tag: 'bad-term', val: 0 };
  if (terms.length > MAX_JOIN_TERMS) return { tag: 'too-many-terms' };
  const misplaced = firstMisplaced(terms);
  if (misplaced >= 0) return { tag: 'bad-term', val: misplaced };
  const question: Element[] = ['join', terms.map(elementsOf)];
  let from = 0n;
  if (cursor !== undefined) {
    const place = placeIn(cursor, question);
    if (place?.length !== OID_BYTES) return { tag: 'bad-cursor' };
    from = Buffer.from(place).readBigUInt64BE();
  }
  const most = limit === 0 ? MAX_PAGE_ENTRIES : Math.min(limit, MAX_PAGE_ENTRIES);
  return after(new Plan(transaction, find, terms, spent).stream(terms.length - 1), (stream) => {
    if (stream instanceof Refusal) return stream.error;
    return after(take(stream, from, most), ({ oids, next }) => ({
      oids,
      cursor: next >= NO_OID ? undefined : makeCursor(question, placeOf(next)),
    }));
  });
}

const OID_BYTES = 8;

function placeOf(oid: bigint): Uint8Array {
  const place = Buffer.allocUnsafe(OID_BYTES);
  place.writeBigUInt64BE(oid);
  return place;
}

/** Up to so many oids of a stream, and from where it would go on. */
function take(stream: OidStream, from: bigint, most: number): Answer<{ oids: bigint[]; next: bigint }> {
  const oids: bigint[] = [];
  const landed = (found: bigint): Answer<{ oids: bigint[]; next: bigint }> | undefined => {
    if (found < 0n) return { oids, next: ~found };
    if (found === NO_OID) return { oids, next: NO_OID };
    oids.push(found);
    return oids.length === most ? { oids, next: found + 1n } : undefined;
  };
  const proceed = (start: bigint): Answer<{ oids: bigint[]; next: bigint }> => {
    for (let oid = start; ;) {
      const found = stream.seek(oid);
      if (found instanceof Promise) return found.then((answer) => landed(answer) ?? proceed(answer + 1n));
      const end = landed(found);
      if (end !== undefined) return end;
      oid = found + 1n;
    }
  };
  return proceed(from);
}

/** The terms that a term names. */
function named(term: Term): readonly number[] {
  switch (term.tag) {
    case 'all-of':
    case 'any-of':
      return [...term.val];
    case 'but-not':
      return [term.val.those, term.val.without];
    case 'refers':
      return [term.val.to];
    default:
      return [];
  }
}

/** The first term that names one it cannot, or is too deep in others; -1 without one. */
function firstMisplaced(terms: readonly Term[]): number {
  const depths: number[] = [];
  return terms.findIndex((term, place) => {
    const others = named(term);
    const leaf = term.tag === 'equal' || term.tag === 'between';
    if ((!leaf && others.length === 0) || others.length > MAX_JOIN_TERMS || others.some((other) => other >= place)) {
      return true;
    }
    const depth = leaf ? 1 : Math.max(...others.map((other) => depths[other]!)) + 1;
    depths.push(depth);
    return depth > MAX_JOIN_DEPTH;
  });
}

/** A term as a tuple, so that its cursors can be told from those of others. */
function elementsOf(term: Term): Element {
  switch (term.tag) {
    case 'equal':
      return [term.tag, term.val.index, term.val.values];
    case 'between':
      return [term.tag, term.val.index, term.val.values, term.val.from ?? null, term.val.until ?? null];
    case 'refers':
      return [term.tag, term.val.index, BigInt(term.val.to)];
    default:
      return [term.tag, named(term).map(BigInt)];
  }
}

/** Makes the streams of a join's terms. */
class Plan {
  readonly #transaction: Transaction;
  readonly #find: FindIndex;
  readonly #terms: readonly Term[];
  readonly #spent: Spent;
  readonly #steps: number;
  /** Streams yet to be made: terms that name the same one again do not each get their own for nothing. */
  #streamsLeft = MAX_JOIN_TERMS;

  constructor(transaction: Transaction, find: FindIndex, terms: readonly Term[], spent: Spent) {
    this.#transaction = transaction;
    this.#find = find;
    this.#terms = terms;
    this.#spent = spent;
    this.#steps = Math.ceil(MAX_JOIN_STEPS / terms.length);
  }

  /** A stream of its own for whoever asks: two that share one would move each other. */
  stream(place: number): Answer<OidStream | Refusal> {
    if (this.#streamsLeft-- === 0) return new Refusal({ tag: 'too-many-terms' });
    const term = this.#terms[place]!;
    switch (term.tag) {
      case 'equal':
        return after(this.#index(place, term.val.index), (index) => {
          if (index instanceof Refusal) return index;
          const { values } = term.val;
          if (values.length > index.slots.length) return unusable(place, { tag: 'bad-span' });
          if (values.length < index.slots.length) return this.#sorted(place, index, { index: index.name, values });
          return new EntryStream(this.#transaction, entryPrefix(index, values), this.#spent);
        });
      case 'between':
        return after(this.#index(place, term.val.index), (index) =>
          index instanceof Refusal ? index : this.#sorted(place, index, term.val),
        );
      case 'refers':
        return after(this.#index(place, term.val.index), (index) => {
          if (index instanceof Refusal) return index;
          if (index.slots.length !== 1) return unusable(place, { tag: 'bad-span' });
          return after(this.stream(term.val.to), (targets) =>
            targets instanceof Refusal ? targets : this.#path(place, index, targets),
          );
        });
      default:
        return after(all(named(term).map((other) => this.stream(other))), (streams) => {
          const refusal = streams.find((stream) => stream instanceof Refusal);
          return refusal ?? this.#combined(term, streams as OidStream[]);
        });
    }
  }

  #combined(term: Term, streams: readonly OidStream[]): OidStream {
    if (term.tag === 'all-of') return new Intersection(streams, this.#steps);
    if (term.tag === 'any-of') return new Union(streams);
    return new Difference(streams[0]!, streams[1]!, this.#steps);
  }

  #index(place: number, name: string): Answer<Index | Refusal> {
    return after(this.#find(name), (index) => ('tag' in index ? unusable(place, index) : index));
  }

  /** What is not in order of oid is read whole. */
  #sorted(place: number, index: Index, span: Span): Answer<OidStream | Refusal> {
    const range = spanRange(index, span);
    if ('tag' in range) return unusable(place, range);
    return after(oidsOf(this.#transaction, range, MAX_SORTED_OIDS, this.#spent, entryOid), (oids) =>
      oids === undefined ? new Refusal({ tag: 'too-many', val: place }) : new Sorted(oids),
    );
  }

  /** The objects that refer to one of the targets. */
  #path(place: number, index: Index, targets: OidStream): Answer<OidStream | Refusal> {
    const tooMany = new Refusal({ tag: 'too-many', val: place });
    return after(take(targets, 0n, MAX_PATH_TARGETS + 1), ({ oids, next }) => {
      if (oids.length > MAX_PATH_TARGETS || next < NO_OID) return tooMany;
      const found: bigint[] = [];
      let tooLong = false;
      const follow = (target: bigint): Answer<boolean> => {
        const range = entriesWith(index, [pack([new Ref(target)])]);
        const most = MAX_SORTED_OIDS - found.length;
        return after(oidsOf(this.#transaction, range, most, this.#spent, entryOid), (referring) => {
          if (referring === undefined) tooLong = true;
          else found.push(...referring);
          return !tooLong;
        });
      };
      return after(inTurn(oids, follow), () => (tooLong ? tooMany : new Sorted(found)));
    });
  }
}

function unusable(term: number, why: FindError): Refusal {
  return new Refusal({ tag: 'unusable', val: { term, why } });
}
