import test from 'ava';
import fc from 'fast-check';
import { keyText } from '../../host/store/bytes.ts';
import { Conflict, Corrupt, TooOld } from '../../host/store/errors.ts';
import { openDatabase, type Bytes } from '../../host/store/lmdb-file.ts';
import { ReadSet } from '../../host/store/read-set.ts';
import { SharedHistory, type HistoryLimits } from '../../host/store/shared-history.ts';
import { CommitRecord, WRITER_BYTES } from '../../host/store/shared-log.ts';
import { temporaryFolder } from './folders.ts';

const WRITER = new Uint8Array(WRITER_BYTES).fill(7);
const KEYS = ['a', 'a\0', 'a\xff', 'b', 'ba', 'c', 'c\0\0', 'd', '\xfe'];

const bound = fc.constantFrom(...KEYS, '', '\xff');
const range = fc.tuple(bound, bound).filter(([start, end]) => start < end);

const recordOf = (firstVersion: number, ranges: Iterable<readonly [string, string]>, writtenMs = 1): CommitRecord =>
  CommitRecord.of({ firstVersion, lastVersion: firstVersion + 1 }, writtenMs, WRITER, ranges);

const again = (record: CommitRecord): CommitRecord => CommitRecord.decode(record.lastVersion, record.encode(), 'here');

test('a record knows the keys and ranges that were written, and no others, also after it was stored', (t) => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), range, (written, [start, end]) => {
      const record = recordOf(4, written);
      for (const each of [record, again(record)]) {
        for (const key of KEYS) {
          const expected = written.some(([low, high]) => low <= key && key < high);
          t.is(each.conflictVersion(key), expected ? 5 : 0);
        }
        t.is(
          each.conflictsAfter(start, end, 4),
          written.some(([low, high]) => low < end && start < high),
        );
        t.false(each.conflictsAfter(start, end, 5));
        t.is(each.firstVersion, 4);
        t.deepEqual(Uint8Array.from(each.writer), WRITER);
      }
    }),
    { numRuns: 500 },
  );
});

test('a record of very much stays small, and leaves nothing out', (t) => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `key ${(i * 7_919) % 20_000}`);
  const record = again(
    recordOf(
      0,
      keys.map((key) => [key, `${key}\0`] as const),
    ),
  );
  t.true(record.encode().length <= 16 * 1024);
  for (const key of keys) t.is(record.conflictVersion(key), 1);
  t.is(record.conflictVersion('kex'), 0);
  t.is(record.conflictVersion('kfy'), 0);
});

test('bounds that are longer than any key tell the same keys apart', (t) => {
  const longest = 'k'.repeat(1_978);
  const record = again(
    recordOf(0, [
      [`${longest}aaa`, `${longest}zzz`],
      ['a', `${longest}zzz`],
    ]),
  );
  t.is(record.conflictVersion(longest), 1);
  t.is(record.conflictVersion('a'), 1);
  t.is(record.conflictVersion('l'), 0);
  t.is(record.conflictVersion('A'), 0);
});

test('damaged records are refused with a typed error, whatever is in them', (t) => {
  const whole = Uint8Array.from(
    recordOf(3, [
      ['a', 'b'],
      ['c', 'cc'],
    ]).encode(),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 80 }),
        fc.nat({ max: whole.length - 1 }).map((length) => whole.subarray(0, length)),
        fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => whole.with(at, byte)),
      ),
      (bytes) => {
        try {
          const record = CommitRecord.decode(9, bytes, 'the store');
          t.true(record.firstVersion < 9);
          record.conflictVersion('a');
        } catch (error) {
          t.true(error instanceof Corrupt, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** Opens two histories over one store, as two processes have them. */
async function twoHistories(limits: HistoryLimits): Promise<{
  commit(by: SharedHistory, ranges: readonly (readonly [string, string])[], nowMs: number): void;
  check(by: SharedHistory, key: string, readVersion: number): void;
  readonly histories: readonly [SharedHistory, SharedHistory];
  stored(): number;
  close(): Promise<void>;
}> {
  const file = await openDatabase(temporaryFolder());
  const { database } = file;
  let version = 0;
  const history = (): SharedHistory => new SharedHistory(database, 'the store', 0, limits);
  const within = <T>(body: () => T): T => database.transactionSync(body);
  return {
    histories: [history(), history()],
    commit: (by, ranges, nowMs) =>
      within(() => {
        by.catchUp(version);
        by.append(recordOf(version, ranges, nowMs));
        version++;
      }),
    check: (by, key, readVersion) =>
      within(() => {
        by.catchUp(version);
        const reads = new ReadSet();
        reads.addKey(key);
        by.check(reads, readVersion);
      }),
    stored: () => count(database),
    close: () => file.close(),
  };
}

const count = (database: Bytes): number => [...database.getKeys()].filter((key) => keyText(key).length === 15).length;

test('each process learns of the commits of the other, and of nothing twice', async (t) => {
  const store = await twoHistories({ ageMs: Infinity, sizeBytes: Infinity });
  const [one, two] = store.histories;
  store.commit(one, [['a', 'b']], 0);
  store.commit(two, [['c', 'd']], 0);
  store.commit(one, [['e', 'f']], 0);
  for (const history of [one, two]) {
    t.throws(() => store.check(history, 'a', 0), { instanceOf: Conflict });
    t.notThrows(() => store.check(history, 'a', 1));
    t.throws(() => store.check(history, 'c', 1), { instanceOf: Conflict });
    t.throws(() => store.check(history, 'e', 2), { instanceOf: Conflict });
    t.notThrows(() => store.check(history, 'g', 0));
    t.notThrows(() => store.check(history, 'e', 3));
  }
  await store.close();
});

test('what is not remembered any more is too old, by age and by size, also for a process that never saw it', async (t) => {
  for (const limits of [
    { ageMs: 10, sizeBytes: Infinity },
    { ageMs: Infinity, sizeBytes: 400 },
  ]) {
    const store = await twoHistories(limits);
    const [one, two] = store.histories;
    for (let i = 0; i < 50; i++) store.commit(one, [['a', 'b']], i);
    t.true(store.stored() <= 12, `${store.stored()} records are kept`);
    for (const history of [one, two]) {
      t.throws(() => store.check(history, 'x', 3), { instanceOf: TooOld, message: /run this transaction again/ });
      t.throws(() => store.check(history, 'a', 45), { instanceOf: Conflict });
      t.notThrows(() => store.check(history, 'x', 45));
    }
    await store.close();
  }
});

test('a store that lacks the record of its latest commit is damaged', async (t) => {
  const file = await openDatabase(temporaryFolder());
  const history = new SharedHistory(file.database, 'the store', 0);
  t.throws(() => history.catchUp(3), { instanceOf: Corrupt, message: /latest commit, 3, but that of 0: restore/ });
  await file.close();
});
