import type { Engine, Transaction } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { run } from '../../host/store/retry.ts';
import { bytes } from './keys.ts';
import { UnreliableEngine } from './unreliable-engine.ts';

/*
 * Commits once to a shared store, loses the answer and is killed before it asks for it. Arguments: the data folder.
 */

const engine = new UnreliableEngine(await openLmdb({ folder: process.argv[2]!, shared: true }));
engine.fates.push('committed');
let opened = 0;
const source = (): Engine => {
  if (++opened === 2) process.kill(process.pid, 'SIGKILL');
  return engine;
};
await run(source, (transaction: Transaction) => transaction.set(bytes('count'), bytes('1')), { once: true });
