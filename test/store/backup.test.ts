import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import fc from 'fast-check';
import { writeBackup } from '../../host/store/backup.ts';
import { MANIFEST_FILE, ROWS_FILE, writeManifest } from '../../host/store/backup-format.ts';
import { restoreBackup } from '../../host/store/backup-restore.ts';
import type { BackupSource } from '../../host/store/base.ts';
import type { Engine, LocalEngine } from '../../host/store/engine.ts';
import { Corrupt, Locked, StoreError, Unavailable } from '../../host/store/errors.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, hexOf } from './keys.ts';
import { audit, openAccounts, totalOf, transfer } from './serialisability/bank.ts';
import { randomFrom } from './serialisability/random.ts';

const nowMs = (): number => Date.now();
const CLOCK = { nowMs };

/** A path in a folder of its own at which nothing is yet. */
const freePath = (): string => join(temporaryFolder(), 'there');

type Source = LocalEngine & BackupSource;

async function fill(engine: Engine, rows: number, valueBytes: (row: number) => number): Promise<void> {
  for (let row = 0; row < rows;) {
    const transaction = engine.begin();
    for (const end = Math.min(rows, row + 5_000); row < end; row++) {
      transaction.set(bytes(`row ${String(row).padStart(8, '0')}`), new Uint8Array(valueBytes(row)).fill(row));
    }
    await transaction.commit();
  }
}

/** Everything in a store, and what a folder restored from a backup has. */
const rowsOf = async (engine: Engine): Promise<string[]> =>
  (await engine.begin().range(bytes(''), Uint8Array.of(0xff))).map(({ key, value }) => `${hexOf(key)}=${hexOf(value)}`);

async function restoredRows(backup: string): Promise<string[]> {
  const data = freePath();
  await restoreBackup(backup, data);
  const engine = await openLmdb({ folder: data });
  try {
    return await rowsOf(engine);
  } finally {
    await engine.close();
  }
}

test('a restored store has every row of the one backed up, and goes on from its versions', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  await fill(engine, 100_000, (row) => row % 50);
  // Values of all sizes, the empty and the largest included, and keys of all.
  await fill(engine, 40, (row) => (row * 2_600) % 100_001);
  const transaction = engine.begin();
  transaction.set(new Uint8Array(1_978).fill(0xfe), new Uint8Array(100_000).fill(9));
  transaction.set(Uint8Array.of(0), new Uint8Array(0));
  await transaction.commit();
  const { version } = engine;
  const backup = freePath();
  const manifest = await writeBackup(engine, backup, CLOCK);
  t.true(manifest.rows >= 100_002);
  t.deepEqual(readdirSync(backup).toSorted(), [MANIFEST_FILE, ROWS_FILE]);
  const expected = await rowsOf(engine);
  await engine.close();

  const data = freePath();
  t.deepEqual(await restoreBackup(backup, data), manifest);
  const restored = await openLmdb({ folder: data });
  t.deepEqual(await rowsOf(restored), expected);
  t.true(restored.version >= version);
  await restored.close();
});

test('an empty store is backed up and restored too', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  const backup = freePath();
  t.is((await writeBackup(engine, backup, CLOCK)).rows, 0);
  await engine.close();
  t.deepEqual(await restoredRows(backup), []);
});

test('a backup made while money is moved has one state: the sum is right, and what was acknowledged before is in it', async (t) => {
  const accounts = 500;
  const random = randomFrom(1);
  const engine = await openLmdb({ folder: temporaryFolder() });
  await openAccounts(engine, 'bank', accounts);
  await fill(engine, 20_000, () => 500);
  let done = false;
  let moved = 0;
  const move = async (): Promise<void> => {
    while (!done) {
      const burst: Promise<void>[] = [];
      for (let i = 0; i < 20; i++) {
        const transaction = engine.begin();
        await transfer(transaction, 'bank', accounts, random);
        transaction.set(bytes('moved'), bytes(`${++moved}`));
        burst.push(transaction.commit());
      }
      await Promise.all(burst);
    }
  };
  const moving = move();
  for (let round = 0; round < 3; round++) {
    while (moved < (round + 1) * 40) await engine.flushed().then(() => new Promise(setImmediate));
    const acknowledged = moved - 20;
    const backup = freePath();
    const before = moved;
    await writeBackup(engine, backup, CLOCK);
    t.true(moved > before, 'nothing was written meanwhile');
    const data = freePath();
    await restoreBackup(backup, data);
    const restored = await openLmdb({ folder: data });
    t.is(await audit(restored.begin(), 'bank', accounts, random), totalOf(accounts));
    t.true(Number(Buffer.from(restored.begin().get(bytes('moved'))!).toString()) >= acknowledged);
    await restored.close();
  }
  done = true;
  await moving;
  await engine.close();
});

