import { Buffer } from 'node:buffer';
import { after, all, type Answer } from './answer.ts';
import type { Transaction } from './engine.ts';
import { oidAt, oidsAfter, withOid, type KeyRange } from './layout.ts';

/** After every oid: what a stream that has ended answers. */
export const NO_OID = 1n << 64n;

/** Entries read when a stream is asked for an oid far from the last: one that is skipped through reads no more than it must. */
const FIRST_PAGE = 4;
/** Entries in one read of a stream that is read from end to end. */
const LAST_PAGE = 1_000;

/** Oids in ascending order, found as they are asked for. */
export interface OidStream {
  /**
   * The first oid that is at least this one, or `NO_OID`. When the stream has done as much as one call may, the complement of an oid
   * (so a negative number): nothing is found below that, and what comes then was not looked at.
   */
  seek(oid: bigint): Answer<bigint>;
}

/** Index entries read so far: what a join costs. */
export interface Spent {
  rows: number;
}

/** The objects of one value of an index. */
export class EntryStream implements OidStream {
  readonly #transaction: Transaction;
  readonly #prefix: Uint8Array;
  readonly #range: KeyRange;
  readonly #spent: Spent;
  /** What was read last: every oid of the stream from `#from` to the last of the page. */
  #page: bigint[] = [];
  #from = NO_OID;
  #at = 0;
  /** Oids of the page that were asked for. */
  #served = 0;
  #pageSize = FIRST_PAGE;
  /** Nothing is behind the page. */
  #whole = false;
  /** Whether the oid that was last asked for far from others was there, so that the next may be too. */
  #hits = false;

  constructor(transaction: Transaction, prefix: Uint8Array, spent: Spent) {
    this.#transaction = transaction;
    this.#prefix = prefix;
    this.#range = oidsAfter(prefix);
    this.#spent = spent;
  }

  seek(oid: bigint): Answer<bigint> {
    const page = this.#page;
    const last = page.at(-1);
    if (oid >= this.#from && (this.#whole || (last !== undefined && oid <= last))) {
      if (this.#at > 0 && page[this.#at - 1]! >= oid) this.#at = 0;
      const before = this.#at;
      while (this.#at < page.length && page[this.#at]! < oid) this.#at++;
      if (this.#at > before) this.#served++;
      return page[this.#at] ?? NO_OID;
    }
    if (oid < NO_OID && this.#hits && this.#served === 1 && last !== undefined && oid > last + 1n)
      return this.#probe(oid);
    // Read on in larger pages while most of them is asked for.
    this.#pageSize = this.#served * 2 > page.length ? Math.min(this.#pageSize * 2, LAST_PAGE) : FIRST_PAGE;
    return this.#read(oid);
  }

  /** Looks for just this oid: a read of one key takes a third of the time of one of a range, and nothing behind it is a conflict. */
  #probe(oid: bigint): Answer<bigint> {
    return after(this.#transaction.get(withOid(this.#prefix, oid)), (entry) => {
      this.#hits = entry !== undefined;
      this.#pageSize = this.#hits ? 1 : FIRST_PAGE;
      if (!this.#hits) return this.#read(oid);
      this.#spent.rows++;
      this.#page = [oid];
      this.#from = oid;
      this.#at = 0;
      return oid;
    });
  }

  #read(from: bigint): Answer<bigint> {
    if (from >= NO_OID) return NO_OID;
    const limit = this.#pageSize;
    return after(this.#transaction.range(withOid(this.#prefix, from), this.#range.end, { limit }), (rows) => {
      this.#spent.rows += rows.length;
      this.#page = rows.map(({ key }) => oidAt(key, this.#prefix.length));
      this.#from = from;
      this.#at = 0;
      this.#served = 1;
      this.#whole = rows.length < limit;
      this.#hits = this.#page[0] === from;
      return this.#page[0] ?? NO_OID;
    });
  }
}

/** What is in all of some streams, by leapfrogging: the one that is farthest on says where the others go on. */
export class Intersection implements OidStream {
  readonly #streams: readonly OidStream[];
  #stepsLeft: number;
  /** The stream that leapt last. It is asked first, so that a smaller one leads, and larger ones are asked only for what it has. */
  #leader = 0;

  constructor(streams: readonly OidStream[], steps: number) {
    this.#streams = streams;
    this.#stepsLeft = steps;
  }

  seek(oid: bigint): Answer<bigint> {
    return this.#leap(oid, this.#leader, 0);
  }

  /** Goes on with the stream at `first`, when so many before it have agreed on an oid. */
  #leap(from: bigint, first: number, agreedBefore: number): Answer<bigint> {
    let oid = from;
    let agreed = agreedBefore;
    for (let at = first; agreed < this.#streams.length; at = (at + 1) % this.#streams.length) {
      if (this.#stepsLeft-- <= 0) return ~oid;
      const found = this.#streams[at]!.seek(oid);
      if (found instanceof Promise) return found.then((answer) => this.#landed(answer, oid, at, agreed));
      if (found < 0n || found === NO_OID) return found;
      agreed = this.#agreed(found, oid, at, agreed);
      oid = found;
    }
    return oid;
  }

  #landed(found: bigint, asked: bigint, at: number, agreed: number): Answer<bigint> {
    if (found < 0n || found === NO_OID) return found;
    return this.#leap(found, (at + 1) % this.#streams.length, this.#agreed(found, asked, at, agreed));
  }

  /** How many streams agree on what one of them found, when so many did on what it was asked for. */
  #agreed(found: bigint, asked: bigint, at: number, agreed: number): number {
    if (found === asked) return agreed + 1;
    this.#leader = at;
    return 1;
  }
}

/** What is in any of some streams. */
export class Union implements OidStream {
  readonly #streams: readonly OidStream[];

