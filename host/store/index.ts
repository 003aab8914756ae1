export { Bucket } from './bucket.ts';
export {
  MAX_KEY_BYTES,
  MAX_TRANSACTION_AGE_MS,
  MAX_TRANSACTION_BYTES,
  MAX_VALUE_BYTES,
  type ConflictSink,
  type Engine,
  type KeyValue,
  type RangeOptions,
  type Transaction,
} from './engine.ts';
export { CommitUnknown, Conflict, Corrupt, Locked, StoreError, TooLarge, TooOld, Unavailable } from './errors.ts';
export type { IndexError, Indices } from './indices.ts';
export * from './limits.ts';
export { openLmdb, type LmdbOptions } from './lmdb-engine.ts';
export { Oids } from './oids.ts';
export { SlotStore, type Slots } from './slots.ts';
export * from './tuple.ts';
