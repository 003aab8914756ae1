import { spawnSync } from 'node:child_process';
import test from 'ava';
import { markCommit } from '../../host/store/commit-marks.ts';
import { MARK_AGE_MS, sweepCommitMarks } from '../../host/store/commit-sweep.ts';
import type { Engine, LocalEngine, Transaction } from '../../host/store/engine.ts';
import { CommitUnknown, Conflict, TooLarge, TooOld, Unavailable } from '../../host/store/errors.ts';
import { ALL_COMMIT_MARKS, commitMarkKey } from '../../host/store/layout.ts';
import { LmdbBase } from '../../host/store/lmdb-base.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openLocal } from '../../host/store/local-engine.ts';
import { MemoryBase } from '../../host/store/memory-base.ts';
import { openMemory } from '../../host/store/memory.ts';
import { run, settleCommit } from '../../host/store/retry.ts';
import { dump, put } from './contract.ts';
import { FailingBase, type Fault } from './failing-base.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, text } from './keys.ts';
import { LaterEngine } from './later-engine.ts';
import { UnreliableEngine, type Fate } from './unreliable-engine.ts';

const noPause = { sleep: () => Promise.resolve() };

/** Adds one to a count, and gives it. */
async function count(transaction: Transaction): Promise<number> {
  const counted = Number(text(await transaction.get(bytes('count'))) ?? '0') + 1;
  transaction.set(bytes('count'), bytes(`${counted}`));
  return counted;
}

test('runs that meet are all done, each once', async (t) => {
  const engine = openMemory();
  const counts = await Promise.all(Array.from({ length: 10 }, () => run(engine, count, { attempts: 100 })));
  t.deepEqual(
    counts.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  t.deepEqual(await dump(engine), { count: '10' });
  await engine.close();
});

test('pauses are random, double, and end at the longest', async (t) => {
  const engine = openMemory();
  const pauses: number[] = [];
  const contested = async (transaction: Transaction): Promise<void> => {
    await count(transaction);
    await run(engine, count, noPause);
  };
  const refused = run(engine, contested, {
    attempts: 13,
    random: () => 0.5,
    sleep: (durationMs) => {
      pauses.push(durationMs);
      return Promise.resolve();
    },
  });
  await t.throwsAsync(refused, { instanceOf: Conflict });
  t.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 500, 500]);
  t.deepEqual(await dump(engine), { count: '13' });
  await engine.close();
});

test('no attempt begins after the deadline', async (t) => {
  const engine = openMemory();
  let nowMs = 0;
  let attempts = 0;
  const contested = async (transaction: Transaction): Promise<void> => {
    attempts++;
    await count(transaction);
    await put(engine, { count: `${attempts}` });
    nowMs += 400;
  };
  const refused = run(engine, contested, { ...noPause, deadlineMs: 1_000, nowMs: () => nowMs });
  await t.throwsAsync(refused, { instanceOf: Conflict });
  t.is(attempts, 3);
  await engine.close();
});

test('a transaction that was too slow is run again', async (t) => {
  let nowMs = 0;
  const engine = openMemory({ nowMs: () => nowMs });
  let attempts = 0;
  const slow = async (transaction: Transaction): Promise<number> => {
    if (attempts++ === 0) nowMs += 6_000;
    return count(transaction);
  };
  t.is(await run(engine, slow, noPause), 1);
  t.is(attempts, 2);
  const always = run(
    engine,
    async (transaction) => {
      nowMs += 6_000;
      return count(transaction);
    },
    { ...noPause, attempts: 3 },
  );
  await t.throwsAsync(always, { instanceOf: TooOld });
  await engine.close();
});

test('an error of the body, or one that another attempt would meet too, ends the run and leaves nothing', async (t) => {
  const engine = openMemory();
  let attempts = 0;
  const failing = (error: () => void) => (transaction: Transaction) => {
    attempts++;
    transaction.set(bytes('a'), bytes('1'));
    error();
  };
  await t.throwsAsync(
    run(
      engine,
      failing(() => {
        throw new RangeError('of the body');
      }),
    ),
    { instanceOf: RangeError },
  );
  await t.throwsAsync(
    run(engine, (transaction) => transaction.set(bytes(''), bytes(''))),
    { instanceOf: TooLarge },
  );
  t.is(attempts, 1);
  t.deepEqual(await dump(engine), {});
  await engine.close();
  await t.throwsAsync(run(engine, count), { instanceOf: Unavailable });
});

