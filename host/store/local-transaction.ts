import { hex, keyBytes, keyText } from './bytes.ts';
import {
  type ConflictSink,
  type KeySelector,
  type KeyValue,
  type LocalTransaction,
  type Mutation,
  type RangeOptions,
  type ReadOptions,
  type Watch,
} from './engine.ts';
import { Misuse, Unavailable, Unreadable, type StoreError } from './errors.ts';
import type { Generation } from './generation.ts';
import { boundText, checkKey } from './checks.ts';
import type { Layer } from './layer.ts';
import { mergedRows } from './merged-rows.ts';
import { changed, versionstampOf } from './pending-change.ts';
import { ReadSet } from './read-set.ts';
import type { Snapshot } from './snapshot.ts';
import type { KeyWatch } from './watches.ts';
import { WriteSet } from './write-set.ts';

/** Where all keys end. */
const END_TEXT = '\xff';

/** What a transaction asks of its engine. */
export interface Committer {
  /** Makes the writes of a checked transaction visible; settles when they are on disk. */
  publish(transaction: LayeredTransaction): Promise<void>;
  /** Settles when every commit up to a version is on disk. */
  durable(version: number): Promise<void>;
  /** Forgets an open transaction. */
  forget(transaction: LayeredTransaction): void;
  /** Throws when the writes of the transaction cannot be taken: it has outlived its time, or too much waits for the disk. */
  admit(transaction: LayeredTransaction): void;
  /** An open transaction that reads at a version, in whose place among all another may be. Throws `TooOld` when there is none. */
  readerAt(version: number): LayeredTransaction;
  /** Moves a transaction behind another in the order of age. */
  moveBehind(transaction: LayeredTransaction, other: LayeredTransaction): void;
  /** Makes a watch of a key whose value the transaction sees. */
  openWatch(text: string, key: Uint8Array, value: Uint8Array | undefined): KeyWatch;
  /** Lets watches wait for changes after the latest commit; `flushed` is its way to the disk. */
  armWatches(watches: readonly KeyWatch[], flushed: Promise<void>): void;
  readonly version: number;
}

/** A transaction over one snapshot of the base and the commits made since. */
export class LayeredTransaction implements LocalTransaction {
  readVersion: number;
  startedMs: number;
  /** Bytes the engine had committed in its life when this began. */
  startedBytes: number;
  /** Neighbours in the engine's list of open transactions, oldest first. */
  previous: LayeredTransaction | undefined;
  following: LayeredTransaction | undefined;
  readonly reads = new ReadSet();
  readonly writes = new WriteSet();
  readonly listeners: ((version: number) => void)[] = [];
  committedVersion = -1;

  readonly #engine: Committer;
  #held: Snapshot | undefined;
  #ended: StoreError | undefined;
  /** Whether something was read without a trace in the read set. */
  #hasPeeked = false;
  /** The first read that was refused. A program that goes on without what it wanted to know does not get its writes in. */
  #refused: Unreadable | undefined;
  #watches: KeyWatch[] | undefined;
  #stamp: PromiseWithResolvers<Uint8Array> | undefined;

  constructor(engine: Committer, snapshot: Snapshot, startedMs: number, startedBytes: number) {
    this.#engine = engine;
    this.#held = snapshot;
    this.readVersion = engine.version;
    this.startedMs = startedMs;
    this.startedBytes = startedBytes;
    snapshot.hold();
  }

  get writtenBytes(): number {
    return this.writes.sizeBytes;
  }

  getReadVersion(): number {
    this.#checkOpen();
    this.#hasPeeked = true;
    return this.readVersion;
  }

  setReadVersion(version: number): void {
    this.#checkOpen();
    if (this.#hasPeeked || !this.reads.isEmpty) {
      throw new Misuse(
        'read-version-set',
        'this transaction has read already: set the read version before its first read',
      );
    }
    this.#hasPeeked = true;
    if (version === this.readVersion) return;
    const reader = this.#engine.readerAt(version);
    reader.#snapshot.hold();
    this.#snapshot.release();
    this.#held = reader.#held;
    this.readVersion = version;
    this.startedMs = reader.startedMs;
    this.startedBytes = reader.startedBytes;
    this.#engine.moveBehind(this, reader);
  }

