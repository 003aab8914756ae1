import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import test from 'ava';
import type { BackupSource } from '../../host/store/base.ts';
import { MAX_TRANSACTION_AGE_MS, type Engine, type Transaction } from '../../host/store/engine.ts';
import { Conflict, Locked, TooOld } from '../../host/store/errors.ts';
import { writeBackup } from '../../host/store/backup.ts';
import { restoreBackup } from '../../host/store/backup-restore.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { testEngine } from './engine-contract.ts';
import { openEmpty } from './engines.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, text } from './keys.ts';
import type { SharedDiskReport } from './shared-child.ts';

/** Opens a folder to be shared; nothing is too old here, however busy the machine is. */
const openShared = (folder: string): Promise<Engine & BackupSource> =>
  openLmdb({ folder, shared: true, nowMs: () => 0 });

testEngine(test, 'shared LMDB', (t) => openEmpty(t, 'shared LMDB'));

const PROCESSES = 4;
/** What the process that got least is behind the one that got most, at most: none is starved. */
const MOST_UNFAIR = 5;
const INCREMENTS = 400;
/** How often each of three processes opens a store: enough to meet a commit in the moment that matters. */
const OPENINGS = 500;

const script = new URL('shared-child.ts', import.meta.url).pathname;

/** A process that does something with a shared store, and the lines it says. */
function run(
  t: { teardown(end: () => void): void },
  ...args: string[]
): { child: ChildProcess; line(): Promise<string> } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value) };
}

const put = async (engine: Engine, key: string, value: string): Promise<void> => {
  const transaction = engine.begin();
  transaction.set(bytes(key), bytes(value));
  await transaction.commit();
};

test('a process that opens a store undoes nothing that others commit meanwhile', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  let over = false;
  const openers = Promise.all([1, 2, 3].map(() => run(t, 'reopen', folder, folder, `${OPENINGS}`).line())).finally(
    () => (over = true),
  );
  let committed = 0;
  while (!over) {
    const transaction = engine.begin();
    const seen = Number(text(await transaction.get(bytes('count'))) ?? '0');
    if (seen !== committed) return t.fail(`${seen} is there after ${committed} was committed`);
    transaction.set(bytes('count'), bytes(`${committed + 1}`));
    await transaction.commit();
    committed++;
  }
  t.deepEqual(await openers, ['done', 'done', 'done']);
  t.true(committed > 0);
  await engine.close();
});

test('a folder is open to many processes or to one, not both, and says who is in the way', async (t) => {
  const folder = temporaryFolder();
  const shared = await openShared(folder);
  const other = run(t, 'hold', folder);
  t.is(await other.line(), 'begun');
  await t.throwsAsync(openLmdb({ folder }), { instanceOf: Locked, message: /shared by process \d+: stop all/ });
  await shared.close();
  await t.throwsAsync(openLmdb({ folder }), {
    instanceOf: Locked,
    message: new RegExp(`shared by process ${other.child.pid}`),
  });
  other.child.kill('SIGKILL');
  await once(other.child, 'exit');

  const alone = await openLmdb({ folder });
  const before = alone.version;
  await t.throwsAsync(openLmdb({ folder, shared: true }), {
    instanceOf: Locked,
    message: new RegExp(`held by process ${process.pid} for itself`),
  });
  await put(alone, 'a', '1');
  await alone.close();
  const again = await openShared(folder);
  const reader = again.begin();
  t.is(text(await reader.get(bytes('a'))), '1');
  t.true((await reader.getReadVersion()) > before);
  await again.close();
});

test('what another process writes into a range that was read is a conflict, and is seen as soon as it is told', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  const reader = engine.begin();
  const untouched = engine.begin();
  t.deepEqual(await reader.range(bytes('m'), bytes('n')), []);
  await untouched.range(bytes('p'), bytes('q'));
  const writer = run(t, 'write', folder, 'middle', '1');
  t.is(await writer.line(), 'done');
  t.is(await reader.get(bytes('middle')), undefined, 'it reads on in its own state');
  t.is(text(await engine.begin().get(bytes('middle'))), '1');
  for (const transaction of [reader, untouched]) transaction.set(bytes('seen'), bytes('nothing'));
  await t.throwsAsync(reader.commit(), { instanceOf: Conflict });
  await t.notThrowsAsync(untouched.commit());
  await engine.close();
});

test('a watch hears of what another process writes', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  const watching = engine.begin();
  const { changed } = watching.watch(bytes('signal'));
  await watching.commit();
  // Its timer does not keep this process alive, so something else has to.
  const alive = setInterval(() => {}, 1_000);
  t.is(await run(t, 'write', folder, 'signal', 'on').line(), 'done');
  await t.notThrowsAsync(changed);
  clearInterval(alive);
  await engine.close();
});

test('processes that all want the same key all get their share, and nothing is counted twice', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  const runs = Array.from({ length: PROCESSES }, () => run(t, 'count', folder));
  for (const { line } of runs) t.is(await line(), 'ready');
  for (const { child } of runs) child.stdin!.write('go\n');
  const count = async (): Promise<number> => Number(text(await engine.begin().get(bytes('count'))) ?? '0');
  while ((await count()) < INCREMENTS) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const { child } of runs) child.stdin!.end();
  const shares = await Promise.all(runs.map(async ({ line }) => Number(await line())));
  t.is(
    shares.reduce((sum, share) => sum + share),
    await count(),
  );
  t.true(Math.max(...shares) <= MOST_UNFAIR * Math.min(...shares), shares.join(', '));
  t.log(`shares: ${shares.join(', ')}`);
  await engine.close();
});

