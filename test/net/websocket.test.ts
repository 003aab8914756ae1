import { connect } from 'node:net';
import { hostname } from 'node:os';
import test from 'ava';
import { WebSocket } from 'ws';
import { isOwnOrigin } from '../../host/net/origin.ts';
import { Served } from './served.ts';

/** The status an upgrade is answered with. */
async function upgrade(served: Served, request: string): Promise<string> {
  const socket = connect(served.port, '127.0.0.1');
  socket.write(request.replaceAll('\n', '\r\n'));
  let answer = '';
  for await (const bytes of socket) {
    answer += (bytes as Buffer).toString('latin1');
    if (answer.includes('\r\n')) break;
  }
  socket.destroy();
  return answer.split('\r\n')[0] ?? '';
}

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13';
const UPGRADE = 'Host: x\nConnection: Upgrade\nUpgrade: websocket';

test('text frames are messages, in order', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  t.deepEqual(ann.said, ['hello json']);
  t.is(await ann.ask('echo Grüße, 世界, 🌒'), 'Grüße, 世界, 🌒');
  t.is(await ann.ask('echo '), '');
  for (let i = 0; i < 200; i++) ann.socket.send(`echo ${i}`);
  for (let i = 0; i < 200; i++) t.is(await ann.hears(), `${i}`);
  t.is(ann.socket.extensions, '');
});

test('a failed task is told as an error object', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  t.deepEqual(JSON.parse(await ann.ask('trap x')), {
    type: 'error',
    text: 'Something is broken in this world (driver), so it was undone.',
  });
});

test('what a frame may not be closes the connection with its code, and only that one', async (t) => {
  const served = await Served.open(t);
  const bystander = await served.websocket();
  const cases: [number, (socket: WebSocket) => void][] = [
    [1009, (socket) => socket.send('x'.repeat(65_537))],
    [1003, (socket) => socket.send(Buffer.from('echo x'))],
    [1007, (socket) => socket.send(Buffer.from([0x65, 0xff]), { binary: false })],
    [1007, (socket) => socket.send(Buffer.from([0xed, 0xa0, 0x80]), { binary: false })],
  ];
  for (const [code, offend] of cases) {
    const ann = await served.websocket();
    offend(ann.socket);
    t.is(await ann.closes(), code);
  }
  const longest = await served.websocket();
  t.is((await longest.ask(`echo ${'x'.repeat(59_995)}`)).length, 59_995);
  t.is(await bystander.ask('echo unmoved'), 'unmoved');
  while ((await bystander.ask('get disconnected')) !== '4') await new Promise(setImmediate);
});

test('frames in pieces count as one, and an endless one is cut off', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  ann.socket.send('echo ', { fin: false });
  ann.socket.send('piece', { fin: false });
  ann.socket.send('meal', { fin: true });
  t.is(await ann.hears(), 'piecemeal');
  for (let i = 0; i < 70; i++) ann.socket.send('x'.repeat(1_000), { fin: false });
  t.is(await ann.closes(), 1009);
});

test('the world can close a websocket', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  t.is(await ann.ask('close'), 'bye');
  t.is(await ann.closes(), 1000);
});

test('a flood waits its turn and is told once', async (t) => {
  const served = await Served.open(t, { commandsPerSecond: 100 });
  const ann = await served.websocket();
  const sent = 360;
  const start = performance.now();
  for (let i = 0; i < sent; i++) ann.socket.send(`echo ${i}`);
  const heard: string[] = [];
  while (heard.filter((text) => !text.startsWith('{')).length < sent) heard.push(await ann.hears());
  t.true(performance.now() - start > 500);
  t.is(heard.filter((text) => text.startsWith('{')).length, 1);
  t.deepEqual(
    heard.filter((text) => !text.startsWith('{')),
    Array.from({ length: sent }, (_, i) => `${i}`),
  );
});

test('who closes while their messages wait is let go', async (t) => {
  const served = await Served.open(t, { commandsPerSecond: 1 });
  const ann = await served.websocket();
  const bob = await served.line();
  for (let i = 0; i < 20; i++) ann.socket.send('echo x');
  await ann.hears();
  ann.socket.terminate();
  await ann.closes();
  await bob.until(() => served.world.kernel.healthy);
  t.is((await bob.ask('get disconnected')) !== '2', true);
});

