import { once } from 'node:events';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { OperatorClient } from '../../host/cli/operator-client.ts';
import { MAX_PROGRAM_BYTES } from '../../host/kernel/index.ts';
import { operatorSocket } from '../../host/net/index.ts';
import { Player } from '../player.ts';
import { folderOf, hostOf } from './host.ts';

const MAX_BODY_BYTES = Math.ceil(MAX_PROGRAM_BYTES / 3) * 4 + 4 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

function ask(socketPath: string, method: string, path: string, body: string | Uint8Array = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, headers: { connection: 'close' } });
    asked.on('error', reject);
    asked.on('response', (response) => {
      text(response).then((received) => {
        const { error } = JSON.parse(received) as Pick<Answer, 'error'>;
        resolve({ status: response.statusCode ?? 0, error });
      }, reject);
    });
    asked.end(body);
  });
}

/** The first line of the answer to a request that only says how long its body would be. */
async function head(socketPath: string, lengthBytes: number): Promise<string> {
  const socket = connect({ path: socketPath });
  socket.write(`PUT /programs/x HTTP/1.1\r\nhost: x\r\ncontent-length: ${lengthBytes}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString().split('\r\n')[0] ?? '';
}

test('the socket is for nobody but who runs the host, and goes with it', async (t) => {
  const host = await hostOf(t);
  const path = operatorSocket(host.data);
  const { mode } = statSync(path);
  t.is(mode & 0o777, 0o600);
  t.like(await new OperatorClient(host.data).status(), { name: 'atrium', pid: host.process.pid ?? 0, healthy: true });
  t.is(await host.stop(), 0);
  t.false(existsSync(path));
});

test('what a killed host has left is replaced', async (t) => {
  const host = await hostOf(t);
  await host.kill();
  t.true(existsSync(operatorSocket(host.data)));
  const again = await hostOf(t, { data: host.data });
  t.is((await new OperatorClient(host.data).status()).pid, again.process.pid as number);
});

test('a data folder with a long path has a socket too', async (t) => {
  const data = join(await folderOf(t), 'a'.repeat(100), 'b'.repeat(100));
  mkdirSync(data, { recursive: true });
  const host = await hostOf(t, { data });
  t.is((await new OperatorClient(data).status()).pid, host.process.pid as number);
  t.is(statSync(operatorSocket(data)).mode & 0o777, 0o600);
  await host.stop();
  t.false(existsSync(operatorSocket(data)));
});

test('nothing of it is on the ports of the network', async (t) => {
  const host = await hostOf(t);
  for (const path of ['status', 'programs']) t.is((await fetch(`${host.web}${path}`)).status, 404);
  const put = await fetch(`${host.web}programs/x`, { method: 'PUT', body: '{}' });
  t.not(put.status, 200);
  t.deepEqual(
    (await new OperatorClient(host.data).programs()).map(({ name }) => name),
    ['driver', 'builder', 'commands'],
  );
});

test('garbage is answered with what is wrong, and the world goes on', async (t) => {
  const host = await hostOf(t);
  const path = operatorSocket(host.data);
  const put = (body: string | Uint8Array) => ask(path, 'PUT', '/programs/x', body);
  const bad = async (body: string | Uint8Array, message: RegExp) => {
    const answer = await put(body);
    t.is(answer.status, 400, String(body).slice(0, 80));
    t.is(answer.error?.code, 'bad-request');
    t.regex(answer.error?.message ?? '', message);
  };
  await bad('', /the request is no JSON/);
  await bad('{"binary": "AA=="', /the request is no JSON/);
  await bad(Uint8Array.of(0xff, 0xfe, 0, 1), /the request is no JSON/);
  await bad('[]', /the request must be an object/);
  await bad('null', /the request must be an object/);
  await bad('{}', /"binary" must be the component in base64/);
  await bad('{"binary": 7}', /"binary" must be/);
  await bad('{"binary": "*"}', /"binary" is no base64/);
  await bad('{"binary": "", "grant": "yes"}', /"grant" must be true or false/);
  await bad('{"binary": "", "files": {}}', /"files" must be a list/);
  await bad('{"binary": "", "files": [7]}', /"files"\[0\] must be an object/);
  await bad('{"binary": "", "files": [{"path": "a"}]}', /"files"\[0\] must have a "path" and a "text"/);
  await bad('{"binary": "", "force": true}', /there is no "force" in a request/);
  t.is((await put('{"binary": ""}')).status, 422);
  t.regex(await head(path, MAX_BODY_BYTES + 1), /^HTTP\/1\.1 413 /);
  t.is((await ask(path, 'DELETE', '/programs/x')).status, 404);
  t.is((await ask(path, 'GET', '/../../etc/passwd')).status, 404);
  t.is((await ask(path, 'PUT', '/programs/%E0%A4%A', '{"binary": ""}')).error?.code !== undefined, true);

  const raw = connect({ path });
  raw.on('error', () => {});
  raw.write('\0\0\0 garbage\r\n\r\n');
  await new Promise((resolve) => raw.once('close', resolve).resume());

  const ann = await Player.guest(host.socket);
  await ann.does('look', /glass roof/);
  t.notRegex(host.log(), / error /);
});

test('a request that is cut off installs nothing', async (t) => {
  const host = await hostOf(t);
  const raw = connect({ path: operatorSocket(host.data) });
  raw.write('PUT /programs/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"binary": "');
  raw.end();
  await new Promise((resolve) => raw.once('close', resolve).resume());
  t.is((await new OperatorClient(host.data).programs()).length, 3);
  t.is(await host.stop(), 0);
});