test('a reader that was killed does not keep the file growing', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  const overwrite = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const transaction = engine.begin();
      for (let key = 0; key < 20; key++) transaction.set(bytes(`key ${key}`), new Uint8Array(50_000).fill(round));
      await transaction.commit();
    }
  };
  await overwrite(5);
  const reader = run(t, 'hold', folder);
  t.is(await reader.line(), 'begun');
  await overwrite(20);
  const file = join(folder, 'data.mdb');
  const held = statSync(file).size;
  t.true(held > 20 * 1_000_000, 'nothing is kept for the reader');
  reader.child.kill('SIGKILL');
  await once(reader.child, 'exit');
  // Whoever opens the folder clears the places of the dead; so does everyone from time to time.
  const another = await run(t, 'write', folder, 'a', 'b').line();
  t.is(another, 'done');
  await overwrite(30);
  t.true(statSync(file).size < held + 10 * 1_000_000, `${held} to ${statSync(file).size}`);
  await engine.close();
});

test('a transaction that is open for too long is ended by its own process, though that does nothing else', async (t) => {
  let nowMs = 0;
  const engine = await openLmdb({ folder: temporaryFolder(), shared: true, nowMs: () => nowMs });
  const old = engine.begin();
  await old.get(bytes('a'));
  nowMs = MAX_TRANSACTION_AGE_MS + 1;
  const ended = async (): Promise<boolean> => {
    try {
      await old.get(bytes('a'));
      return false;
    } catch (error) {
      return error instanceof TooOld;
    }
  };
  while (!(await ended())) await new Promise((resolve) => setTimeout(resolve, 20));
  t.pass();
  await engine.close();
});

test('open transactions at hundreds of states of the file are held up to the limit, oldest ended first', async (t) => {
  const engine = await openShared(temporaryFolder());
  const readers: Transaction[] = [];
  for (let i = 0; i < 300; i++) {
    await put(engine, 'a', `${i}`);
    readers.push(engine.begin());
  }
  await t.throwsAsync(async () => readers[0]!.get(bytes('a')), { instanceOf: TooOld, message: /in the way of newer/ });
  t.is(text(await readers[299]!.get(bytes('a'))), '299');
  t.is(text(await readers[100]!.get(bytes('a'))), '100');
  await engine.close();
});

test('a file that grows far beyond what it was when a process opened it is read and written by that one too', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  const before = statSync(join(folder, 'data.mdb')).size;
  const early = run(t, 'count', folder);
  t.is(await early.line(), 'ready');
  for (let i = 0; i < 20; i++) {
    const transaction = engine.begin();
    for (let j = 0; j < 80; j++) transaction.set(bytes(`grown ${i} ${j}`), new Uint8Array(90_000).fill(i));
    await transaction.commit();
  }
  t.true(statSync(join(folder, 'data.mdb')).size > before + 20 * 80 * 90_000);
  early.child.stdin!.write('go\n');
  const count = async (): Promise<number> => Number(text(await engine.begin().get(bytes('count'))) ?? '0');
  while ((await count()) < 10) await new Promise((resolve) => setTimeout(resolve, 10));
  early.child.stdin!.end();
  t.is(Number(await early.line()), await count());
  await engine.close();
});

test('when the disk is full, processes that share a store are told, and nothing acknowledged is lost', async (t) => {
  const folder = temporaryFolder();
  await (await openShared(folder)).close();
  // As the shell limits it, in blocks of 1,024 bytes.
  const command = `ulimit -f 12000; trap '' XFSZ; exec ${process.execPath} ${script} fill ${folder}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  const report = JSON.parse(stdout) as SharedDiskReport;
  t.true(report.acknowledged > 10);
  t.true(report.refused.length > 0);
  for (const refusal of report.refused) t.regex(refusal, /^(Unavailable|CommitUnknown): cannot write .*data\.mdb/);
  t.regex(report.begin, /^Unavailable: cannot write .*free space/);
  const engine = await openShared(folder);
  const reader = engine.begin();
  for (let key = 0; key < report.acknowledged; key++) t.truthy(await reader.get(bytes(`fill ${key}`)), `${key}`);
  await put(engine, 'after', '1');
  await engine.close();
});

test('a shared store is backed up while others write, and restored', async (t) => {
  const folder = temporaryFolder();
  const engine = await openShared(folder);
  await put(engine, 'a', '1');
  const counting = run(t, 'count', folder);
  t.is(await counting.line(), 'ready');
  counting.child.stdin!.write('go\n');
  const backup = join(temporaryFolder(), 'backup');
  const manifest = await writeBackup(engine, backup, { nowMs: () => Date.now() });
  t.true(manifest.rows > 0);
  counting.child.stdin!.end();
  await counting.line();
  await engine.close();
  const data = join(temporaryFolder(), 'data');
  await restoreBackup(backup, data);
  const restored = await openShared(data);
  t.is(text(await restored.begin().get(bytes('a'))), '1');
  await put(restored, 'a', '2');
  t.is(text(await restored.begin().get(bytes('a'))), '2');
  await restored.close();
});
