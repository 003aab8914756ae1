import type { Engine, Transaction, Watch } from '../../host/store/engine.ts';
import { Misuse, type StoreError } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';

/*
 * Does on an engine of its own what `RemoteEngine` in another process asks for, in the order in which it asks.
 */

/** What is asked for; without an id, nothing is answered. */
export type Request =
  | { readonly id: number; readonly do: 'open'; readonly folder: string }
  | { readonly id: number; readonly do: 'close' | 'flush' }
  | { readonly id?: number; readonly do: 'begin'; readonly transaction: number }
  | {
      readonly id?: number;
      readonly do: 'commit';
      readonly transaction: number;
      /** Starts and ends of the read-conflict ranges that were named only now. */
      readonly deferred: readonly (readonly [Uint8Array, Uint8Array])[];
    }
  | {
      readonly id?: number;
      readonly do: 'call';
      readonly transaction: number;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | { readonly do: 'watch'; readonly transaction: number; readonly watch: number; readonly key: Uint8Array }
  | { readonly do: 'cancel'; readonly watch: number };

export interface RemoteError {
  readonly name: string;
  readonly message: string;
  readonly mistake: string | undefined;
}

export type Reply =
  | { readonly id: number; readonly value?: unknown; readonly error?: RemoteError }
  | { readonly transaction: number; readonly version: number }
  | { readonly watch: number; readonly error?: RemoteError };

let engine: Engine | undefined;
const transactions = new Map<number, Transaction>();
/** Transactions of which a call without an answer has failed: the next with one says so. */
const failures = new Map<number, unknown>();
const watches = new Map<number, Watch>();

const send = (reply: Reply): void => void process.send!(reply);

function errorOf(error: unknown): RemoteError {
  const { name, message } = error as StoreError;
  return { name, message, mistake: error instanceof Misuse ? error.mistake : undefined };
}

function attempt(request: Request): unknown {
  switch (request.do) {
    case 'open':
      return openLmdb({ folder: request.folder, shared: true, nowMs: () => 0 }).then(
        (opened) => void (engine = opened),
      );
    case 'close':
      transactions.clear();
      failures.clear();
      return engine!.close();
    case 'flush':
      return engine!.flushed();
    case 'begin':
      transactions.set(request.transaction, engine!.begin());
      return undefined;
    case 'commit':
    case 'call':
    case 'watch': {
      if (failures.has(request.transaction)) throw failures.get(request.transaction);
      return onTransaction(transactions.get(request.transaction)!, request);
    }
    case 'cancel':
      return watches.get(request.watch)?.cancel();
  }
}

function onTransaction(transaction: Transaction, request: Request & { readonly transaction: number }): unknown {
  switch (request.do) {
    case 'commit': {
      transaction.deferReadConflicts((add) => {
        for (const [start, end] of request.deferred) add(start, end);
      });
      transaction.onCommit((version) => send({ transaction: request.transaction, version }));
      return transaction.commit();
    }
    case 'watch': {
      const watch = transaction.watch(request.key);
      watches.set(request.watch, watch);
      watch.changed.then(
        () => send({ watch: request.watch }),
        (error: unknown) => send({ watch: request.watch, error: errorOf(error) }),
      );
      return undefined;
    }
    case 'call': {
      const method = transaction[request.method as 'get'] as (...args: readonly unknown[]) => unknown;
      return method.apply(transaction, [...request.args]);
    }
    default:
      throw new Error(request.do);
  }
}

function serve(request: Request): void {
  const id = 'id' in request ? request.id : undefined;
  try {
    const value = attempt(request);
    if (id === undefined) return;
    if (!(value instanceof Promise)) send({ id, value });
    else
      value.then(
        (found: unknown) => send({ id, value: found }),
        (error: unknown) => send({ id, error: errorOf(error) }),
      );
  } catch (error) {
    if (request.do === 'call' && id === undefined) failures.set(request.transaction, error);
    if (request.do === 'watch') send({ watch: request.watch, error: errorOf(error) });
    if (id !== undefined) send({ id, error: errorOf(error) });
  }
}

if (import.meta.filename === process.argv[1]) process.on('message', serve);
