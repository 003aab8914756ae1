import { join } from 'node:path';
import test from 'ava';
import { CommitLock } from '../../host/store/commit-lock.ts';
import { Unavailable } from '../../host/store/errors.ts';
import { temporaryFolder } from './folders.ts';

/** A lock that two have open and nobody holds. */
async function twoLocks(): Promise<[CommitLock, CommitLock, string]> {
  const path = join(temporaryFolder(), 'commit-lock');
  const locks: CommitLock[] = [];
  for (let i = 0; i < 2; i++) {
    const lock = await CommitLock.take(path);
    lock.release();
    locks.push(lock);
  }
  return [locks[0]!, locks[1]!, path];
}

test('those who commit hold the lock together', async (t) => {
  const [one, two] = await twoLocks();
  await one.share();
  await two.share();
  one.release();
  two.release();
  await t.notThrowsAsync(one.share());
  one.close();
  two.close();
});

test('who opens waits for commits, and commits wait for who opens', async (t) => {
  const [one, two, path] = await twoLocks();
  const order: string[] = [];
  await one.share();
  const opening = CommitLock.take(path).then((lock) => {
    order.push('opening');
    return lock;
  });
  await new Promise(setImmediate);
  order.push('committed');
  one.release();
  const opener = await opening;
  const committing = two.share().then(() => order.push('committing'));
  await new Promise(setImmediate);
  order.push('opened');
  opener.release();
  await committing;
  t.deepEqual(order, ['committed', 'opening', 'opened', 'committing']);
  for (const lock of [one, two, opener]) lock.close();
});

test('a commit that ends with its process lets who opens go on', async (t) => {
  const [one, two, path] = await twoLocks();
  await one.share();
  one.close();
  const opener = await CommitLock.take(path);
  opener.close();
  await t.notThrowsAsync(two.share());
  two.close();
});

test('a lock file that cannot be made says so', async (t) => {
  await t.throwsAsync(CommitLock.take(join(temporaryFolder(), 'none', 'commit-lock')), {
    instanceOf: Unavailable,
    message: /^cannot lock .*commit-lock \(.*\): give this user access to it$/,
  });
});
