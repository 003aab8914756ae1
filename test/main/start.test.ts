import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { HostEnded, removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import { Player, Terminal } from '../player.ts';

const MAIN = 'host/main.ts';

/** What a host that cannot start says and ends with. */
async function refusal(options: Parameters<typeof startHost>[0]): Promise<{ code: number | null; line: string }> {
  try {
    const host = await startHost(options);
    await host.kill();
  } catch (error) {
    if (!(error instanceof HostEnded)) throw error;
    const lines = error.stderr.split('\n').filter((line) => line.startsWith('atrium: '));
    return { code: error.code, line: lines.length === 1 ? (lines[0] as string) : error.stderr };
  }
  throw new Error('the host started');
}

test('a host says where it is in two lines, and nothing else on standard output', async (t) => {
  const data = await temporaryFolder();
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--terminal-port', '0', '--data', data]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes('terminal')) await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  t.is(code, 0);
  t.regex(output, /^web {7}http:\/\/127\.0\.0\.1:\d+\/\nterminal {2}127\.0\.0\.1:\d+\n$/);
  await removeFolder(data);
});

test('a used port is one line', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;
  const flags = (web: string, terminal: string) => ['--port', web, '--terminal-port', terminal];
  t.deepEqual(await refusal({ flags: flags(`${port}`, '0') }), {
    code: 1,
    line: `atrium: port ${port} on 127.0.0.1 is in use: stop the program that uses it, or choose another with --port`,
  });
  t.deepEqual(await refusal({ flags: flags('0', `${port}`) }), {
    code: 1,
    line: `atrium: port ${port} on 127.0.0.1 is in use: stop the program that uses it, or choose another with --terminal-port`,
  });
  const elsewhere = await refusal({ flags: ['--host', '192.0.2.1'] });
  t.is(elsewhere.line, 'atrium: 192.0.2.1 is not an address of this machine: choose another with --host');
  blocker.close();
});

test('a bad flag is one line', async (t) => {
  const { code, line } = await refusal({ flags: ['--port', 'http'] });
  t.is(code, 1);
  t.is(line, 'atrium: --port (or ATRIUM_PORT) is "http": give a whole number from 0 to 65535');
});

test('a data folder that cannot be written, or is something else, is one line', async (t) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const inFile = await refusal({ data: join(folder, 'file', 'data') });
  t.is(inFile.code, 1);
  t.regex(inFile.line, /^atrium: cannot write the data folder .*: give this user access, or choose another folder$/);
  const foreign = await refusal({ data: folder });
  t.is(foreign.code, 1);
  t.regex(foreign.line, /^atrium: .* is not a data folder: it has file/);
  const isRoot = process.getuid?.() === 0;
  await mkdir(join(folder, 'closed'));
  await chmod(join(folder, 'closed'), 0o500);
  // Permissions do not hold the superuser back.
  if (!isRoot) t.regex((await refusal({ data: join(folder, 'closed', 'data') })).line, /^atrium: cannot write/);
  await removeFolder(folder);
});

test('a second host on one data folder is one line, and the first goes on', async (t) => {
  const host = await startHost();
  const { code, line } = await refusal({ data: host.data });
  t.is(code, 1);
  t.regex(line, new RegExp(`^atrium: .* is held by process ${host.process.pid}: stop it, or use another data folder$`));
  t.is((await fetch(`${host.web}health`)).status, 200);
  await host.stop();
  await removeFolder(host.data);
});

test('a data folder of another format is one line', async (t) => {
  const host = await startHost();
  await host.stop();
  await writeFile(join(host.data, 'format'), 'atrium store, format 99\n');
  const { code, line } = await refusal({ data: host.data });
  t.is(code, 1);
  t.regex(line, /^atrium: .* has data of format 99; this program reads format \d+: use the program that wrote it/);
  await removeFolder(host.data);
});

test('a corrupt store is one line', async (t) => {
  const host = await startHost();
  await host.stop();
  await truncate(join(host.data, 'data.mdb'), 1_000);
  await appendFile(join(host.data, 'data.mdb'), 'not a page at all');
  const { code, line } = await refusal({ data: host.data });
  t.is(code, 1);
  t.regex(line, /^atrium: .*data\.mdb/);
  await removeFolder(host.data);
});

test('a stop finishes what was begun, tells everyone, and a later start has it', async (t) => {
  const host = await startHost();
  const ada = await Player.enter(host.socket, { type: 'create', name: 'Ada', password: 'correct horse battery' });
  const line = await Terminal.open(host.terminalPort);
  await line.hears(/./);
  ada.command('@create lantern');
  ada.command('look');
  await ada.hears('lantern');
  const code = host.stop();
  t.is((await ada.closed).code, 1001);
  await line.hears('! The host is stopping. Connect again in a moment.');
  await line.closed;
  t.is(await code, 0);
  const again = await startHost({ data: host.data });
  const ada2 = await Player.enter(again.socket, { type: 'connect', name: 'Ada', password: 'correct horse battery' });
  await ada2.does('inventory', 'lantern');
  await again.stop();
  await removeFolder(host.data);
});

test('a first start that is killed leaves nothing that hinders the next', async (t) => {
  t.timeout(120_000);
  for (const afterMs of [60, 120, 180, 240, 300, 360, 420]) {
    const data = await temporaryFolder();
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--terminal-port', '0', '--data', data]);
    const exited = once(child, 'exit');
    // The moment does not matter: whatever the first start had done by then, the next one has to cope.
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    await exited;
    const host = await startHost({ data });
    const guest = await Player.guest(host.socket);
    await guest.does('look', /./);
    t.is(await host.stop(), 0);
    t.true((await readdir(data)).includes('format'));
    await removeFolder(data);
  }
});

test('people that a killed host had are let go by the next', async (t) => {
  const host = await startHost();
  const ada = await Player.enter(host.socket, { type: 'create', name: 'Ada', password: 'correct horse battery' });
  await ada.does('look', /./);
  await host.kill();
  const again = await startHost({ data: host.data });
  const guest = await Player.guest(again.socket);
  const who = await guest.does('who', /./);
  t.false((who.text ?? '').includes('Ada'));
  await again.stop();
  await removeFolder(host.data);
});
