import test from 'ava';
import { Served } from './served.ts';

test('a line ends with LF, CR LF or CR NUL, in whatever pieces it comes', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  ann.socket.write('echo one\necho two\r\necho three\r\0');
  t.deepEqual([await ann.hears(), await ann.hears(), await ann.hears()], ['one', 'two', 'three']);
  for (const byte of Buffer.from('echo grüße\r\n')) {
    ann.socket.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  t.is(await ann.hears(), 'grüße');
});

test('text goes out with CR LF, and without control characters', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  const bob = await served.websocket();
  await bob.ask('set art=a\nb\u001b[31mc\u009bd\te\u0007');
  ann.socket.write('get art\r\n');
  t.deepEqual([await ann.hears(), await ann.hears()], ['a', 'b[31mcd e']);
  t.is(ann.bytes.toString('latin1'), 'hello lines\r\na\r\nb[31mcd e\r\n');
});

test('control characters in a line are left out', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  t.is(await ann.ask('echo a\u001b[31m\0\u0007b\tc\u0080d'), 'a[31mb cd');
});

test('a character is the same however it is written', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  t.is(await ann.ask('echo jose\u0301'), 'jos\u00e9');
});

test('telnet options are refused, and their bytes are no text', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  const bytes = (...values: number[]) => Buffer.from(values);
  ann.socket.write(bytes(255, 253, 1, 255, 251, 31)); // IAC DO ECHO, IAC WILL NAWS
  await ann.until(() => ann.bytes.length >= 'hello lines\r\n'.length + 6);
  t.deepEqual([...ann.bytes.subarray(-6)], [255, 252, 1, 255, 254, 31]); // IAC WONT ECHO, IAC DONT NAWS
  const before = ann.bytes.length;
  // Confirmations, a subnegotiation with a line feed and IAC IAC in it, and AYT, spread over pieces.
  ann.socket.write(Buffer.concat([Buffer.from('echo '), bytes(255, 254, 1, 255, 252, 31, 255)]));
  ann.socket.write(bytes(250, 24, 10, 255, 255, 0));
  ann.socket.write(Buffer.concat([bytes(255, 240, 255, 246), Buffer.from('quiet\r\n')]));
  t.is(await ann.hears(), '\ufffd\ufffd\u0001\ufffd\ufffd\u001fquiet');
  t.is(ann.bytes.subarray(before).toString('latin1'), 'quiet\r\n');
});

test('a line of 4,096 bytes is read, a longer one is refused and the next one read', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  const longest = `echo ${'é'.repeat(2_045)}x`;
  t.is(Buffer.byteLength(longest), 4_096);
  t.is((await ann.ask(longest)).length, 2_046);
  for (const size of [4_097, 4_098, 100_000]) {
    t.regex(await ann.ask('x'.repeat(size)), /^! That line has over 4096 bytes and was not read/);
    t.is(await ann.ask('echo next'), 'next');
  }
  ann.socket.write(`${'y'.repeat(50_000)}`);
  t.regex(await ann.hears(), /^! That line/);
  ann.socket.write('still the same line\n');
  t.is(await ann.ask('echo next'), 'next');
});

test('a line that is not UTF-8 is refused and the next one read', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  for (const wrong of [[0xff, 0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
    ann.socket.write(Buffer.from([...Buffer.from('echo '), ...wrong, 10]));
    t.regex(await ann.hears(), /^! That line is not UTF-8/);
    t.is(await ann.ask('echo next'), 'next');
  }
});

test('who closes their side after writing gets every answer, then the end', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  ann.socket.end('set a=1\necho two\nget a\n');
  t.deepEqual([await ann.hears(), await ann.hears(), await ann.hears()], ['set', 'two', '1']);
  t.is(await ann.closes(), 0);
});

test('a connection that breaks is gone from the world', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  const bob = await served.line();
  ann.socket.resetAndDestroy();
  while ((await bob.ask('get disconnected')) !== '1') await new Promise(setImmediate);
  t.pass();
});

