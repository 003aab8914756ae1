import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { removeFolder, startHost, temporaryFolder } from '../host-process.ts';

const COMMAND = join(import.meta.dirname, '../../host/cli/atrium');

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function atrium(...args: string[]): Promise<Said> {
  try {
    return { code: 0, ...(await promisify(execFile)(COMMAND, args)) };
  } catch (error) {
    return error as Said;
  }
}

test('a world is backed up while it runs and when it is stopped, and starts from the backup', async (t) => {
  const folder = await temporaryFolder();
  t.teardown(() => removeFolder(folder));
  const host = await startHost();
  t.teardown(() => removeFolder(host.data));
  const running = await atrium('backup', join(folder, 'running'), '--data', host.data, '--json');
  t.is(running.code, 0, running.stderr);
  const { rows } = JSON.parse(running.stdout) as { rows: number };
  t.true(rows > 100);
  const again = await atrium('backup', join(folder, 'running'), '--data', host.data);
  t.is(again.code, 1);
  t.regex(again.stderr, /not empty/);
  const refused = await atrium('restore', join(folder, 'running'), '--data', host.data);
  t.is(refused.code, 1);
  t.regex(refused.stderr, /held by process \d+/);
  await host.stop();

  const stopped = await atrium('backup', join(folder, 'stopped'), '--data', host.data);
  t.is(stopped.code, 0, stopped.stderr);
  const data = join(folder, 'data');
  const restored = await atrium('restore', join(folder, 'running'), '--data', data, '--json');
  t.is(restored.code, 0, restored.stderr);
  t.is((JSON.parse(restored.stdout) as { rows: number }).rows, rows);
  const revived = await startHost({ data });
  // It has a world already: none was loaded.
  t.notRegex(revived.log(), /loaded from/);
  t.is(await revived.stop(), 0);
});

test('no world is made by asking for its backup', async (t) => {
  const folder = await temporaryFolder();
  t.teardown(() => removeFolder(folder));
  const { code, stderr } = await atrium('backup', join(folder, 'backup'), '--data', join(folder, 'none'));
  t.is(code, 1);
  t.regex(stderr, /no world in .*none: name/);
  t.false(existsSync(join(folder, 'none')));
});