test('a backup is refused where something is, while another is written there, and where it cannot be written', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  await fill(engine, 20_000, () => 200);
  const full = temporaryFolder();
  writeFileSync(join(full, 'letter'), 'Dear');
  await t.throwsAsync(writeBackup(engine, full, CLOCK), { instanceOf: Unavailable, message: /not empty: name/ });
  t.deepEqual(readdirSync(full), ['letter']);
  await t.throwsAsync(writeBackup(engine, join(full, 'letter', 'there'), CLOCK), { instanceOf: Unavailable });
  await t.throwsAsync(writeBackup(engine, join(full, 'no', 'such'), CLOCK), {
    instanceOf: Unavailable,
    message: /no\/such/,
  });

  const path = freePath();
  const first = writeBackup(engine, path, CLOCK);
  await t.throwsAsync(writeBackup(engine, path, CLOCK), { instanceOf: Locked, message: new RegExp(`${process.pid}`) });
  await t.notThrowsAsync(first);
  // An empty folder is as good as none.
  const empty = temporaryFolder();
  await t.notThrowsAsync(writeBackup(engine, empty, CLOCK));
  await engine.close();
});

test('a backup that is stopped leaves nothing', async (t) => {
  const engine = await openLmdb({ folder: temporaryFolder() });
  await fill(engine, 20_000, () => 200);
  const path = freePath();
  const stopping = new AbortController();
  const stopped = writeBackup(engine, path, { ...CLOCK, signal: stopping.signal });
  stopping.abort();
  await t.throwsAsync(stopped, { name: 'AbortError' });
  t.deepEqual(readdirSync(join(path, '..')), []);
  await engine.close();
});

test('a process killed while it backs up or restores leaves nothing that counts, and it goes the next time', async (t) => {
  const folder = temporaryFolder();
  const engine = await openLmdb({ folder });
  await fill(engine, 60_000, () => 500);
  const expected = (await rowsOf(engine)).length;
  await engine.close();
  const backup = freePath();
  for (const lines of [5, 20, 60]) {
    await killedAfter(lines, ['backup', folder, backup]);
    t.false(existsSync(backup));
    t.true(existsSync(`${backup}.draft`), 'it was killed too late to show anything');
  }
  const again = await openLmdb({ folder });
  await writeBackup(again, backup, CLOCK);
  await again.close();
  t.deepEqual(readdirSync(join(backup, '..')), ['there'], 'the draft of the killed one stays');

  const data = freePath();
  for (const lines of [5, 20, 60]) {
    await killedAfter(lines, ['restore', backup, data]);
    t.false(existsSync(join(data, 'format')), 'half of it counts');
  }
  await restoreBackup(backup, data);
  const restored = await openLmdb({ folder: data });
  t.is((await rowsOf(restored)).length, expected);
  await restored.close();
});

