import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';
import test from 'ava';
import { MAX_TRANSACTION_AGE_MS, type Engine, type LocalTransaction } from '../../host/store/engine.ts';
import { Corrupt, Locked, TooOld, Unavailable } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { temporaryFolder } from './folders.ts';
import type { FullDiskReport } from './full-disk-child.ts';
import { bytes, text } from './keys.ts';
import { dump, put } from './contract.ts';

const run = promisify(execFile);

/** A data folder with so many rows of 1,000 bytes in it. */
async function filledFolder(rows: number): Promise<string> {
  const folder = temporaryFolder();
  const engine = await openLmdb({ folder });
  for (let row = 0; row < rows;) {
    const transaction = engine.begin();
    for (const end = Math.min(rows, row + 5_000); row < end; row++) {
      transaction.set(bytes(`row ${String(row).padStart(8, '0')}`), new Uint8Array(1_000).fill(row));
    }
    // Some values on pages of their own.
    transaction.set(bytes(`large ${row}`), new Uint8Array(50_000).fill(row));
    await transaction.commit();
  }
  await engine.close();
  return folder;
}

/** The two ways to open a folder: for this process alone, and to be shared. */
const WAYS: Readonly<Record<string, (folder: string) => Promise<Engine>>> = {
  alone: (folder) => openLmdb({ folder }),
  shared: (folder) => openLmdb({ folder, shared: true }),
};

const child = (script: string): string => new URL(script, import.meta.url).pathname;

