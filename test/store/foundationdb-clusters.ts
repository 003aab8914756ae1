import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import { openFoundationDb, type FoundationDbOptions } from '../../host/store/foundationdb.ts';
import { bytes, hexOf } from './keys.ts';

/** Path of the cluster file that tests use; without it they have no cluster. */
export const clusterFile = process.env['FDB_CLUSTER_FILE'];

/** The prefix, which is text, of a part of the cluster that no other test has. What is in it is cleared after the test. */
export function emptyPart(t: ExecutionContext): Uint8Array {
  const prefix = bytes(`test ${hexOf(randomBytes(8))} `);
  if (clusterFile !== undefined) t.teardown(() => clear(prefix));
  return prefix;
}

export function openPart(prefix: Uint8Array, options: Partial<FoundationDbOptions> = {}): Promise<Engine> {
  return openFoundationDb({ clusterFile: clusterFile!, prefix, ...options });
}

async function clear(prefix: Uint8Array): Promise<void> {
  const engine = await openPart(prefix);
  const transaction = engine.begin();
  transaction.clearRange(new Uint8Array(0), Uint8Array.of(0xff));
  await transaction.commit();
  await engine.close();
}
