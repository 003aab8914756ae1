import { fork, type ChildProcess } from 'node:child_process';
import {
  MAX_WATCHES,
  type ConflictSink,
  type Engine,
  type KeySelector,
  type KeyValue,
  type Mutation,
  type RangeOptions,
  type ReadOptions,
  type Transaction,
  type Watch,
} from '../../host/store/engine.ts';
import * as errors from '../../host/store/errors.ts';
import { checkBound } from '../../host/store/checks.ts';
import { versionstampOf } from '../../host/store/pending-change.ts';
import { WriteSet } from '../../host/store/write-set.ts';
import type { RemoteError, Reply, Request } from './remote-child.ts';

type Settle = (reply: { readonly value?: unknown; readonly error?: RemoteError }) => void;

/** A process that does what it is asked for on an engine of its own. */
export class Remote {
  readonly process: ChildProcess;
  readonly #waiting = new Map<number, Settle>();
  readonly #committed = new Map<number, (version: number) => void>();
  readonly #watches = new Map<number, Settle>();
  #ids = 0;

  constructor() {
    const script = new URL('remote-child.ts', import.meta.url).pathname;
    this.process = fork(script, { serialization: 'advanced', stdio: 'inherit' });
    this.process.on('message', (reply: Reply) => {
      if ('id' in reply) {
        this.#waiting.get(reply.id)?.(reply);
        this.#waiting.delete(reply.id);
      } else if ('watch' in reply) {
        this.#watches.get(reply.watch)?.(reply);
        this.#watches.delete(reply.watch);
      } else this.#committed.get(reply.transaction)?.(reply.version);
    });
  }

  tell(request: Request): void {
    this.process.send(request);
  }

  ask<T>(request: Omit<Request, 'id'> & Record<string, unknown>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const id = ++this.#ids;
    this.#waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value as T) : reject(revived(error))));
    this.tell({ ...request, id } as unknown as Request);
    return promise;
  }

  onCommitted(transaction: number, listener: (version: number) => void): void {
    this.#committed.set(transaction, listener);
  }

  onWatch(watch: number, settle: Settle): void {
    this.#watches.set(watch, settle);
  }
}

/** An engine whose transactions are spread over several processes that share one store. */
export class RemoteEngine implements Engine {
  readonly exclusive = false;
  readonly #remotes: readonly Remote[];
  #turn = 0;
  #numbers = 0;
  readonly #watches = new Set<symbol>();
  readonly #open = new Set<RemoteTransaction>();
  #closed: errors.StoreError | undefined;

  private constructor(remotes: readonly Remote[]) {
    this.#remotes = remotes;
  }

  static async open(remotes: readonly Remote[], folder: string): Promise<RemoteEngine> {
    await Promise.all(remotes.map((remote) => remote.ask({ do: 'open', folder })));
    return new RemoteEngine(remotes);
  }

