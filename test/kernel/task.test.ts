import test from 'ava';
import { World } from './world.ts';

test('a task answers the connection that caused it', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('echo Hello.'), 'Hello.');
  t.is(await ann.ask('set colour=blue'), 'set');
  t.is(await ann.ask('get colour'), 'blue');
  await world.discard();
});

test('nothing is sent before its commit is on disk, and a later read waits for it too', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const bob = await world.caller();
  await world.kernel.settled();
  ann.tell('set colour=blue');
  bob.tell('get colour');
  bob.tell('echo after');
  t.is(world.engine.durableVersion < world.engine.version, true);
  t.is(ann.said.at(-1), 'hello lines');
  t.is(bob.said.at(-1), 'hello lines');
  t.is(await ann.hears(), 'set');
  t.is(world.engine.durableVersion, world.engine.version);
  t.is(await bob.hears(), 'blue');
  t.is(await bob.hears(), 'after');
  await world.discard();
});

test('messages of many tasks that wait for one flush arrive in order', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const expected: string[] = [];
  for (let i = 0; i < 500; i++) {
    ann.tell(i % 3 === 0 ? `set n=${i}` : `echo ${i}`);
    expected.push(i % 3 === 0 ? 'set' : `${i}`);
  }
  const heard: string[] = [];
  while (heard.length < expected.length) heard.push(await ann.hears());
  t.deepEqual(heard, expected);
  t.is(ann.corked, 0);
  t.true(ann.corks < 100, `corked ${ann.corks} times for 500 tasks`);
  await world.discard();
});

test('a trap leaves nothing behind, sends nothing, and is told', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('trap mark'), '! Something is broken in this world (driver), so it was undone.');
  t.is(await ann.ask('get mark'), 'nothing');
  t.false(ann.said.includes('never sent'));
  t.regex(world.log.join(''), /error +task: receive on connection \d+ from a test was undone: driver: .*unreachable/);
  await world.discard();
});

test('a failed task is told after what was sent before it', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  ann.tell('set a=1');
  ann.tell('trap mark');
  t.is(await ann.hears(), 'set');
  t.regex(await ann.hears(), /^! /);
  await world.discard();
});

test('an endless loop ends its own task, and the next command runs', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('spin'), '! That took too long, so it was undone.');
  t.is(await ann.ask('run program spin'), '! That took too long, so it was undone.');
  t.is(await ann.ask('echo still here'), 'still here');
  t.is(await ann.ask('run program still here'), 'STILL HERE');
  await world.discard();
});

test('a recursion without end ends its own task, and the next command runs', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('run program sink'), '! That was too much at once, so it was undone.');
  t.is(await ann.ask('run program still here'), 'STILL HERE');
  await world.discard();
});

test('the fuel of a task is told, so that a transport can charge for it', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const cheap = ann.tell('echo x');
  const dear = ann.tell('spin');
  t.true(cheap > 0 && cheap < 10_000, `${cheap}`);
  t.is(dear, 50_000_000);
  await world.discard();
});

test('one task cannot send without bound', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('send 1 60001'), '! That would have sent too much at once, so it was undone.');
  t.is(await ann.ask('send 100000 0'), '! That would have sent too much at once, so it was undone.');
  t.is(await ann.ask('send 200 50000'), '! That would have sent too much at once, so it was undone.');
  t.is((await ann.ask('send 1 60000')).length, 60_000);
  t.is(await ann.hears(), 'sent');
  await world.discard();
});

test('one task cannot write without bound', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('fill 50'), 'filled');
  t.is(await ann.ask('fill 200'), 'full');
  await world.discard();
});

test('the number of a run stays the same in it, and is that of no other', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const runs = [await ann.ask('which'), await ann.ask('which'), await ann.ask('which')].map((answer) =>
    answer.split(' '),
  );
  for (const [first, second] of runs) t.is(first, second);
  t.is(new Set(runs.flat()).size, 3);
  await world.discard();
});

test('the time of a task is its start, and its luck differs from the last', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('now'), String(world.clock.nowMs));
  world.clock.nowMs += 1_500;
  t.is(await ann.ask('now'), String(world.clock.nowMs));
  const draws = `${await ann.ask('random')} ${await ann.ask('random')}`.split(' ');
  t.is(new Set(draws).size, 10);
  for (const draw of draws) t.true(BigInt(draw) < 2n ** 64n);
  await world.discard();
});

test('a component cannot forge or flood the log', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  t.is(await ann.ask('log 1000'), 'logged');
  const lines = world.log
    .join('')
    .split('\n')
    .filter((line) => line.includes(' driver: '));
  t.is(lines.length, 100);
  t.true(lines[0]?.endsWith('driver: line 1000\\u001b[2J\\nforged'));
  t.regex(lines[99] ?? '', /over 100 lines/);
  t.is(await ann.ask('log 1'), 'logged');
  await world.discard();
});
