import test from 'ava';
import type { Engine, LocalEngine, Transaction } from '../../host/store/engine.ts';
import { CommitUnknown, Conflict, Misuse, TooLarge, TooOld, Unavailable } from '../../host/store/errors.ts';
import { LmdbBase } from '../../host/store/lmdb-base.ts';
import { openLocal } from '../../host/store/local-engine.ts';
import { MemoryBase } from '../../host/store/memory-base.ts';
import { openMemory } from '../../host/store/memory.ts';
import { run } from '../../host/store/retry.ts';
import { dump, put } from './contract.ts';
import { FailingBase, type Fault } from './failing-base.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, text } from './keys.ts';

const KEY = bytes('run/1');
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
    test(`${name}: with an idempotency key, what may have been committed is done once: ${faults.join(', ')}`, async (t) => {
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
      const counted = run(source, count, { ...noPause, idempotencyKey: KEY });
      t.is(await counted, 1);
      t.is(engines.length, faults.length + 1);
      for (const engine of engines) await engine.close();
      const engine = openLocal(base);
      t.deepEqual(await dump(engine), { count: '1' }, 'and the key is gone');
      await engine.close();
    });
  }
}

test('what certainly did not happen is not tried again on a disk that has failed', async (t) => {
  const failing = new FailingBase(new MemoryBase(), false);
  failing.fault = 'before';
  const engine = openLocal(failing);
  await t.throwsAsync(run(engine, count, { ...noPause, idempotencyKey: KEY }), { instanceOf: Unavailable });
});

test('without an idempotency key, an unknown commit is told and not made again', async (t) => {
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

test('an unknown commit that cannot be settled is told as such', async (t) => {
  const failing = new FailingBase(new MemoryBase(), false);
  failing.fault = 'after';
  const engine = openLocal(failing);
  await t.throwsAsync(run(engine, count, { ...noPause, idempotencyKey: KEY, attempts: 4 }), {
    instanceOf: CommitUnknown,
  });
});

test('an idempotency key that another run has used is refused', async (t) => {
  const engine = openMemory();
  for (const stored of ['', 'x', '0123456789']) {
    await put(engine, { 'run/1': stored });
    const error = await t.throwsAsync(run(engine, count, { idempotencyKey: KEY }), { instanceOf: Misuse });
    t.is(error!.mistake, 'idempotency-key-used');
  }
  await engine.close();
});
