import { Buffer } from 'node:buffer';
import type { NativeTransaction } from 'foundationdb/dist/lib/native.js';
import { checkBound, checkKey, checkStamp, checkTransactionBytes, checkValue } from './checks.ts';
import {
  MAX_TRANSACTION_AGE_MS,
  type ConflictSink,
  type KeySelector,
  type KeyValue,
  type Mutation,
  type RangeOptions,
  type ReadOptions,
  type Transaction,
  type Watch,
} from './engine.ts';
import { Misuse, TooOld, Unavailable, type StoreError } from './errors.ts';
import { commitError, isCancellation, storeError } from './foundationdb-errors.ts';
import { mutationCode } from './foundationdb-mutations.ts';
import { ClusterReads, type Part } from './foundationdb-reads.ts';
import type { ClusterWatch, ClusterWatches } from './foundationdb-watches.ts';

/**
 * Longest wait for the cluster, from the beginning of a transaction, in milliseconds: without it a call would wait for ever for a
 * cluster that is gone. As long again as a transaction may live, so a commit at its end has that time too.
 */
const MAX_WAIT_MS = 2 * MAX_TRANSACTION_AGE_MS;
/** Versionstamp operations have the offset behind the key or value, in so many bytes, little-endian. */
const OFFSET_BYTES = 4;

/** What a transaction asks of its engine. */
export interface Owner extends Part {
  readonly watches: ClusterWatches;
  /** The cluster in messages. */
  readonly cluster: string;
  nowMs(): number;
  /** Takes the transaction off the list of open ones. */
  forget(transaction: ClusterTransaction): void;
  /** Keeps the commit on the list of those under way. */
  committing(commit: Promise<void>): void;
}

/** A transaction of a FoundationDB cluster, within a key space. Reads are sent when they are called. */
export class ClusterTransaction implements Transaction {
  readonly startedMs: number;
  writtenBytes = 0;
  committedVersion = -1;
  readonly #owner: Owner;
  readonly #native: NativeTransaction;
  readonly #reads: ClusterReads;
  #ended: StoreError | undefined;
  #hasRead = false;
  #hasWritten = false;
  readonly #deferred: ((add: ConflictSink) => void)[] = [];
  readonly #listeners: ((version: number) => void)[] = [];
  readonly #watches: ClusterWatch[] = [];
  #stamp: (PromiseWithResolvers<Uint8Array> & { readonly native: Promise<Uint8Array> }) | undefined;

  constructor(owner: Owner, native: NativeTransaction) {
    this.#owner = owner;
    this.#native = native;
    this.#reads = new ClusterReads(owner, native, (answer) => this.#answered(answer));
    this.startedMs = owner.nowMs();
    native.setOption(owner.client.TransactionOptionCode.Timeout, MAX_WAIT_MS);
  }

