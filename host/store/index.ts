export { after, type Answer } from './answer.ts';
export { Bucket } from './bucket.ts';
export {
  MAX_KEY_BYTES,
  MAX_TRANSACTION_AGE_MS,
  MAX_TRANSACTION_BYTES,
  MAX_VALUE_BYTES,
  MAX_WATCHES,
  VERSIONSTAMP_BYTES,
  type ConflictSink,
  type Engine,
  type KeySelector,
  type KeyValue,
  type LocalEngine,
  type LocalTransaction,
  type Mutation,
  type RangeOptions,
  type ReadOptions,
  type Transaction,
  type Watch,
} from './engine.ts';
export {
  CommitUnknown,
  Conflict,
  Corrupt,
  Locked,
  Misuse,
  StoreError,
  TooLarge,
  TooOld,
  Unavailable,
  Unreadable,
  type Mistake,
} from './errors.ts';
export { openFoundationDb, type FoundationDbOptions } from './foundationdb.ts';
export type { IndexError, Indices } from './indices.ts';
export * from './limits.ts';
export { openLmdb, type LmdbOptions } from './lmdb-engine.ts';
export { openMemory } from './memory.ts';
export { Oids } from './oids.ts';
export { run, type RunOptions } from './retry.ts';
export { SlotStore, type Slots } from './slots.ts';
export * from './tuple.ts';
