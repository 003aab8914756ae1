/**
 * Histories of transactions over lists, as Elle has them (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
 * Observations", VLDB 2020): a transaction appends distinct numbers to lists and reads lists whole. What was read tells the order of the
 * appends, so the dependencies between transactions can be worked out from outside.
 */

/** One thing a transaction did. Keys are lists; no number is appended twice to one key in a history. */
export type Operation =
  | { readonly do: 'append'; readonly key: number; readonly value: number }
  | { readonly do: 'read'; readonly key: number; readonly list: readonly number[] }
  /** All lists with keys from `from` (included) to `to` (excluded); one that is absent had no value. */
  | {
      readonly do: 'scan';
      readonly from: number;
      readonly to: number;
      readonly lists: readonly { readonly key: number; readonly list: readonly number[] }[];
    };

export interface Recorded {
  readonly operations: readonly Operation[];
  /** What its commit said: it happened, it did not, or nobody knows (the process ended, or the disk failed). */
  readonly outcome: 'committed' | 'aborted' | 'unknown';
  /** When it began and when its outcome was known, on one clock for the whole history; unknown outcomes are never known. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export type History = readonly Recorded[];

/**
 * What no serialisable store shows, with the names of Adya ("Weak Consistency", 1999, ch. 3 and 4) where he has one. G2 is a cycle over a
 * range that was read and then gained a key; `realtime` is one that is closed only by what happened after what.
 */
export type AnomalyKind =
  | 'internal'
  | 'duplicate'
  | 'incompatible-order'
  | 'lost-write'
  | 'unwritten-value'
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'G-single'
  | 'G2-item'
  | 'G2'
  | 'realtime';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** What was seen, with the numbers of the transactions in the history. */
  readonly text: string;
}