test('a slow reader is disconnected', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  const bob = await served.websocket();
  ann.socket.pause();
  for (let i = 0; i < 20; i++) ann.socket.send('send 40 60000');
  while ((await bob.ask('get disconnected')) !== '1') await new Promise(setImmediate);
  t.regex(served.log.join(''), /websocket: 127\.0\.0\.1 reads too slowly and is disconnected/);
  ann.socket.terminate();
});

test('only welcome upgrades are answered', async (t) => {
  const served = await Served.open(t, { origins: ['https://world.example'] });
  const get = (headers: string) => upgrade(served, `GET /ws HTTP/1.1\n${headers}\n\n`);
  const ok = 'HTTP/1.1 101 Switching Protocols';
  t.is(await get(`${UPGRADE}\n${KEY}`), ok);
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: http://127.0.0.1:${served.port}`), ok);
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: http://localhost:${served.port}`), ok);
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: https://world.example`), ok);
  const forbidden = 'HTTP/1.1 403 Forbidden';
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: https://evil.example`), forbidden);
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: http://127.0.0.1:1`), forbidden);
  t.is(await get(`${UPGRADE}\n${KEY}\nOrigin: null`), forbidden);
  // A foreign page whose name resolves to this machine says the same name in both.
  t.is(
    await get(
      `${UPGRADE.replace('Host: x', `Host: evil.example:${served.port}`)}\n${KEY}\nOrigin: http://evil.example:${served.port}`,
    ),
    forbidden,
  );
  t.is(await get(`${UPGRADE}\nSec-WebSocket-Version: 13`), 'HTTP/1.1 400 Bad Request');
  t.is(await get(`${UPGRADE}\n${KEY.replace('13', '8')}`), 'HTTP/1.1 426 Upgrade Required');
  t.is(await get(`${UPGRADE.replace('websocket', 'h2c')}\n${KEY}`), 'HTTP/1.1 400 Bad Request');
  for (const path of ['/', '//', '/other', '/ws2', '///ws', 'http://[/ws']) {
    t.is(await upgrade(served, `GET ${path} HTTP/1.1\n${UPGRADE}\n${KEY}\n\n`), 'HTTP/1.1 404 Not Found', path);
  }
  t.is(await upgrade(served, `POST /ws HTTP/1.1\n${UPGRADE}\n${KEY}\n\n`), 'HTTP/1.1 400 Bad Request');
  t.is(await (await served.websocket()).ask('echo still here'), 'still here');
});

test('an origin is own by address and port, never by what the request says', (t) => {
  const here = { address: '192.0.2.7', port: 8080 };
  t.true(isOwnOrigin('http://192.0.2.7:8080', here, []));
  t.true(isOwnOrigin(`http://${hostname().toLowerCase()}:8080`, here, []));
  t.true(isOwnOrigin(`http://${hostname().toLowerCase()}.local:8080`, here, []));
  t.false(isOwnOrigin('http://localhost:8080', here, []));
  t.false(isOwnOrigin('http://192.0.2.7', here, []));
  t.true(isOwnOrigin('http://192.0.2.7', { ...here, port: 80 }, []));
  t.true(isOwnOrigin('http://[2001:db8::1]:8080', { address: '2001:db8::1', port: 8080 }, []));
  t.true(isOwnOrigin('http://[::1]:8080', { address: '::1', port: 8080 }, []));
  t.false(isOwnOrigin('http://192.0.2.7:8080/path', here, []));
  t.false(isOwnOrigin('', here, []));
  t.true(isOwnOrigin('https://world.example', here, ['https://world.example']));
  t.false(isOwnOrigin('https://sub.world.example', here, ['https://world.example']));
});

test('who does not answer a ping is given up by the next one', async (t) => {
  const served = await Served.open(t);
  const ann = await served.websocket();
  const deaf = await served.websocket({ autoPong: false });
  served.web.probe();
  await new Promise((resolve) => ann.socket.once('ping', resolve));
  t.is(await ann.ask('echo pong is on its way before this'), 'pong is on its way before this');
  served.web.probe();
  t.is(await deaf.closes(), 1006);
  t.is(await ann.ask('echo here'), 'here');
});

test('too many connections are refused', async (t) => {
  const served = await Served.open(t, { overall: 1 });
  await served.websocket();
  t.is(await upgrade(served, `GET /ws HTTP/1.1\n${UPGRADE}\n${KEY}\n\n`), 'HTTP/1.1 503 Service Unavailable');
});