// Settled marks are cleared by the next commit of the process: these come one after the other, so that they can be counted.
const bases = {
  LMDB: () => LmdbBase.open(temporaryFolder()),
  memory: () => Promise.resolve(new MemoryBase()),
};

for (const [name, open] of Object.entries(bases)) {
  for (const faults of [
    ['after'],
    ['unclear'],
    ['unclear', 'after'],
    ['unclear', 'unclear', 'after'],
  ] satisfies Fault[][]) {
    test.serial(`${name}: what may have been committed is done once: ${faults.join(', ')}`, async (t) => {
      const base = await open();
      const left: Fault[] = [...faults];
      const engines: LocalEngine[] = [];
      // Opens the store again each time its disk has failed.
      const source = (): Engine => {
        const failing = new FailingBase(base, false);
        failing.fault = left.shift();
        engines.push(openLocal(failing));
        return engines.at(-1)!;
      };
      t.is(await run(source, count, { ...noPause, once: true }), 1);
      t.is(engines.length, faults.length + 1);
      for (const engine of engines) await engine.close();
      const engine = openLocal(base);
      t.is(await marks(engine), 1);
      t.is(await sweepCommitMarks(engine, Date.now() + 2 * MARK_AGE_MS), 1);
      t.deepEqual(await dump(engine), { count: '1' });
      await engine.close();
    });
  }
}

test.serial('what certainly did not happen is not tried again on a disk that has failed', async (t) => {
  const failing = new FailingBase(new MemoryBase(), false);
  failing.fault = 'before';
  const engine = openLocal(failing);
  await t.throwsAsync(run(engine, count, { ...noPause, once: true }), { instanceOf: Unavailable });
});

test.serial('without being told, an unknown commit is told and not made again', async (t) => {
  const base = new MemoryBase();
  let opened = 0;
  const source = (): Engine => {
    opened++;
    const failing = new FailingBase(base, false);
    failing.fault = 'after';
    return openLocal(failing);
  };
  await t.throwsAsync(run(source, count, noPause), { instanceOf: CommitUnknown });
  t.is(opened, 1);
});

test.serial('an unknown commit that cannot be settled is told as such', async (t) => {
  const failing = new FailingBase(new MemoryBase(), false);
  failing.fault = 'after';
  const engine = openLocal(failing);
  const source = (): Engine => engine;
  await t.throwsAsync(run(source, count, { ...noPause, once: true, attempts: 4 }), { instanceOf: CommitUnknown });
});

for (const fates of [
  ['committed'],
  ['not committed'],
  // Of the question too.
  ['committed', 'committed'],
  ['committed', 'not committed'],
  ['not committed', 'committed'],
  ['not committed', 'not committed', 'committed'],
] satisfies Fate[][]) {
  test.serial(`a run whose commit has lost its answer on the way happens once: ${fates.join(', then ')}`, async (t) => {
    const engine = new UnreliableEngine(new LaterEngine(openMemory()));
    t.is(await run(engine, count, { ...noPause, once: true }), 1);
    engine.fates.push(...fates);
    t.is(await run(engine, count, { ...noPause, once: true }), 2);
    t.is(engine.fates.length, 0);
    t.is(await marks(engine), 1, 'that of the last commit');
    await sweepCommitMarks(engine, Date.now() + 2 * MARK_AGE_MS);
    t.deepEqual(await dump(engine), { count: '2' });
    await engine.close();
  });
}

test.serial(
  'an engine that loses every answer leaves the commit unknown, and its mark to the next commit',
  async (t) => {
    const engine = new UnreliableEngine(new LaterEngine(openMemory()));
    engine.fates.push(...Array<Fate>(100).fill('committed'));
    const lost = run(engine, count, { ...noPause, once: true, attempts: 3 });
    await t.throwsAsync(lost, { instanceOf: CommitUnknown });
    engine.fates.length = 0;
    t.is(await run(engine, count, { ...noPause, once: true }), 2);
    t.is(await marks(engine), 1);
    await engine.close();
  },
);