test('the world can close a terminal', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  t.is(await ann.ask('close'), 'bye');
  t.is(await ann.closes(), 0);
});

test('a flood waits its turn, is told once, and holds up nobody else', async (t) => {
  const served = await Served.open(t, { commandsPerSecond: 100 });
  const ann = await served.line();
  const bob = await served.line();
  const sent = 360;
  ann.socket.write(Array.from({ length: sent }, (_, i) => `echo ${i}\n`).join(''));
  const start = performance.now();
  t.is(await bob.ask('echo quick'), 'quick');
  t.true(ann.said.length < sent);
  const heard: string[] = [];
  while (heard.filter((line) => !line.startsWith('! ')).length < sent) heard.push(await ann.hears());
  t.true(performance.now() - start > 500, 'the last 60 take 600 ms');
  t.is(heard.filter((line) => line.startsWith('! ')).length, 1);
  t.deepEqual(
    heard.filter((line) => !line.startsWith('! ')),
    Array.from({ length: sent }, (_, i) => `${i}`),
  );
});

test('who is too fast is not read from, so that what is too much stays on their side', async (t) => {
  const served = await Served.open(t, { commandsPerSecond: 1 });
  const ann = await served.line();
  const line = `echo ${'x'.repeat(4_000)}\n`;
  let written = 0;
  // Until the kernel's buffers on both sides are full and nothing has moved for a while.
  await new Promise<void>((resolve) => {
    const write = () => {
      while (written < 64 * 1024 * 1024 && ann.socket.write(line)) written += line.length;
      clearTimeout(quiet);
      quiet = setTimeout(resolve, 300);
    };
    let quiet = setTimeout(resolve, 300);
    ann.socket.on('drain', write);
    write();
  });
  t.true(written < 32 * 1024 * 1024, `${written} bytes were taken`);
  ann.socket.destroy();
});

test('dear commands cost more than one', async (t) => {
  const served = await Served.open(t, { commandsPerSecond: 20 });
  const ann = await served.line();
  t.is(await ann.ask('echo cheap'), 'cheap');
  t.regex(await ann.ask('spin'), /^! That took too long/);
  const start = performance.now();
  ann.socket.write('spin\r\necho at last\r\n');
  // The transport says its word at once, the kernel in the order of what it sends.
  const [slow, long] = [await ann.hears(), await ann.hears()];
  t.regex(slow, /^! That is faster than this world reads/);
  t.regex(long, /^! That took too long/);
  t.is(await ann.hears(), 'at last');
  t.true(performance.now() - start > 1_000);
});

test('a slow reader is disconnected, and nobody else notices', async (t) => {
  const served = await Served.open(t);
  const ann = await served.line();
  const bob = await served.line();
  ann.socket.pause();
  const ended = new Promise<void>((resolve) => ann.socket.once('close', resolve));
  // 60,000 bytes a message: enough to fill the buffers of both kernels and the bound after them.
  for (let i = 0; i < 20; i++) ann.socket.write('send 40 60000\n');
  while ((await bob.ask('get disconnected')) !== '1') await new Promise(setImmediate);
  t.regex(served.log.join(''), /reads too slowly and is disconnected/);
  ann.socket.resume();
  await ended;
  t.is(await bob.ask('echo fine'), 'fine');
});

test('too many connections are turned away with a reason, and room is made when one goes', async (t) => {
  const served = await Served.open(t, { perAddress: 2 });
  const ann = await served.line();
  const bob = await served.websocket();
  const eve = await served.line().catch((error: unknown) => error);
  t.is(eve instanceof Error, false);
  t.deepEqual((eve as typeof ann).said, ['! There are too many connections from your address.']);
  await (eve as typeof ann).closes();
  bob.socket.close();
  await bob.closes();
  while ((await ann.ask('get disconnected')) !== '1') await new Promise(setImmediate);
  const dan = await served.line();
  t.is(await dan.ask('echo in'), 'in');
});
