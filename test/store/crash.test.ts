import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import test from 'ava';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import type { LocalEngine } from '../../host/store/engine.ts';
import { ROWS, rowKey, rowValue } from './crash-child.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, text } from './keys.ts';

const KILLS = 20;
/** The kill comes after at most this many lines: from the first flush to hundreds of them. */
const MOST_LINES = 2_000;

interface Life {
  /** The last commit acknowledged, or -1. */
  readonly acknowledged: number;
  readonly oids: readonly bigint[];
}

/** Runs the child until it has said so many lines, kills it, and reads what it had said by then. */
async function live(folder: string, lines: number): Promise<Life> {
  const child = spawn(process.execPath, [new URL('crash-child.ts', import.meta.url).pathname, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = -1;
  const oids: bigint[] = [];
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, number] = line.split(' ');
    if (what === 'ack') acknowledged = Number(number);
    if (what === 'oid') oids.push(BigInt(number!));
    if (++seen === lines) child.kill('SIGKILL');
  }
  return { acknowledged, oids };
}

/** Number of commits in the store, having checked that each is there whole. */
function audit(engine: LocalEngine, fail: (message: string) => void): number {
  const reader = engine.begin();
  const count = Number(text(reader.get(bytes('count'))) ?? '0');
  const rows = new Map(reader.range(bytes('row '), bytes('row~')).map(({ key, value }) => [text(key)!, text(value)!]));
  for (let commit = 0; commit < count; commit++) {
    const cleared = commit % 10 === 0 && commit + 10 < count;
    for (let row = 0; row < ROWS; row++) {
      const name = text(rowKey(commit, row))!;
      const expected = cleared ? undefined : rowValue(commit, row);
      if (rows.get(name) !== expected) fail(`commit ${commit} of ${count}, row ${row}: ${rows.get(name)}`);
      rows.delete(name);
    }
  }
  for (const name of rows.keys()) fail(`a row of a commit that is not there: ${name}`);
  return count;
}

test('what was acknowledged before a kill -9 is there after it, and nothing is there by half', async (t) => {
  const folder = temporaryFolder();
  const oids = new Set<bigint>();
  let given = 0;
  let last = -1;
  for (let kill = 0; kill < KILLS; kill++) {
    const life = await live(folder, 1 + Math.floor(Math.random() * MOST_LINES));
    for (const oid of life.oids) oids.add(oid);
    given += life.oids.length;
    last = Math.max(last, life.acknowledged);
    const engine = await openLmdb({ folder });
    const count = audit(engine, (message) => t.fail(message));
    t.true(count > last, `kill ${kill}: ${last} was acknowledged, ${count - 1} is the last there`);
    await engine.close();
  }
  t.is(oids.size, given, 'an oid was given out twice');
  t.log(`${KILLS} kills, ${last + 1} commits, ${given} oids`);
});