/** Starts a process that opens a folder; the process and what it said. */
async function opener(folder: string): Promise<{ process: ChildProcess; said: string }> {
  const started = spawn(process.execPath, [child('lock-child.ts'), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(started.stdout, 'data')) as [Buffer];
  return { process: started, said: said.toString() };
}

test('what was committed is there when the folder is opened again', async (t) => {
  const folder = await filledFolder(100);
  const engine = await openLmdb({ folder });
  const reader = engine.begin();
  t.is(reader.range(bytes('row'), bytes('s')).length, 100);
  t.is(reader.get(bytes('row 00000007'))![999], 7);
  t.is(reader.get(bytes('large 100'))!.length, 50_000);
  await engine.close();
});

test('a second opening is refused, in this process and in another, until the first is gone', async (t) => {
  const folder = temporaryFolder();
  const engine = await openLmdb({ folder });
  await t.throwsAsync(openLmdb({ folder }), { instanceOf: Locked });
  const refused = await opener(folder);
  t.regex(refused.said, new RegExp(`^Locked: .*${folder}.*held by process ${process.pid}.*another data folder`));
  await engine.close();

  const holder = await opener(folder);
  t.is(holder.said, 'open\n');
  await t.throwsAsync(openLmdb({ folder }), {
    instanceOf: Locked,
    message: new RegExp(`process ${holder.process.pid}`),
  });
  holder.process.kill('SIGKILL');
  await once(holder.process, 'exit');
  const again = await openLmdb({ folder });
  await again.close();
});

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: a folder of another format is refused, naming both`, async (t) => {
    const folder = await filledFolder(1);
    writeFileSync(join(folder, 'format'), 'atrium store, format 7\n');
    await t.throwsAsync(open(folder), { instanceOf: Unavailable, message: /format 7.*format 1/ });
    writeFileSync(join(folder, 'format'), 'garbage');
    await t.throwsAsync(open(folder), { instanceOf: Corrupt, message: new RegExp(join(folder, 'format')) });
  });
}

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: a folder of other things is refused and left as it is`, async (t) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'letter.txt'), 'Dear');
    await t.throwsAsync(open(folder), { instanceOf: Unavailable, message: /letter\.txt/ });
    t.is(readFileSync(join(folder, 'letter.txt'), 'utf8'), 'Dear');
    t.false(existsSync(join(folder, 'data.mdb')));
  });
}

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: a folder whose making was interrupted is made anew`, async (t) => {
    const folder = await filledFolder(1);
    renameSync(join(folder, 'format'), join(folder, 'format.draft'));
    truncateSync(join(folder, 'data.mdb'), 100);
    const engine = await open(folder);
    t.is((await engine.begin().range(bytes(''), bytes('~'))).length, 0);
    await engine.close();
  });
}

test('a folder that cannot be made or written is refused, naming it and the reason', async (t) => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const folder of [file, join(file, 'data'), '/proc/atrium']) {
    await t.throwsAsync(openLmdb({ folder }), {
      instanceOf: Unavailable,
      message: new RegExp(`data folder ${folder} .*: give`),
    });
  }
});

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: a damaged data file is refused, naming it: nothing of it is trusted`, async (t) => {
    const whole = await filledFolder(2_000);
    const size = statSync(join(whole, 'data.mdb')).size;
    const folder = temporaryFolder();
    const path = join(folder, 'data.mdb');
    const damaged = async (what: string, damage: () => void): Promise<void> => {
      for (const name of ['data.mdb', 'format']) copyFileSync(join(whole, name), join(folder, name));
      damage();
      await t.throwsAsync(open(folder), { instanceOf: Corrupt, message: new RegExp(path) }, what);
    };
    await damaged('missing', () => rmSync(path));
    for (const length of [0, 1, 100, 4_096, 8_191, 8_192, 20_000, size >> 1, size - 5_000_000, size - 4_096]) {
      await damaged(`cut to ${length} of ${size}`, () => truncateSync(path, Math.max(length, 0)));
    }
    await damaged('text', () => writeFileSync(path, 'not a database\n'.repeat(10_000)));
    await damaged('zeros', () => writeFileSync(path, new Uint8Array(size)));
    const write = (at: number, damage: Uint8Array): void => {
      const descriptor = openSync(path, 'r+');
      writeSync(descriptor, damage, 0, damage.length, at);
      closeSync(descriptor);
    };
    await damaged('another version of LMDB', () => write(28, Uint8Array.of(9)));
    await damaged('pages of an odd size', () => write(48, Uint8Array.of(1)));
    await damaged('everything after the meta pages gone', () => write(8_192, new Uint8Array(size - 8_192)));
    const engine = await open(whole);
    t.is((await engine.begin().range(bytes('row'), bytes('s'))).length, 2_000, 'the original still opens');
    await engine.close();
  });
}

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: no damage of one page ends the process: it is refused, or read as something else`, async (t) => {
    const whole = await filledFolder(300);
    const { size } = statSync(join(whole, 'data.mdb'));
    const folder = temporaryFolder();
    const path = join(folder, 'data.mdb');
    let refused = 0;
    for (let page = 2; page < size / 4_096; page += 3) {
      for (const name of ['data.mdb', 'format']) copyFileSync(join(whole, name), join(folder, name));
      const descriptor = openSync(path, 'r+');
      writeSync(descriptor, new Uint8Array(4_096).fill(0xa5), 0, 4_096, page * 4_096);
      closeSync(descriptor);
      try {
        const engine = await open(folder);
        await engine.begin().range(bytes(''), bytes('~'));
        await engine.close();
      } catch (error) {
        t.true(error instanceof Corrupt, String(error));
        refused++;
      }
    }
    t.true(refused > 0);
  });
}

test('when the disk is full, what waits is refused, all further work too, and nothing acknowledged is lost', async (t) => {
  const folder = temporaryFolder();
  // The largest file, in units of 512 or 1,024 bytes: the shell says which. Either way some megabytes.
  const { stdout } = await run('sh', [
    '-c',
    'ulimit -f 8192; exec "$0" "$1" "$2"',
    process.execPath,
    child('full-disk-child.ts'),
    folder,
  ]);
  const report = JSON.parse(stdout) as FullDiskReport;
  t.true(report.acknowledged > 10);
  t.true(report.refused.length > 0);
  for (const message of [...report.refused, report.begin, report.open]) {
    t.regex(message, /^Unavailable: cannot write .*data\.mdb \(.*\): free space .*open the store again$/);
  }
  const engine = await openLmdb({ folder });
  const reader = engine.begin();
  for (let i = 0; i < report.acknowledged; i++) t.is(reader.get(bytes(`${i}`))?.length, 20_000);
  t.is(reader.range(bytes('0'), bytes('~')).length, report.acknowledged);
  const writer = engine.begin();
  writer.set(bytes('after'), bytes('1'));
  await writer.commit();
  await engine.close();
});

for (const [way, open] of Object.entries(WAYS)) {
  test(`${way}: a disk with no room to open on, and too few addresses, are refused in one line each`, async (t) => {
    const opened = async (limit: string, folder: string): Promise<string> => {
      const script = `${limit}; exec "$0" "$1" "$2" "$3" < /dev/null`;
      const { stdout } = await run('sh', ['-c', script, process.execPath, child('lock-child.ts'), folder, way]);
      return stdout;
    };
    // In units of 512 or 1,024 bytes: the shell says which.
    for (const units of [1, 8, 24, 60]) {
      const folder = temporaryFolder();
      const line = /^Unavailable: cannot \w+ .*data\.mdb.* \(.*\): free \d+ bytes on the disk of .*\n$/;
      t.regex(await opened(`ulimit -f ${units}`, folder), line, `${units} units`);
      const engine = await open(folder);
      await put(engine, { a: '1' });
      await engine.close();
      rmSync(join(folder, 'data.mdb-lock'));
      t.regex(
        await opened(`ulimit -f ${units / 2}`, folder),
        /^(open|Unavailable: .*data\.mdb-lock.*)\n$/,
        `${units} units, again`,
      );
      const again = await open(folder);
      t.deepEqual(await dump(again), { a: '1' });
      await again.close();
    }
    const folder = temporaryFolder();
    const line = /^Unavailable: this process may take 409600000000 bytes of addresses .*ulimit -v unlimited\).*\n$/;
    t.regex(await opened('ulimit -v 400000000', folder), line);
    t.is(await opened('true', folder), 'open\n');
  });
}

test('a transaction past its age ends with TooOld, and those begun later go on', async (t) => {
  let nowMs = 0;
  const engine = await openLmdb({ folder: temporaryFolder(), nowMs: () => nowMs });
  const old = engine.begin();
  old.set(bytes('a'), bytes('1'));
  const alone = engine.begin();
  const reader = engine.begin();
  nowMs = MAX_TRANSACTION_AGE_MS;
  const young = engine.begin();
  nowMs++;
  const error = await t.throwsAsync(old.commit(), { instanceOf: TooOld, message: /5001 ms.*run it again/ });
  t.true(error!.retryable);
  await t.notThrowsAsync(reader.commit(), 'it wrote nothing');
  engine.begin().abort();
  t.throws(() => alone.get(bytes('a')), { instanceOf: TooOld });
  t.is(young.get(bytes('a')), undefined);
  young.set(bytes('b'), bytes('1'));
  await young.commit();
  await engine.close();
});

test('an open transaction holds no more history than the limit: it ends, and memory is free', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  const old = engine.begin();
  old.get(bytes('a'));
  for (let i = 0; i < 9; i++) {
    const writer = engine.begin();
    for (let j = 0; j < 90; j++) writer.set(bytes(`${i} ${j}`), new Uint8Array(90_000));
    await writer.commit();
  }
  t.throws(() => old.get(bytes('a')), { instanceOf: TooOld });
  await engine.close();
});

test('open transactions at hundreds of states of the file are held up to the limit, oldest ended first', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder(), nowMs: () => 0 });
  const readers: LocalTransaction[] = [];
  for (let i = 0; i < 300; i++) {
    const writer = engine.begin();
    writer.set(bytes('a'), bytes(`${i}`));
    await writer.commit();
    readers.push(engine.begin());
  }
  t.throws(() => readers[0]!.get(bytes('a')), { instanceOf: TooOld });
  t.is(text(readers[299]!.get(bytes('a'))), '299');
  t.is(text(readers[100]!.get(bytes('a'))), '100');
  await engine.close();
});

test('opening does not depend on how much is in the store', async (t) => {
  const time = async (folder: string): Promise<number> => {
    const startMs = performance.now();
    const engine = await openLmdb({ folder });
    const openMs = performance.now() - startMs;
    await engine.close();
    return openMs;
  };
  const small = await filledFolder(10);
  const large = await filledFolder(50_000);
  mkdirSync(small, { recursive: true });
  const smallMs = Math.min(await time(small), await time(small), await time(small));
  const largeMs = Math.min(await time(large), await time(large), await time(large));
  t.true(largeMs < smallMs + 100, `${smallMs} ms with 10 rows, ${largeMs} ms with 50,000`);
});
