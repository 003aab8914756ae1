import type { ExecutionContext, TestFn } from 'ava';
import type { Engine, Transaction } from '../../host/store/engine.ts';
import { bytes, text } from './keys.ts';

/** Opens an empty engine for a test, a different one each time. */
export type Opening<E extends Engine> = (t: ExecutionContext) => Promise<E>;

/** Declares one test of a contract: its body gets an empty engine, which is closed after it. */
export type Check<E extends Engine> = (title: string, body: (t: ExecutionContext, engine: E) => Promise<void>) => void;

export function checker<E extends Engine>(test: TestFn, name: string, open: Opening<E>): Check<E> {
  return (title, body) =>
    test(`${name}: ${title}`, async (t) => {
      const engine = await open(t);
      try {
        await body(t, engine);
      } finally {
        await engine.close();
      }
    });
}

/** Runs a body in a transaction and commits that. */
export async function commit(engine: Engine, body: (transaction: Transaction) => unknown): Promise<void> {
  const transaction = engine.begin();
  await body(transaction);
  await transaction.commit();
}

export function put(engine: Engine, entries: Record<string, string>): Promise<void> {
  return commit(engine, (transaction) => {
    for (const [key, value] of Object.entries(entries)) transaction.set(bytes(key), bytes(value));
  });
}

/** All keys and values. */
export async function dump(engine: Engine): Promise<Record<string, string>> {
  const transaction = engine.begin();
  const found = await transaction.range(bytes(''), Uint8Array.of(0xff), { snapshot: true });
  transaction.abort();
  return Object.fromEntries(found.map(({ key, value }) => [text(key)!, text(value)!]));
}

/** The value at a key. */
export async function read(engine: Engine, key: Uint8Array): Promise<Uint8Array | undefined> {
  const transaction = engine.begin();
  const found = await transaction.get(key);
  transaction.abort();
  return found;
}

/** Fixes what a transaction reads at, on an engine that else waits with it for the first read. */
export async function beginNow(engine: Engine): Promise<Transaction> {
  const transaction = engine.begin();
  await transaction.getReadVersion();
  return transaction;
}

/** Whether a transaction goes through. */
export function goesThrough(transaction: Transaction): Promise<boolean> {
  return transaction.commit().then(
    () => true,
    () => false,
  );
}