  get(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined {
    this.#checkOpen();
    checkKey(key);
    const text = keyText(key);
    let own;
    if (!this.writes.isEmpty) {
      if (this.writes.isUnreadable(text)) throw this.#refuse(`key ${hex(key)}`);
      own = this.writes.layer.find(text, Infinity);
      if (own !== undefined && own.changes === undefined) return own.value;
    }
    if (options?.snapshot === true) this.#hasPeeked = true;
    else this.reads.addKey(text);
    const below = this.#below(text);
    const value = below === undefined ? this.#snapshot.base.get(key) : below.value;
    return own?.changes === undefined ? value : changed(value, own.changes);
  }

  getKey(selector: KeySelector, options: ReadOptions = {}): Uint8Array {
    this.#checkOpen();
    const { text, low, high } = this.#resolveSelector(selector);
    this.#noteRead(low, high, options.snapshot === true);
    return keyBytes(text);
  }

  range(start: Uint8Array | KeySelector, end: Uint8Array | KeySelector, options: RangeOptions = {}): KeyValue[] {
    this.#checkOpen();
    const { limit = Infinity, reverse = false, snapshot = false } = options;
    const targetBytes = Math.max(options.targetBytes ?? Infinity, 1);
    const first = start instanceof Uint8Array ? undefined : this.#resolveSelector(start);
    const after = end instanceof Uint8Array ? undefined : this.#resolveSelector(end);
    const low = first?.text ?? boundText(start as Uint8Array);
    const high = after?.text ?? boundText(end as Uint8Array);
    const found =
      limit <= 0
        ? []
        : this.#rows(
            low,
            high,
            reverse,
            limit,
            targetBytes,
            start instanceof Uint8Array ? start : keyBytes(low),
            end instanceof Uint8Array ? end : keyBytes(high),
          );
    const isStopped = found.length >= limit || reaches(found, targetBytes);
    const last = isStopped && found.length > 0 ? keyText(found[found.length - 1]!.key) : undefined;
    if (limit > 0) {
      const from = last !== undefined && reverse ? last : low;
      const to = last !== undefined && !reverse ? `${last}\0` : high;
      this.#noteRead(from, to, snapshot);
    }
    if (first !== undefined) this.#noteRead(first.low, first.high, snapshot);
    if (after !== undefined) this.#noteRead(after.low, after.high, snapshot);
    return found;
  }

  addReadConflict(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    this.#addRead(boundText(start), boundText(end));
  }

  addWriteConflict(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    this.writes.mark(start, end);
  }

  deferReadConflicts(list: (add: ConflictSink) => void): void {
    this.#checkOpen();
    this.reads.defer(list);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#checkOpen();
    this.writes.set(key, value);
  }

