import { hex, keyBytes, keyText } from './bytes.ts';
import {
  MAX_KEY_BYTES,
  MAX_TRANSACTION_BYTES,
  MAX_VALUE_BYTES,
  type ConflictSink,
  type KeySelector,
  type KeyValue,
  type Mutation,
  type LocalTransaction,
  type RangeOptions,
  type ReadOptions,
  type Watch,
} from './engine.ts';
import { Conflict, TooLarge, Unavailable, type StoreError } from './errors.ts';
import type { Generation } from './generation.ts';
import { changed, Layer, type PendingChange } from './layer.ts';
import { GATHERED, MUTATIONS } from './mutations.ts';
import type { Snapshot } from './snapshot.ts';

/** Memory that one write takes beside its key and value, in bytes: the map's entry, three records, the key as a string. */
const WRITE_OVERHEAD_BYTES = 256;

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
  readonly version: number;
}

/** A transaction over one snapshot of the base and the commits made since. */
export class LayeredTransaction implements LocalTransaction {
  readonly readVersion: number;
  readonly startedMs: number;
  /** Bytes the engine had committed in its life when this began. */
  readonly startedBytes: number;
  /** Neighbours in the engine's list of open transactions, oldest first. */
  previous: LayeredTransaction | undefined;
  following: LayeredTransaction | undefined;
  /** The transaction's own writes, in the order of its calls: the version is the number of the call. */
  readonly writes = new Layer();
  readonly listeners: ((version: number) => void)[] = [];
  writtenBytes = 0;

  readonly #engine: Committer;
  #held: Snapshot | undefined;
  #calls = 0;
  #ended: StoreError | undefined;
  readonly #readKeys: string[] = [];
  /** Starts and ends of read ranges, alternating. */
  readonly #readRanges: string[] = [];
  readonly #deferred: ((add: ConflictSink) => void)[] = [];

  constructor(engine: Committer, snapshot: Snapshot, startedMs: number, startedBytes: number) {
    this.#engine = engine;
    this.#held = snapshot;
    this.readVersion = engine.version;
    this.startedMs = startedMs;
    this.startedBytes = startedBytes;
    snapshot.hold();
  }

