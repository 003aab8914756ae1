import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { LocalEngine } from '../../../host/store/engine.ts';
import { openLmdb } from '../../../host/store/lmdb-engine.ts';
import { pack } from '../../../host/store/tuple.ts';
import { randomFrom, type Random } from '../serialisability/random.ts';

const SEEDS = 100;
/** Ways in which each seed's last commit is torn. */
const TEARS = 5;
const DATA_FILE = 'data.mdb';
const PAGE_BYTES = 4_096;
/** LMDB's two pages of its latest states, which it writes after all others are on the disk. */
const META_PAGES = 2;
/** What a disk writes whole. */
const SECTOR_BYTES = 512;
const MOST_COMMITS = 6;
const MOST_ROWS = 40;
const ROWS = 60;
/** More than a page, so that some values have pages of their own. */
const MOST_VALUE_BYTES = 9_000;

/** Files in memory where there are any: what is under test is what is in them. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Makes random commits; the states before and after the last, in the file and as rows. */
async function live(folder: string, random: Random): Promise<{ files: [Buffer, Buffer]; rows: [string, string] }> {
  const engine = await openLmdb({ folder });
  const file = join(folder, DATA_FILE);
  for (let commits = 1 + random(MOST_COMMITS); commits > 0; commits--) await commit(engine, random);
  const before = readFileSync(file);
  const rowsBefore = rowsOf(engine);
  await commit(engine, random);
  const after = readFileSync(file);
  const rowsAfter = rowsOf(engine);
  await engine.close();
  return { files: [before, after], rows: [rowsBefore, rowsAfter] };
}

async function commit(engine: LocalEngine, random: Random): Promise<void> {
  const transaction = engine.begin();
  for (let rows = 1 + random(MOST_ROWS); rows > 0; rows--) {
    const key = pack([BigInt(random(ROWS))]);
    if (random(4) === 0) transaction.clear(key);
    else transaction.set(key, Buffer.alloc(random(MOST_VALUE_BYTES), random(256)));
  }
  await transaction.commit();
}

/** All rows, in one text. */
function rowsOf(engine: LocalEngine): string {
  const transaction = engine.begin();
  const rows = transaction.range(Buffer.of(0), Buffer.of(0xff));
  transaction.abort();
  return rows
    .map(({ key, value }) => `${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`)
    .join();
}

/** The file when the power failed before the last commit was on the disk: any of its sectors are, those of the metas are not. */
function tear(before: Buffer, after: Buffer, random: Random): Buffer {
  const torn = Buffer.from(
    after.subarray(0, random(2) === 0 ? after.length : Math.max(before.length, random(after.length))),
  );
  const share = 1 + random(9);
  for (let at = 0; at < before.length; at += SECTOR_BYTES) {
    const isMeta = at < META_PAGES * PAGE_BYTES;
    if (isMeta || random(10) < share) before.copy(torn, at, at, Math.min(at + SECTOR_BYTES, before.length));
  }
  for (let at = before.length; at < torn.length; at += SECTOR_BYTES) {
    if (random(10) < share) torn.fill(0, at, Math.min(at + SECTOR_BYTES, torn.length));
  }
  return torn;
}

/** The file when the power failed while the meta was written, after all other pages. */
function tearMeta(before: Buffer, after: Buffer, random: Random): Buffer {
  const torn = Buffer.from(after);
  for (let at = 0; at < META_PAGES * PAGE_BYTES; at += SECTOR_BYTES) {
    if (random(2) === 0) before.copy(torn, at, at, at + SECTOR_BYTES);
  }
  return torn;
}

async function reopen(folder: string, file: Buffer): Promise<string> {
  writeFileSync(join(folder, DATA_FILE), file);
  const engine = await openLmdb({ folder });
  const rows = rowsOf(engine);
  // What comes next must not be harmed by what was left.
  const transaction = engine.begin();
  transaction.set(Buffer.of(1), Buffer.alloc(PAGE_BYTES));
  await transaction.commit();
  await engine.close();
  return rows;
}

test(`a commit torn by a power failure in ${SEEDS * TEARS} ways is there whole or not at all`, async (t) => {
  const root = mkdtempSync(join(place, 'atrium-torn-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomFrom(seed);
    const folder = join(root, `${seed}`);
    const { files, rows } = await live(folder, random);
    for (let tears = 0; tears < TEARS; tears++) {
      t.is(await reopen(copyOf(folder, `${tears}`), tear(...files, random)), rows[0], `seed ${seed}, tear ${tears}`);
    }
    const found = await reopen(copyOf(folder, 'meta'), tearMeta(...files, random));
    t.true(rows.includes(found), `seed ${seed}: neither the state before nor the one after`);
    rmSync(folder, { recursive: true });
  }
});

/** A data folder beside the others, without its data. */
function copyOf(folder: string, name: string): string {
  const copy = join(folder, name);
  mkdirSync(copy);
  copyFileSync(join(folder, 'format'), join(copy, 'format'));
  return copy;
}
