import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { bytes } from './keys.ts';

/*
 * Commits 20,000 bytes at a time until the disk takes no more, and says in one line of JSON what came of it.
 * Meant to run under a limit on file size. Arguments: the data folder.
 */

export interface FullDiskReport {
  /** Commits acknowledged: keys `0` to this less one. */
  readonly acknowledged: number;
  /** Names and messages of the errors of the commits that were pending when it failed. */
  readonly refused: readonly string[];
  /** The next `begin`, and a call on a transaction that was open. */
  readonly begin: string;
  readonly open: string;
}

const VALUE = new Uint8Array(20_000).fill(1);
/** Commits in one turn of the event loop; far more turns than the limit has room for. */
const BURST = 4;
const TURNS = 10_000;

async function run(folder: string): Promise<void> {
  const engine = await openLmdb({ folder });
  const refused: string[] = [];
  let acknowledged = 0;
  let next = 0;
  const reader = engine.begin();
  for (let turn = 0; turn < TURNS && refused.length === 0; turn++) {
    const burst: Promise<void>[] = [];
    for (let i = 0; i < BURST; i++) {
      const transaction = engine.begin();
      transaction.set(bytes(`${next++}`), VALUE);
      burst.push(transaction.commit());
      // Every other commit falls into the flush after the one under way.
      if (i % 2 === 0) await new Promise(setImmediate);
    }
    for (const outcome of await Promise.allSettled(burst)) {
      if (outcome.status === 'fulfilled') acknowledged++;
      else refused.push(String(outcome.reason));
    }
  }
  const caught = (call: () => unknown): string => {
    try {
      return `no error: ${String(call())}`;
    } catch (error) {
      return String(error);
    }
  };
  const report: FullDiskReport = {
    acknowledged,
    refused,
    begin: caught(() => engine.begin()),
    open: caught(() => reader.get(bytes('0'))),
  };
  console.log(JSON.stringify(report));
  await engine.close();
}

const folder = process.argv[2];
if (import.meta.filename === process.argv[1] && folder !== undefined) await run(folder);