test.serial(
  'a commit that is late is kept from happening once it has been asked for, also when its mark is cleared',
  async (t) => {
    const engine = new LaterEngine(openMemory());
    const late = engine.begin();
    await count(late);
    const mark = markCommit(late);
    t.false(await settleCommit(engine, mark));
    mark.settled('not committed');
    t.is(await run(engine, (transaction) => transaction.set(bytes('other'), bytes('1')), { once: true }), undefined);
    await t.throwsAsync(late.commit(), { instanceOf: Conflict });
    t.is(await marks(engine), 1);
    await engine.close();
  },
);

test.serial('at most as many marks are kept as commits were under way at once', async (t) => {
  const engine = new LaterEngine(openMemory());
  for (let round = 0; round < 20; round++) {
    const runs = Array.from({ length: 5 }, (_, i) =>
      run(engine, (transaction) => transaction.set(bytes(`${round} ${i}`), bytes('1')), { once: true }),
    );
    await Promise.all(runs);
  }
  t.true((await marks(engine)) <= 5, `${await marks(engine)} marks`);
  await engine.close();
});

test.serial('commits that are marked while another is under way do not conflict with it', async (t) => {
  const engine = new LaterEngine(openMemory());
  const early = engine.begin();
  await early.get(bytes('read early'));
  await run(engine, (transaction) => transaction.set(bytes('other'), bytes('1')), { once: true });
  early.set(bytes('early'), bytes('1'));
  const mark = markCommit(early);
  await t.notThrowsAsync(early.commit());
  mark.settled('committed');
  t.is(await marks(engine), 1);
  await engine.close();
});

test.serial('a run that only reads, and one on an engine that is alone on its store, leave no mark', async (t) => {
  const later = new LaterEngine(openMemory());
  t.is(await run(later, (transaction) => transaction.get(bytes('count')), { once: true }), undefined);
  t.is(await marks(later), 0);
  await later.close();
  const alone = openMemory();
  t.is(await run(alone, count, { once: true }), 1);
  t.deepEqual(await dump(alone), { count: '1' });
  await alone.close();
});

test.serial(
  'a sweep clears old marks, those of a time to come and broken ones, over many transactions, and keeps the others',
  async (t) => {
    const engine = new LaterEngine(openMemory());
    const nowMs = 1_700_000_000_000;
    const put = async (madeMs: number): Promise<void> => {
      const transaction = engine.begin();
      markCommit(transaction, madeMs);
      await transaction.commit();
    };
    await put(nowMs);
    await put(nowMs - MARK_AGE_MS);
    await put(nowMs + MARK_AGE_MS);
    const transaction = engine.begin();
    // Of another process, in one transaction: more than one page of a sweep.
    for (let place = 0; place < 2_500; place++)
      transaction.set(commitMarkKey(bytes('gone'), BigInt(place)), bytes('broken'));
    await transaction.commit();
    await put(nowMs - MARK_AGE_MS - 1);
    await put(nowMs + MARK_AGE_MS + 1);
    t.is(await sweepCommitMarks(engine, nowMs), 2_502);
    t.is(await marks(engine), 3);
    t.is(await sweepCommitMarks(engine, nowMs), 0);
    await engine.close();
  },
);

test.serial(
  'what a killed process had committed and not heard of is there once, and its mark until it is swept',
  async (t) => {
    const folder = temporaryFolder();
    const child = new URL('commit-mark-child.ts', import.meta.url).pathname;
    const { signal } = spawnSync(process.execPath, [child, folder], { stdio: 'inherit' });
    t.is(signal, 'SIGKILL');
    const engine = await openLmdb({ folder, shared: true });
    const kept = async (key: string): Promise<string | undefined> =>
      text(await run(engine, (transaction) => transaction.get(bytes(key))));
    t.is(await kept('count'), '1');
    t.is(await marks(engine), 1);
    t.is(await sweepCommitMarks(engine), 0, 'its process may still be there, for all that is known');
    t.is(await run(engine, count, { once: true }), 2, 'the next run goes on');
    t.is(await sweepCommitMarks(engine, Date.now() + 2 * MARK_AGE_MS), 2);
    t.is(await marks(engine), 0);
    t.is(await kept('count'), '2');
    await engine.close();
  },
);

async function marks(engine: Engine): Promise<number> {
  const { start, end } = ALL_COMMIT_MARKS;
  return (await run(engine, (transaction) => transaction.range(start, end))).length;
}
