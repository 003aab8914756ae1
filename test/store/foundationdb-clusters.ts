import { randomBytes } from 'node:crypto';
import type { Engine } from '../../host/store/engine.ts';
import { openFoundationDb, type FoundationDbOptions } from '../../host/store/foundationdb.ts';

/** Path of the cluster file that tests use; without it they have no cluster. */
export const clusterFile = process.env['FDB_CLUSTER_FILE'];

/** A part of the cluster for one test alone. What is in it is cleared when it is closed. */
export async function openEmptyPart(options: Partial<FoundationDbOptions> = {}): Promise<Engine> {
  const part = { clusterFile: clusterFile!, prefix: randomPrefix(), ...options };
  const engine = await openFoundationDb(part);
  return {
    exclusive: engine.exclusive,
    begin: () => engine.begin(),
    flushed: () => engine.flushed(),
    close: async () => {
      await engine.close();
      await clearPart(part);
    },
  };
}

/** A prefix that no other test has. */
export function randomPrefix(): Uint8Array {
  return Uint8Array.from([...TESTS, ...randomBytes(8)]);
}

/** What the keys of tests begin with: the text "test". */
const TESTS = [0x74, 0x65, 0x73, 0x74];

async function clearPart(part: FoundationDbOptions): Promise<void> {
  const engine = await openFoundationDb(part);
  const transaction = engine.begin();
  transaction.clearRange(new Uint8Array(0), Uint8Array.of(0xff));
  await transaction.commit();
  await engine.close();
}