  begin(): RemoteTransaction {
    if (this.#closed !== undefined) throw this.#closed;
    const transaction = new RemoteTransaction(this, this.#remotes[this.#turn++ % this.#remotes.length]!);
    this.#open.add(transaction);
    return transaction;
  }

  nextNumber(): number {
    return ++this.#numbers;
  }

  /** The process of an open transaction that reads at a version. */
  readerOf(version: number): Remote | undefined {
    for (const { knownVersion, remote } of this.#open) if (knownVersion === version) return remote;
    return undefined;
  }

  /** Counts one more watch, until the function returned is called. Throws `TooLarge` when there are too many. */
  addWatch(): () => void {
    if (this.#watches.size >= MAX_WATCHES) throw new errors.TooLarge(`${MAX_WATCHES} watches wait: cancel some`);
    const watch = Symbol();
    this.#watches.add(watch);
    return () => void this.#watches.delete(watch);
  }

  forget(transaction: RemoteTransaction): void {
    this.#open.delete(transaction);
  }

  async flushed(): Promise<void> {
    await Promise.all(this.#remotes.map((remote) => remote.ask({ do: 'flush' })));
  }

  async close(): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = new errors.Unavailable('the store is closed: open it again');
    for (const transaction of this.#open) transaction.end(this.#closed);
    await Promise.all(this.#remotes.map((remote) => remote.ask({ do: 'close' })));
  }
}

class RemoteTransaction implements Transaction {
  readonly #engine: RemoteEngine;
  remote: Remote;
  /** The version it reads at, once it has been asked for. */
  knownVersion: number | undefined;
  #number: number;
  /** The same writes again, for what is refused at once. */
  readonly #shadow = new WriteSet();
  readonly #listeners: ((version: number) => void)[] = [];
  readonly #deferred: ((add: ConflictSink) => void)[] = [];
  readonly #watches: { fail(reason: Error): void }[] = [];
  readonly #stamp = Promise.withResolvers<Uint8Array>();
  #hasRead = false;
  #ended: errors.StoreError | undefined;
  committedVersion = -1;

  constructor(engine: RemoteEngine, remote: Remote) {
    this.#engine = engine;
    this.#stamp.promise.catch(() => {});
    this.remote = remote;
    this.#number = this.#begin(remote);
  }

  #begin(remote: Remote): number {
    const number = this.#engine.nextNumber();
    remote.tell({ do: 'begin', transaction: number });
    remote.onCommitted(number, (version) => {
      this.committedVersion = version;
      for (const listener of this.#listeners) listener(version);
    });
    return number;
  }

  get writtenBytes(): number {
    return this.#shadow.sizeBytes;
  }

  async getReadVersion(): Promise<number> {
    this.knownVersion = await this.#read<number>('getReadVersion', []);
    return this.knownVersion;
  }

  setReadVersion(version: number): void {
    this.#check();
    if (this.#hasRead) throw new errors.Misuse('read-version-set', 'this transaction has read already');
    const remote = this.#engine.readerOf(version) ?? this.remote;
    this.#call('abort', []);
    this.remote = remote;
    this.#number = this.#begin(remote);
    this.#call('setReadVersion', [version]);
    this.knownVersion = version;
    this.#hasRead = true;
  }

  get(key: Uint8Array, options?: ReadOptions): Promise<Uint8Array | undefined> {
    return this.#read('get', [key, options]);
  }

  getKey(selector: KeySelector, options?: ReadOptions): Promise<Uint8Array> {
    return this.#read('getKey', [selector, options]);
  }

  range(start: Uint8Array | KeySelector, end: Uint8Array | KeySelector, options?: RangeOptions): Promise<KeyValue[]> {
    return this.#read('range', [start, end, options]);
  }

  addReadConflict(start: Uint8Array, end: Uint8Array): void {
    this.#check();
    checkBound(start);
    checkBound(end);
    this.#call('addReadConflict', [start, end]);
  }

  addWriteConflict(start: Uint8Array, end: Uint8Array): void {
    this.#write('addWriteConflict', [start, end], () => this.#shadow.mark(start, end));
  }

  deferReadConflicts(list: (add: ConflictSink) => void): void {
    this.#check();
    this.#deferred.push(list);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#write('set', [key, value], () => this.#shadow.set(key, value));
  }

  clear(key: Uint8Array): void {
    this.#write('clear', [key], () => this.#shadow.clear(key));
  }

  clearRange(start: Uint8Array, end: Uint8Array): void {
    this.#write('clearRange', [start, end], () => this.#shadow.clearRange(start, end));
  }

  mutate(mutation: Mutation, key: Uint8Array, operand: Uint8Array): void {
    this.#write('mutate', [mutation, key, operand], () => this.#shadow.mutate(mutation, key, operand));
  }

  setVersionstampedKey(key: Uint8Array, offset: number, value: Uint8Array): void {
    const args = [key, offset, value];
    this.#write('setVersionstampedKey', args, () => this.#shadow.setVersionstampedKey(key, offset, value, 0));
  }

  setVersionstampedValue(key: Uint8Array, value: Uint8Array, offset: number): void {
    const args = [key, value, offset];
    this.#write('setVersionstampedValue', args, () => this.#shadow.setVersionstampedValue(key, value, offset));
  }

  withoutWriteConflict(): void {
    this.#write('withoutWriteConflict', [], () => {});
  }

  watch(key: Uint8Array): Watch {
    this.#check();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    const forget = this.#engine.addWatch();
    const watch = this.#engine.nextNumber();
    const { remote } = this;
    const fail = (reason: Error): void => {
      forget();
      reject(reason);
    };
    this.#hasRead = true;
    remote.onWatch(watch, ({ error }) => {
      forget();
      if (error === undefined) resolve();
      else reject(revived(error));
    });
    remote.tell({ do: 'watch', transaction: this.#number, watch, key });
    this.#watches.push({ fail });
    const cancel = (): void => {
      remote.tell({ do: 'cancel', watch });
      fail(new errors.Unavailable('this watch was cancelled'));
    };
    return { changed: promise, cancel };
  }

  async commit(): Promise<void> {
    this.#check();
    const deferred: [Uint8Array, Uint8Array][] = [];
    for (const list of this.#deferred) list((start, end) => deferred.push([start, end]));
    const committing = this.remote.ask<void>({ do: 'commit', transaction: this.#number, deferred });
    this.#finish(FINISHED);
    try {
      await committing;
      if (this.committedVersion >= 0) this.#stamp.resolve(versionstampOf(this.committedVersion));
      else this.#stamp.reject(new errors.Misuse('no-commit-version', 'this transaction wrote nothing'));
    } catch (error) {
      this.#stamp.reject(error);
      throw error;
    }
  }

  versionstamp(): Promise<Uint8Array> {
    this.#check();
    return this.#stamp.promise;
  }

  onCommit(listener: (version: number) => void): void {
    this.#check();
    this.#listeners.push(listener);
  }

  abort(): void {
    if (this.#ended !== undefined) return;
    this.#call('abort', []);
    this.end(FINISHED);
  }

  /** Ends it with the engine. */
  end(reason: errors.StoreError): void {
    this.#finish(reason);
    this.#stamp.reject(reason);
    for (const watch of this.#watches) watch.fail(reason);
  }

  #finish(reason: errors.StoreError): void {
    this.#ended = reason;
    this.#engine.forget(this);
  }

  #check(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  async #read<T>(method: string, args: readonly unknown[]): Promise<T> {
    this.#check();
    this.#hasRead = true;
    return this.remote.ask<T>({ do: 'call', transaction: this.#number, method, args });
  }

  #write(method: string, args: readonly unknown[], check: () => void): void {
    this.#check();
    check();
    this.#call(method, args);
  }

  #call(method: string, args: readonly unknown[]): void {
    this.remote.tell({ do: 'call', transaction: this.#number, method, args });
  }
}

const FINISHED = new errors.Unavailable('this transaction has been committed or aborted: begin another');

const KINDS = [
  errors.CommitUnknown,
  errors.Conflict,
  errors.Corrupt,
  errors.Locked,
  errors.TooLarge,
  errors.TooOld,
  errors.Unavailable,
  errors.Unreadable,
];

/** An error of another process, of the class it had there. */
function revived({ name, message, mistake }: RemoteError): Error {
  if (mistake !== undefined) return new errors.Misuse(mistake as errors.Mistake, message);
  const kind = KINDS.find((each) => each.name === name);
  return kind === undefined ? new Error(`${name}: ${message}`) : new kind(message);
}
