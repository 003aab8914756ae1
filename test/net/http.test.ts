import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import test from 'ava';
import { Served } from './served.ts';

/** A request whose path is sent as it is written. */
function status(served: Served, path: string, method = 'GET'): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request({ port: served.port, host: '127.0.0.1', path, method }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on('error', reject)
    .end();
  return promise;
}

test('the client is served with types, a policy, and nothing from elsewhere', async (t) => {
  const served = await Served.open(t);
  const types: Record<string, string> = {
    '/': 'text/html; charset=utf-8',
    '/index.html': 'text/html; charset=utf-8',
    '/main.js': 'text/javascript; charset=utf-8',
    '/favicon.svg': 'image/svg+xml',
    '/manifest.webmanifest': 'application/manifest+json',
    '/fonts/alegreya-latin-normal.woff2': 'font/woff2',
  };
  for (const [path, type] of Object.entries(types)) {
    const response = await fetch(served.url + path);
    t.is(response.status, 200, path);
    t.is(response.headers.get('content-type'), type);
    t.is(response.headers.get('x-content-type-options'), 'nosniff');
    t.regex(response.headers.get('content-security-policy') ?? '', /^default-src 'self';/);
    const body = Buffer.from(await response.arrayBuffer());
    t.deepEqual(body, readFileSync(`host/client${path === '/' ? '/index.html' : path}`));
  }
});

test('what the browser has already is not sent again', async (t) => {
  const served = await Served.open(t);
  const first = await fetch(`${served.url}/main.js`);
  const etag = first.headers.get('etag') ?? '';
  await first.text();
  t.is(first.headers.get('cache-control'), 'no-cache');
  const again = await fetch(`${served.url}/main.js`, { headers: { 'if-none-match': etag } });
  t.is(again.status, 304);
  t.is(await again.text(), '');
  t.is((await fetch(`${served.url}/main.js`, { headers: { 'if-none-match': '"other"' } })).status, 200);
  t.is((await fetch(`${served.url}/main.js`, { method: 'HEAD' })).headers.get('etag'), etag);
});

test('no path leads out of the client, or to what is not part of it', async (t) => {
  const served = await Served.open(t);
  const paths = [
    '/nothing',
    '/tsconfig.json',
    '/fonts',
    '/fonts/OFL.txt',
    '/../main.ts',
    '/%2e%2e/main.ts',
    '/..%2fmain.ts',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/fonts/../../main.ts',
    '//etc/passwd',
    '/main.js%00.html',
    '/%',
  ];
  for (const path of paths) t.is(await status(served, path), 404, path);
  t.is(await status(served, '/', 'POST'), 404);
  t.is(await status(served, '/ws'), 426);
});

test('/health and /version answer', async (t) => {
  const served = await Served.open(t);
  const health = await fetch(`${served.url}/health`);
  t.is(health.status, 200);
  t.deepEqual(await health.json(), { status: 'ok' });
  const version = (await (await fetch(`${served.url}/version`)).json()) as Record<string, unknown>;
  t.is(version['name'], 'atrium');
  t.is(version['node'], process.versions.node);
  t.deepEqual(
    version['components'],
    served.world.kernel.components.map(({ name, hash }) => ({ name, hash })),
  );
  t.is(served.world.kernel.components[0]?.hash, sha256(readFileSync('build/test-kernel/driver.component.wasm')));
  await served.world.engine.close();
  t.is((await fetch(`${served.url}/health`)).status, 503);
});

test('a stop tells everyone, lets them go and loses nothing', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  const bob = await served.line();
  ann.socket.send('set a=1');
  await ann.hears();
  await Promise.all([served.web.stop('The host is stopping.'), served.terminal.stop('The host is stopping.')]);
  t.is(await ann.closes(), 1001);
  t.is(await bob.hears(), '! The host is stopping.');
  await bob.closes();
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
