import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { run } from '../../host/store/retry.ts';
import { temporaryFolder } from './folders.ts';
import { bytes, text } from './keys.ts';

const OPENER = new URL('lock-child.ts', import.meta.url).pathname;
/** Makes a folder a disk that can only be read, and runs the rest there. */
const ON_READ_ONLY_DISK =
  'folder=$1; shift; mount --bind "$folder" "$folder" && mount -o remount,ro,bind "$folder" && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
/** Somebody with no rights of their own, when this process may do everything. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const HOWS = ['alone', 'shared'] as const;
type How = (typeof HOWS)[number];

function open(folder: string, how: How): Promise<Engine> {
  return how === 'shared' ? openLmdb({ folder, shared: true }) : openLmdb({ folder });
}

async function keeps(folder: string, how: How): Promise<string | undefined> {
  const engine = await open(folder, how);
  const value = text(await run(engine, (transaction) => transaction.get(bytes('a'))));
  await engine.close();
  return value;
}

async function filled(how: How): Promise<string> {
  const folder = temporaryFolder();
  const engine = await open(folder, how);
  await run(engine, (transaction) => transaction.set(bytes('a'), bytes('1')));
  await engine.close();
  return folder;
}

/** The one line that an opener says. */
function said(command: string, args: string[], options = {}): string {
  const { stdout, signal } = spawnSync(command, args, { input: '', encoding: 'utf8', ...options });
  return signal ?? stdout;
}

for (const how of HOWS) {
  const readOnly = `${how}: a disk that can only be read is refused in one line, with a store on it and without`;
  if (!canMount) test.skip(`${readOnly} (not tested: unshare -rm cannot mount here)`, () => {});
  else {
    test(readOnly, async (t) => {
      for (const folder of [await filled(how), temporaryFolder()]) {
        const before = readdirSync(folder);
        const command = [process.execPath, OPENER, folder, how];
        const line = said('unshare', ['-rm', 'sh', '-c', ON_READ_ONLY_DISK, 'sh', folder, ...command]);
        t.regex(line, /^Unavailable: cannot write the data folder .* \(EROFS: .*\): give .*\n$/);
        t.deepEqual(readdirSync(folder), before);
      }
    });
  }

  test(`${how}: a folder with a file that this user may only read is refused in one line, naming the file`, async (t) => {
    const folder = await filled(how);
    const opened = (): string => said(process.execPath, [OPENER, folder, how], NOBODY);
    const names = readdirSync(folder);
    chmodSync(folder, 0o777);
    for (const name of names) chmodSync(join(folder, name), 0o666);
    for (const name of names.filter((each) => each !== 'format')) {
      chmodSync(join(folder, name), 0o444);
      const line = opened();
      t.regex(line, new RegExp(`^Unavailable: cannot \\w+ ${join(folder, name)}\\b.*[Pp]ermission denied.*\n$`), name);
      t.notRegex(line, /free \d+ bytes/);
      chmodSync(join(folder, name), 0o666);
    }
    chmodSync(folder, 0o555);
    t.regex(opened(), /^Unavailable: cannot write the data folder .*EACCES.*\n$/);
    chmodSync(folder, 0o777);
    t.is(opened(), 'open\n');
    t.is(await keeps(folder, how), '1');
    t.true(existsSync(join(folder, 'format')));
  });
}