  constructor(streams: readonly OidStream[]) {
    this.#streams = streams;
  }

  seek(oid: bigint): Answer<bigint> {
    return after(all(this.#streams.map((stream) => stream.seek(oid))), (answers) => {
      let first = NO_OID;
      let known = NO_OID;
      for (const answer of answers) {
        if (answer < 0n) known = ~answer < known ? ~answer : known;
        else if (answer < first) first = answer;
      }
      // One that ended its search could still have something from there on.
      return first < known || known === NO_OID ? first : ~known;
    });
  }
}

/** What is in one stream and not in another. */
export class Difference implements OidStream {
  readonly #of: OidStream;
  readonly #without: OidStream;
  #stepsLeft: number;

  constructor(of: OidStream, without: OidStream, steps: number) {
    this.#of = of;
    this.#without = without;
    this.#stepsLeft = steps;
  }

  seek(oid: bigint): Answer<bigint> {
    for (let from = oid; ;) {
      if (this.#stepsLeft-- <= 0) return ~from;
      const found = this.#of.seek(from);
      if (found instanceof Promise) {
        return found.then((answer) => after(this.#other(answer), (other) => this.#decide(answer, other)));
      }
      const other = this.#other(found);
      if (other instanceof Promise) return other.then((answer) => this.#decide(found, answer));
      if (other !== found || found === NO_OID) return decided(found, other);
      from = found + 1n;
    }
  }

  /** The first of what is left out that is not below something found. */
  #other(found: bigint): Answer<bigint> {
    return found < 0n || found === NO_OID ? NO_OID : this.#without.seek(found);
  }

  #decide(found: bigint, other: bigint): Answer<bigint> {
    return other !== found || found === NO_OID ? decided(found, other) : this.seek(found + 1n);
  }
}

/** What was found, unless what is left out was only looked through up to it. */
function decided(found: bigint, other: bigint): bigint {
  return other < 0n && ~other === found ? other : found;
}

/** Oids that were read whole and sorted. */
export class Sorted implements OidStream {
  readonly #oids: BigUint64Array;

  constructor(oids: Iterable<bigint>) {
    this.#oids = BigUint64Array.from(new Set(oids)).sort();
  }

  seek(oid: bigint): bigint {
    let low = 0;
    let high = this.#oids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#oids[middle]! < oid) low = middle + 1;
      else high = middle;
    }
    return this.#oids[low] ?? NO_OID;
  }
}

/** Every oid of a range of entries, unless there are more than so many. */
export function oidsOf(
  transaction: Transaction,
  { start, end }: KeyRange,
  most: number,
  spent: Spent,
  oidIn: (key: Uint8Array) => bigint,
): Answer<bigint[] | undefined> {
  if (Buffer.compare(start, end) >= 0) return [];
  return after(transaction.range(start, end, { limit: most + 1 }), (rows) => {
    spent.rows += rows.length;
    return rows.length > most ? undefined : rows.map(({ key }) => oidIn(key));
  });
}