  async getReadVersion(): Promise<number> {
    this.#beginRead();
    return versionNumber(await this.#answered(this.#native.getReadVersion()));
  }

  setReadVersion(version: number): void {
    this.#checkOpen();
    if (this.#hasRead) {
      throw new Misuse(
        'read-version-set',
        'this transaction has read already: set the read version before its first read',
      );
    }
    if (!Number.isSafeInteger(version) || version <= 0) {
      throw new TooOld(`there was no version ${version}: read at one that getReadVersion gave`);
    }
    this.#hasRead = true;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(version));
    this.#native.setReadVersion(bytes);
  }

  async get(key: Uint8Array, { snapshot = false }: ReadOptions = {}): Promise<Uint8Array | undefined> {
    this.#beginRead();
    checkKey(key);
    return this.#reads.get(key, snapshot);
  }

  async getKey(selector: KeySelector, { snapshot = false }: ReadOptions = {}): Promise<Uint8Array> {
    this.#beginRead();
    checkBound(selector.key);
    return this.#reads.select(selector, snapshot);
  }

  async range(
    start: Uint8Array | KeySelector,
    end: Uint8Array | KeySelector,
    options: RangeOptions = {},
  ): Promise<KeyValue[]> {
    this.#beginRead();
    for (const bound of [start, end]) checkBound(bound instanceof Uint8Array ? bound : bound.key);
    return this.#reads.range(start, end, options);
  }

  addReadConflict(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    this.#addReadConflict(start, end);
  }

  addWriteConflict(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    checkBound(start);
    checkBound(end);
    if (Buffer.compare(start, end) >= 0) return;
    this.#count(start.length + end.length);
    this.#native.addWriteConflictRange(this.#owner.space.outerBound(start), this.#owner.space.outerBound(end));
  }

  deferReadConflicts(list: (add: ConflictSink) => void): void {
    this.#checkOpen();
    this.#deferred.push(list);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#beginWrite(key, key.length + value.length, value);
    this.#nameReads();
    this.#native.set(this.#owner.space.outer(key), Buffer.from(value.buffer, value.byteOffset, value.length));
  }

  clear(key: Uint8Array): void {
    this.#beginWrite(key, key.length);
    this.#nameReads();
    this.#native.clear(this.#owner.space.outer(key));
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    checkBound(start);
    checkBound(end);
    const low = this.#owner.space.outerBound(start);
    // An empty range is no write, but it is the next one for `withoutWriteConflict`.
    if (Buffer.compare(start, end) >= 0) return this.#native.clearRange(low, low);
    this.#count(start.length + end.length);
    this.#nameReads();
    this.#native.clearRange(low, this.#owner.space.outerBound(end));
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    this.#beginWrite(key, key.length + operand.length, operand);
    this.#native.atomicOp(
      mutationCode(this.#owner.client, mutation),
      this.#owner.space.outer(key),
      Buffer.from(operand.buffer, operand.byteOffset, operand.length),
    );
  }

  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array): void {
    checkStamp(key, offset, 'key');
    this.#beginWrite(key, key.length + value.length, value);
    const { SetVersionstampedKey } = this.#owner.client.MutationType;
    const { space } = this.#owner;
    const outer = Buffer.concat([space.prefix, key, littleEndian(space.prefix.length + offset)]);
    this.#native.atomicOp(SetVersionstampedKey, outer, Buffer.from(value.buffer, value.byteOffset, value.length));
  }

  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void {
    checkStamp(value, offset, 'value');
    this.#beginWrite(key, key.length + value.length, value);
    this.#nameReads();
    const { SetVersionstampedValue } = this.#owner.client.MutationType;
    const operand = Buffer.concat([value, littleEndian(offset)]);
    this.#native.atomicOp(SetVersionstampedValue, this.#owner.space.outer(key), operand);
  }

  withoutWriteConflict(): void {
    this.#checkOpen();
    this.#native.setOption(this.#owner.client.TransactionOptionCode.NextWriteNoWriteConflictRange, null);
  }

  watch(key: Uint8Array): Watch {
    this.#beginRead();
    checkKey(key);
    const watch = this.#owner.watches.open(this.#native, this.#owner.space.outer(key));
    this.#watches.push(watch);
    return watch;
  }

  commit(): Promise<void> {
    try {
      this.#checkOpen();
    } catch (error) {
      return Promise.reject(error as StoreError);
    }
    this.#finish(FINISHED);
    const done = this.#commit();
    this.#owner.committing(done);
    return done;
  }

  versionstamp(): Promise<Uint8Array> {
    try {
      this.#checkOpen();
    } catch (error) {
      return Promise.reject(error as StoreError);
    }
    if (this.#stamp === undefined) {
      this.#stamp = { ...Promise.withResolvers<Uint8Array>(), native: this.#native.getVersionstamp() };
      // Whoever commits hears of a failure there.
      this.#stamp.promise.catch(() => {});
      this.#stamp.native.catch(() => {});
    }
    return this.#stamp.promise;
  }

