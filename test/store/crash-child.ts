import { writeSync } from 'node:fs';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { Oids } from '../../host/store/oids.ts';
import { bytes, text } from './keys.ts';

/*
 * Commits without end, many in flight, and says on standard output which are on disk: `ack N` for each, `oid N` for each oid given
 * out. Commit N sets `count` to N + 1 and writes ROWS rows of N; every tenth also clears the rows of N - 10.
 * Meant to be killed. Arguments: the data folder.
 */

/** Rows of one commit. */
export const ROWS = 5;
/** Commits in one turn of the event loop. */
const BURST = 25;

export function rowKey(commit: number, row: number): Uint8Array {
  return bytes(`row ${String(commit).padStart(9, '0')} ${row}`);
}

export function rowValue(commit: number, row: number): string {
  return `${commit}:${row}:`.repeat(1 + (commit % 40));
}

async function run(folder: string): Promise<void> {
  const engine = await openLmdb({ folder });
  const oids = await Oids.open(engine);
  for (;;) {
    const burst: Promise<void>[] = [];
    for (let i = 0; i < BURST; i++) {
      const transaction = engine.begin();
      const commit = Number(text(transaction.get(bytes('count'))) ?? '0');
      transaction.set(bytes('count'), bytes(`${commit + 1}`));
      for (let row = 0; row < ROWS; row++) transaction.set(rowKey(commit, row), bytes(rowValue(commit, row)));
      if (commit % 10 === 0 && commit >= 10) transaction.clearRange(rowKey(commit - 10, 0), rowKey(commit - 10, ROWS));
      burst.push(transaction.commit().then(() => void writeSync(1, `ack ${commit}\n`)));
    }
    writeSync(1, `oid ${oids.create()}\n`);
    await Promise.all(burst);
  }
}

const folder = process.argv[2];
if (import.meta.filename === process.argv[1] && folder !== undefined) await run(folder);