  clear(key: Uint8Array): void {
    this.#checkOpen();
    this.writes.clear(key);
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    this.writes.clearRange(start, end);
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    this.#checkOpen();
    this.writes.mutate(mutation, key, operand);
  }

  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array): void {
    this.#checkOpen();
    this.writes.setVersionstampedKey(key, offset, value, this.readVersion);
  }

  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void {
    this.#checkOpen();
    this.writes.setVersionstampedValue(key, value, offset);
  }

  withoutWriteConflict(): void {
    this.#checkOpen();
    this.writes.withoutConflict();
  }

  watch(key: Uint8Array): Watch {
    const watch = this.#engine.openWatch(keyText(key), key, this.get(key));
    this.#watches ??= [];
    this.#watches.push(watch);
    return watch;
  }

  commit(): Promise<void> {
    const writes = !this.writes.isEmpty;
    try {
      this.#checkOpen();
      if (this.#refused !== undefined) throw this.#refused;
      if (writes) this.#engine.admit(this);
      if (writes && this.#engine.version !== this.readVersion) {
        this.reads.check(this.#snapshot.following, this.readVersion);
      }
    } catch (error) {
      if (this.#ended === undefined) {
        this.end(error as StoreError);
        this.#ended = FINISHED;
      }
      return Promise.reject(error as StoreError);
    }
    this.#finish();
    const done = writes ? this.#engine.publish(this) : this.#engine.durable(this.readVersion);
    if (this.#watches !== undefined) this.#engine.armWatches(this.#watches, done);
    if (this.#stamp !== undefined) this.#settleStamp(this.#stamp, writes, done);
    return done;
  }

  versionstamp(): Promise<Uint8Array> {
    this.#checkOpen();
    if (this.#stamp === undefined) {
      this.#stamp = Promise.withResolvers();
      // Whoever commits hears of a failure there.
      this.#stamp.promise.catch(() => {});
    }
    return this.#stamp.promise;
  }

  onCommit(listener: (version: number) => void): void {
    this.#checkOpen();
    this.listeners.push(listener);
  }

  abort(): void {
    if (this.#ended !== undefined) return;
    this.end(FINISHED);
  }

  /** Ends the transaction without a commit; every later call throws the reason. */
  end(reason: StoreError): void {
    this.#finish();
    this.#ended = reason;
    for (const watch of this.#watches ?? []) watch.fail(reason);
    this.#stamp?.reject(reason);
  }

  #finish(): void {
    this.#ended = FINISHED;
    this.#engine.forget(this);
    this.#snapshot.release();
    // With the snapshot go the commits since, however long the caller keeps this object.
    this.#held = undefined;
  }

  #settleStamp({ resolve, reject }: PromiseWithResolvers<Uint8Array>, writes: boolean, done: Promise<void>): void {
    if (writes) done.then(() => resolve(versionstampOf(this.committedVersion)), reject);
    else reject(new Misuse('no-commit-version', 'this transaction wrote nothing, so it has no versionstamp'));
  }

  get #snapshot(): Snapshot {
    return this.#held!;
  }

  #checkOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  #refuse(what: string): Unreadable {
    this.#refused ??= new Unreadable(
      `this transaction will put its versionstamp at ${what}: read that after the commit`,
    );
    return this.#refused;
  }

  /** Notes that keys from `low` (included) to `high` (excluded) were read. */
  #noteRead(low: string, high: string, snapshot: boolean): void {
    if (low >= high) return;
    this.#checkReadable(low, high);
    if (snapshot) this.#hasPeeked = true;
    else this.#addRead(low, high);
  }

  /** Adds what of a range the transaction's own writes have not settled. */
  #addRead(low: string, high: string): void {
    if (this.writes.isEmpty || !this.writes.layer.touches(low, high)) this.reads.addRange(low, high);
    else for (const [start, end] of this.writes.layer.unsettled(low, high)) this.reads.addRange(start, end);
  }

  #checkReadable(low: string, high: string): void {
    if (low < high && this.writes.isUnreadableWithin(low, high)) {
      throw this.#refuse(`the range from ${hex(keyBytes(low))} to ${hex(keyBytes(high))}`);
    }
  }

  /** The key that a selector names, and the range that decides it. */
  #resolveSelector({ key, orEqual, offset }: KeySelector): { text: string; low: string; high: string } {
    const from = orEqual ? `${boundText(key)}\0` : boundText(key);
    const isForward = offset >= 1;
    const count = isForward ? offset : 1 - offset;
    const found = isForward ? this.#rows(from, END_TEXT, false, count) : this.#rows('', from, true, count);
    const named = found.length < count ? undefined : keyText(found[count - 1]!.key);
    const span = isForward
      ? { text: named ?? END_TEXT, low: from, high: named === undefined ? END_TEXT : `${named}\0` }
      : { text: named ?? '', low: named ?? '', high: from };
    this.#checkReadable(span.low, span.high);
    return span;
  }

  /** Entries from `low` (included) to `high` (excluded) as this transaction sees them. */
  #rows(
    low: string,
    high: string,
    reverse: boolean,
    limit: number,
    targetBytes = Infinity,
    start = keyBytes(low),
    end = keyBytes(high),
  ): KeyValue[] {
    if (low >= high) return [];
    const layers = this.#layersWithin(low, high);
    if (layers.length === 0 && targetBytes === Infinity) return this.#snapshot.base.list(start, end, reverse, limit);
    return mergedRows(
      this.#snapshot.base,
      layers,
      { start, end, low, high },
      reverse,
      { limit, targetBytes },
      (text, stored) => this.#resolve(text, stored),
    );
  }

  /** The newest committed write of a key that this transaction may see, when it is not in the base yet. */
  #below(text: string): { value: Uint8Array | undefined } | undefined {
    let newest;
    for (let layer: Generation | undefined = this.#snapshot.following; layer !== undefined; layer = layer.next) {
      const write = layer.find(text, this.readVersion);
      if (write !== undefined) newest = write;
      if (layer.lastVersion >= this.readVersion) break;
    }
    return newest;
  }

  #layersWithin(low: string, high: string): Layer[] {
    const layers: Layer[] = [];
    for (let layer: Generation | undefined = this.#snapshot.following; layer !== undefined; layer = layer.next) {
      if (layer.touches(low, high)) layers.push(layer);
      if (layer.lastVersion >= this.readVersion) break;
    }
    if (!this.writes.isEmpty && this.writes.layer.touches(low, high)) layers.push(this.writes.layer);
    return layers;
  }

  /** The value of a key as this transaction sees it, given the one in the base. */
  #resolve(text: string, stored: Uint8Array | undefined): Uint8Array | undefined {
    const own = this.writes.layer.find(text, Infinity);
    if (own !== undefined && own.changes === undefined) return own.value;
    const below = this.#below(text);
    const value = below === undefined ? stored : below.value;
    return own?.changes === undefined ? value : changed(value, own.changes);
  }
}

const FINISHED = new Unavailable('this transaction has been committed or aborted: begin another');

/** Whether entries have so many bytes. */
function reaches(found: readonly KeyValue[], targetBytes: number): boolean {
  if (targetBytes === Infinity) return false;
  return found.reduce((sum, { key, value }) => sum + key.length + value.length, 0) >= targetBytes;
}