  onCommit(listener: (version: number) => void): void {
    this.#checkOpen();
    this.#listeners.push(listener);
  }

  abort(): void {
    if (this.#ended === undefined) this.end(FINISHED);
  }

  /** Ends the transaction without a commit; every later call, and every one that waits, fails with the reason. */
  end(reason: StoreError): void {
    this.#finish(reason);
    this.#native.cancel();
    this.#fail(reason);
  }

  #finish(reason: StoreError): void {
    this.#ended = reason;
    this.#owner.forget(this);
  }

  /** Fails what waits for the commit. */
  #fail(reason: StoreError): void {
    for (const watch of this.#watches) watch.fail(reason);
    this.#stamp?.reject(reason);
  }

  async #commit(): Promise<void> {
    try {
      if (this.#hasWritten) this.#nameReads();
      await this.#native.commit();
    } catch (error) {
      const failure = commitError(error, this.#owner.cluster);
      this.#fail(failure);
      throw failure;
    }
    if (this.#hasWritten) {
      this.committedVersion = versionNumber(this.#native.getCommittedVersion());
      for (const listener of this.#listeners) listener(this.committedVersion);
    }
    for (const watch of this.#watches) watch.arm();
    this.#stamp?.native.then(this.#stamp.resolve, (error: unknown) =>
      this.#stamp!.reject(storeError(error, this.#owner.cluster)),
    );
  }

  #addReadConflict(start: Uint8Array, end: Uint8Array): void {
    checkBound(start);
    checkBound(end);
    if (Buffer.compare(start, end) >= 0) return;
    this.#native.addReadConflictRange(this.#owner.space.outerBound(start), this.#owner.space.outerBound(end));
  }

  /**
   * Asks for the deferred read conflicts: before each write too, for the client takes a read of what the transaction has written for one
   * that it has answered itself, whenever that read was.
   */
  #nameReads(): void {
    for (const list of this.#deferred) list((start, end) => this.#addReadConflict(start, end));
  }

  async #answered<T>(answer: Promise<T>): Promise<T> {
    let value: T;
    try {
      value = await answer;
    } catch (error) {
      // What ended the transaction says more than that it was cancelled.
      if (this.#ended !== undefined && isCancellation(error)) throw this.#ended;
      throw storeError(error, this.#owner.cluster);
    }
    // An answer that was on its way when the engine was closed, or the time was over, is none any more.
    if (this.#ended !== undefined && this.#ended !== FINISHED) throw this.#ended;
    return value;
  }

  #beginRead(): void {
    this.#checkOpen();
    this.#hasRead = true;
  }

  /** Checks and counts one write. */
  #beginWrite(key: Uint8Array, bytes: number, value?: Uint8Array): void {
    this.#checkOpen();
    checkKey(key);
    if (value !== undefined) checkValue(key, value);
    this.#count(bytes);
  }

  #count(bytes: number): void {
    checkTransactionBytes(this.writtenBytes + bytes);
    this.writtenBytes += bytes;
    this.#hasWritten = true;
  }

  #checkOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
    const ageMs = this.#owner.nowMs() - this.startedMs;
    if (ageMs <= MAX_TRANSACTION_AGE_MS) return;
    this.end(tooOld(ageMs));
    throw this.#ended!;
  }
}

const FINISHED = new Unavailable('this transaction has been committed or aborted: begin another');

export function tooOld(ageMs: number): TooOld {
  return new TooOld(
    `this transaction is ${Math.round(ageMs)} ms old; the most is ${MAX_TRANSACTION_AGE_MS}: run it again, and split it if it takes that long by itself`,
  );
}

function versionNumber(bytes: Buffer): number {
  return Number(bytes.readBigInt64BE());
}

function littleEndian(offset: number): Buffer {
  const bytes = Buffer.alloc(OFFSET_BYTES);
  bytes.writeUInt32LE(offset);
  return bytes;
}