/** Runs the child until it has said so many lines, and kills it. */
async function killedAfter(lines: number, args: readonly string[]): Promise<void> {
  const script = new URL('backup-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let seen = 0;
  for await (const _ of createInterface({ input: child.stdout })) if (++seen === lines) child.kill('SIGKILL');
  await ended;
}

test('a data folder that has data is not restored into, and stays as it is', async (t) => {
  const { backup } = await smallBackup();
  const folder = temporaryFolder();
  const engine = await openLmdb({ folder });
  await t.throwsAsync(restoreBackup(backup, folder), { instanceOf: Locked });
  await fill(engine, 3, () => 3);
  const before = await rowsOf(engine);
  await engine.close();
  await t.throwsAsync(restoreBackup(backup, folder), { instanceOf: Unavailable, message: /has data already: choose/ });
  const again = await openLmdb({ folder });
  t.deepEqual(await rowsOf(again), before);
  await again.close();
  const other = temporaryFolder();
  writeFileSync(join(other, 'letter'), 'Dear');
  await t.throwsAsync(restoreBackup(backup, other), { instanceOf: Unavailable, message: /letter/ });
});

test('what is no backup, or one of another format, is refused, naming it', async (t) => {
  const { backup, manifest } = await smallBackup();
  const refused = (message: RegExp): object => ({ instanceOf: Unavailable, message });
  await t.throwsAsync(restoreBackup(freePath(), freePath()), refused(/is not a backup/));
  const path = join(backup, MANIFEST_FILE);
  writeFileSync(path, writeManifest({ ...manifest, storeFormat: 7 }));
  await t.throwsAsync(
    restoreBackup(backup, freePath()),
    refused(/manifest is of store format 7.*program that wrote it/),
  );
  writeFileSync(path, 'atrium backup, format 2\nnobody knows\n');
  await t.throwsAsync(restoreBackup(backup, freePath()), refused(/of backup format 2/));
});

/** A backup of some rows in several chunks. */
async function smallBackup(): Promise<{ backup: string; manifest: Awaited<ReturnType<typeof writeBackup>> }> {
  const engine: Source = await openLmdb({ folder: temporaryFolder() });
  await fill(engine, 300, (row) => row * 10);
  const backup = freePath();
  const manifest = await writeBackup(engine, backup, CLOCK);
  await engine.close();
  return { backup, manifest };
}

test('a backup in which any byte is another, or is missing, is refused, and nothing is restored', async (t) => {
  const { backup } = await smallBackup();
  const whole = new Map([ROWS_FILE, MANIFEST_FILE].map((name) => [name, readFileSync(join(backup, name))] as const));
  const damage = fc.record({
    name: fc.constantFrom(ROWS_FILE, MANIFEST_FILE),
    // The first chunk's header and rows, the last chunk's checksum, and anything between.
    place: fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: -40, max: -1 }), fc.nat()),
    kind: fc.oneof(
      fc.record({ do: fc.constant('change' as const), by: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ do: fc.constant('cut' as const) }),
      fc.record({ do: fc.constant('insert' as const), byte: fc.nat({ max: 255 }) }),
      fc.record({ do: fc.constant('repeat' as const) }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ name, place, kind }) => {
      const bad = temporaryFolder();
      for (const each of whole.keys()) copyFileSync(join(backup, each), join(bad, each));
      const path = join(bad, name);
      const bytesOf = whole.get(name)!;
      const at = ((place % bytesOf.length) + bytesOf.length) % bytesOf.length;
      if (kind.do === 'cut') truncateSync(path, at);
      else {
        const changed = Buffer.from(bytesOf);
        if (kind.do === 'change') changed[at] = changed[at]! ^ kind.by;
        const inserted = kind.do === 'insert' ? Buffer.of(kind.byte) : kind.do === 'repeat' ? bytesOf.subarray(at) : [];
        writeFileSync(path, Buffer.concat([changed.subarray(0, at), Buffer.from(inserted), changed.subarray(at)]));
      }
      const data = freePath();
      const error = await restoreBackup(bad, data).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      t.true(error instanceof StoreError, `${name} at ${at}, ${kind.do}: ${error?.stack ?? 'restored'}`);
      t.true(error!.message.includes(path), error!.message);
      t.true(!existsSync(data) || !existsSync(join(data, 'format')));
      if (name === ROWS_FILE)
        t.true(error instanceof Corrupt && /at byte|from byte/.test(error.message), error!.message);
    }),
    { numRuns: 250 },
  );
});

test('a backup with a file missing is refused', async (t) => {
  for (const name of [ROWS_FILE, MANIFEST_FILE]) {
    const { backup } = await smallBackup();
    const bad = freePath();
    mkdirSync(bad);
    for (const each of [ROWS_FILE, MANIFEST_FILE]) {
      if (each !== name) copyFileSync(join(backup, each), join(bad, each));
    }
    await t.throwsAsync(restoreBackup(bad, freePath()), { instanceOf: Unavailable, message: new RegExp(bad) });
  }
});