  get(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined {
    this.#checkOpen();
    checkKey(key);
    const text = keyText(key);
    const own = this.#calls === 0 ? undefined : this.writes.find(text, Infinity);
    if (own !== undefined && own.changes === undefined) return own.value;
    if (options?.snapshot !== true) this.#readKeys.push(text);
    const below = this.#below(text);
    const value = below === undefined ? this.#snapshot.base.get(key) : below.value;
    return own?.changes === undefined ? value : changed(value, own.changes);
  }

  range(start: Uint8Array | KeySelector, end: Uint8Array | KeySelector, options: RangeOptions = {}): KeyValue[] {
    this.#checkOpen();
    if (!(start instanceof Uint8Array) || !(end instanceof Uint8Array) || options.targetBytes !== undefined)
      throw notYet();
    const { limit = Infinity, reverse = false, snapshot = false } = options;
    const low = keyText(start);
    const high = keyText(end);
    if (low >= high || limit <= 0) return [];
    const layers = this.#layersWithin(low, high);
    const found =
      layers.length === 0
        ? this.#snapshot.base.list(start, end, reverse, limit)
        : this.#merge(layers, start, end, low, high, reverse, limit);
    if (!snapshot) {
      const last = found.length < limit ? undefined : keyText(found[found.length - 1]!.key);
      if (last === undefined) this.#readRanges.push(low, high);
      else if (reverse) this.#readRanges.push(last, high);
      else this.#readRanges.push(low, `${last}\0`);
    }
    return found;
  }

  addReadConflict(start: Uint8Array, end: Uint8Array): void {
    this.#checkOpen();
    this.#readRanges.push(keyText(start), keyText(end));
  }

  deferReadConflicts(list: (add: ConflictSink) => void): void {
    this.#checkOpen();
    this.#deferred.push(list);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    if (value.length > MAX_VALUE_BYTES) {
      throw new TooLarge(
        `the value of key ${hex(key)} has ${value.length} bytes; the most is ${MAX_VALUE_BYTES}: split it over several keys`,
      );
    }
    this.#account(key, key.length + value.length);
    this.writes.write(keyText(key), key, this.#calls, value, undefined, -1);
  }

  clear(key: Uint8Array): void {
    this.#account(key, key.length);
    this.writes.write(keyText(key), key, this.#calls, undefined, undefined, -1);
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    this.#account(undefined, start.length + end.length);
    this.writes.clear(keyText(start), keyText(end), this.#calls, -1);
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    this.#account(key, key.length + operand.length);
    const text = keyText(key);
    const own = this.writes.find(text, Infinity);
    const change = { mutation, operand };
    if (own === undefined) this.writes.write(text, key, this.#calls, undefined, [change], -1);
    else if (own.changes !== undefined)
      this.writes.write(text, key, this.#calls, undefined, withChange(own.changes, change), -1);
    else this.writes.write(text, key, this.#calls, MUTATIONS[mutation](own.value, operand), undefined, -1);
  }

  readonly committedVersion = -1;
  getReadVersion(): number {
    return this.readVersion;
  }
  setReadVersion(_version: number): void {
    throw notYet();
  }
  getKey(_selector: KeySelector): Uint8Array {
    throw notYet();
  }
  addWriteConflict(_start: Uint8Array, _end: Uint8Array): void {
    throw notYet();
  }
  setVersionstampedKey(_key: Uint8Array, _offset: number, _value: Uint8Array): void {
    throw notYet();
  }
  setVersionstampedValue(_key: Uint8Array, _value: Uint8Array, _offset: number): void {
    throw notYet();
  }
  withoutWriteConflict(): void {
    throw notYet();
  }
  watch(_key: Uint8Array): Watch {
    throw notYet();
  }
  versionstamp(): Promise<Uint8Array> {
    throw notYet();
  }

  commit(): Promise<void> {
    try {
      this.#checkOpen();
      if (this.#calls > 0) this.#engine.admit(this);
      if (this.#calls > 0 && this.#engine.version !== this.readVersion) this.#checkConflicts();
    } catch (error) {
      this.abort();
      return Promise.reject(error as StoreError);
    }
    this.#finish();
    return this.#calls > 0 ? this.#engine.publish(this) : this.#engine.durable(this.readVersion);
  }

  /** Memory that the writes take, in bytes. */
  get heldBytes(): number {
    return this.writtenBytes + this.#calls * WRITE_OVERHEAD_BYTES;
  }

  onCommit(listener: (version: number) => void): void {
    this.#checkOpen();
    this.listeners.push(listener);
  }

  abort(): void {
    if (this.#ended === undefined) this.#finish();
  }

  /** Ends the transaction from outside; every later call throws the reason. */
  end(reason: StoreError): void {
    this.#finish();
    this.#ended = reason;
  }

  #finish(): void {
    this.#ended = FINISHED;
    this.#engine.forget(this);
    this.#snapshot.release();
    // With the snapshot go the commits since, however long the caller keeps this object.
    this.#held = undefined;
  }

  get #snapshot(): Snapshot {
    return this.#held!;
  }

  #checkOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** Counts one write call. */
  #account(key: Uint8Array | undefined, bytes: number): void {
    this.#checkOpen();
    if (key !== undefined) checkKey(key);
    if (this.writtenBytes + bytes > MAX_TRANSACTION_BYTES) {
      throw new TooLarge(
        `a transaction would write ${this.writtenBytes + bytes} bytes; the most is ${MAX_TRANSACTION_BYTES}: do it in several`,
      );
    }
    this.writtenBytes += bytes;
    this.#calls++;
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
    if (this.#calls > 0 && this.writes.touches(low, high)) layers.push(this.writes);
    return layers;
  }

  /** Walks the base and the layers side by side, resolving each key from the topmost that knows it. */
  #merge(
    layers: Layer[],
    start: Uint8Array,
    end: Uint8Array,
    low: string,
    high: string,
    reverse: boolean,
    limit: number,
  ): KeyValue[] {
    const before = reverse ? (a: string, b: string) => a > b : (a: string, b: string) => a < b;
    const cursors = layers.map((layer) =>
      reverse ? layer.order.descending(low, high) : layer.order.ascending(low, high),
    );
    const heads = cursors.map((cursor) => cursor.next().value);
    const cleared = layers.some((layer) => layer.cleared !== undefined);
    const rows = this.#snapshot.base.cursor(start, end, reverse);
    const found: KeyValue[] = [];
    try {
      let row = rows.next();
      let rowText = row === undefined ? undefined : keyText(row.key);
      while (found.length < limit) {
        let text = rowText;
        for (const head of heads) if (head !== undefined && (text === undefined || before(head, text))) text = head;
        if (text === undefined) break;
        const stored = text === rowText ? row : undefined;
        let written = cleared;
        for (let i = 0; i < heads.length; i++) {
          if (heads[i] !== text) continue;
          written = true;
          heads[i] = cursors[i]!.next().value;
        }
        const value = written ? this.#resolve(text, stored?.value) : stored!.value;
        if (value !== undefined) found.push({ key: stored?.key ?? keyBytes(text), value });
        if (stored !== undefined) {
          row = rows.next();
          rowText = row === undefined ? undefined : keyText(row.key);
        }
      }
    } finally {
      rows.close();
    }
    return found;
  }

  /** The value of a key as this transaction sees it, given the one in the base. */
  #resolve(text: string, stored: Uint8Array | undefined): Uint8Array | undefined {
    const own = this.writes.find(text, Infinity);
    if (own !== undefined && own.changes === undefined) return own.value;
    const below = this.#below(text);
    const value = below === undefined ? stored : below.value;
    return own?.changes === undefined ? value : changed(value, own.changes);
  }

  #checkConflicts(): void {
    for (const list of this.#deferred) {
      list((start, end) => this.#readRanges.push(keyText(start), keyText(end)));
    }
    for (let layer: Generation | undefined = this.#snapshot.following; layer !== undefined; layer = layer.next) {
      if (layer.lastVersion <= this.readVersion) continue;
      for (const text of this.#readKeys) {
        if (layer.changed(text) > this.readVersion) throw conflict(`key ${hex(keyBytes(text))}`);
      }
      for (let i = 0; i < this.#readRanges.length; i += 2) {
        const low = this.#readRanges[i]!;
        const high = this.#readRanges[i + 1]!;
        if (layer.changedWithin(low, high, this.readVersion)) {
          throw conflict(`the range from ${hex(keyBytes(low))} to ${hex(keyBytes(high))}`);
        }
      }
    }
  }
}

const FINISHED = new Unavailable('this transaction has been committed or aborted: begin another');

function conflict(what: string): Conflict {
  return new Conflict(`another transaction wrote ${what}, which this one had read: run this transaction again`);
}

function checkKey(key: Uint8Array): void {
  if (key.length > 0 && key.length <= MAX_KEY_BYTES) return;
  throw new TooLarge(`the key ${hex(key)} has ${key.length} bytes; a key has 1 to ${MAX_KEY_BYTES}`);
}

/** Pending changes and one more. */
function withChange(changes: readonly PendingChange[], change: PendingChange): PendingChange[] {
  const last = changes[changes.length - 1]!;
  if (
    last.mutation !== change.mutation ||
    !GATHERED.has(change.mutation) ||
    last.operand.length !== change.operand.length
  ) {
    return [...changes, change];
  }
  const operand = MUTATIONS[change.mutation](last.operand, change.operand)!;
  return [...changes.slice(0, -1), { mutation: change.mutation, operand }];
}

function notYet(): Unavailable {
  return new Unavailable('this engine cannot do that yet');
}
