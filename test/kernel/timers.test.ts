import test from 'ava';
import { World } from './world.ts';

test('a timer fires once, at its time or later', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  t.regex(await ann.ask('after 20 tea'), /^timer \d+$/);
  // The world's clock stands still: the timer is not due, whatever the machine's clock says.
  t.regex(await ann.ask('after 0 now'), /^timer \d+$/);
  t.is(await ann.hearsLike(/^fired/), `fired now at ${world.clock.nowMs}`);
  t.is(await ann.ask('get fired tea'), 'nothing');
  world.clock.nowMs += 20;
  t.is(await ann.hearsLike(/^fired/), `fired tea at ${world.clock.nowMs}`);
  t.is(await ann.ask('get fired tea'), '1');
  t.is(await ann.ask('get fired now'), '1');
  await world.discard();
});

test('timers fire in the order they are due', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  for (const delay of [30, 10, 20]) await ann.ask(`after ${delay} ${delay}`);
  world.clock.nowMs += 30;
  const order = [await ann.hearsLike(/^fired/), await ann.hearsLike(/^fired/), await ann.hearsLike(/^fired/)];
  t.deepEqual(
    order.map((text) => text.split(' ')[1]),
    ['10', '20', '30'],
  );
  await world.discard();
});

test('a cancelled timer does not fire, and cancelling nothing is no error', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  const [, timer] = (await ann.ask('after 5 cancelled')).split(' ');
  t.is(await ann.ask(`cancel ${timer}`), 'cancelled');
  t.is(await ann.ask(`cancel ${timer}`), 'cancelled');
  t.is(await ann.ask('cancel 123456789'), 'cancelled');
  await ann.ask('after 5 kept');
  world.clock.nowMs += 10;
  t.regex(await ann.hearsLike(/^fired/), /^fired kept/);
  t.is(await ann.ask('get fired cancelled'), 'nothing');
  await world.discard();
});

test('timers survive a restart; those that came due meanwhile fire when the host is back', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  await ann.ask('after 3600000 overdue');
  await ann.ask('after 7200000 later');
  await world.stop();

  const next = await World.open({ folder: world.folder });
  next.clock.nowMs += 3_600_000;
  await next.kernel.start();
  const bob = await next.caller();
  while ((await bob.ask('get fired overdue')) !== '1') await new Promise(setImmediate);
  t.is(await bob.ask('get fired later'), 'nothing');
  await next.discard();
});

test('a timer whose task traps is not tried again, and the next one fires', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  await ann.ask('after 0 trap');
  await ann.ask('after 0 trap twice');
  await ann.ask('after 1 fine');
  world.clock.nowMs += 1;
  t.regex(await ann.hearsLike(/^fired/), /^fired fine/);
  t.is(await ann.ask('get undone trap'), '1');
  t.is(await ann.ask('get undone trap twice'), 'nothing');
  t.is(world.log.filter((line) => /error +task: timer \d+ was undone/.test(line)).length, 2);
  await world.stop();

  const next = await World.open({ folder: world.folder });
  await next.kernel.start();
  const bob = await next.caller();
  await bob.ask('after 0 again');
  t.is(next.log.filter((line) => /timer \d+ was undone/.test(line)).length, 0);
  await next.discard();
});

test('a timer set by a task that is undone does not exist', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  t.regex(await ann.ask('after-trap 0 never'), /^! /);
  await ann.ask('after 0 real');
  t.regex(await ann.hearsLike(/^fired/), /^fired real/);
  t.is(await ann.ask('get fired never'), 'nothing');
  await world.discard();
});

test('a payload over its limit is refused, and no delay is too long', async (t) => {
  const world = await World.open();
  await world.kernel.start();
  const ann = await world.caller();
  t.is(await ann.ask(`after 0 ${'x'.repeat(8_193)}`), 'refused');
  t.regex(await ann.ask('after 18446744073709551615 never'), /^timer/);
  t.is(await ann.ask('echo fine'), 'fine');
  await world.discard();
});
