import test from 'ava';
import { Caller, World } from './world.ts';

test('a connection is greeted by its transport, and leaves once', async (t) => {
  const world = await World.open();
  const ann = new Caller(world, 'json');
  const bob = await world.caller();
  t.is(await ann.hears(), 'hello json');
  t.is(await bob.ask(`get connection ${ann.connection.id}`), 'a test');
  ann.leave();
  ann.leave();
  await ann.isClosed();
  t.is(await bob.ask(`get connection ${ann.connection.id}`), 'nothing');
  t.is(await bob.ask('get disconnected'), '1');
  t.is(ann.tell('echo too late'), 0);
  await world.discard();
});

test('who stops sending still gets what is due, and then the end', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  ann.tell('set a=1');
  ann.tell('echo last words');
  ann.leave();
  t.false(ann.closed);
  await ann.isClosed();
  t.deepEqual(ann.said, ['hello lines', 'set', 'last words']);
  await world.discard();
});

test('the world closes a connection after what it sent', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  ann.tell('close');
  t.is(await ann.hears(), 'bye');
  await ann.isClosed();
  t.is(ann.tell('echo too late'), 0);
  await world.discard();
});

test('a connection that the driver fails to take is told and closed, and never disconnected', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('set refuse=yes');
  const bob = new Caller(world);
  t.regex(await bob.hears(), /^! Something is broken/);
  await bob.isClosed();
  bob.leave();
  t.is(await ann.ask('get disconnected'), 'nothing');
  await world.discard();
});

test('connections that a killed host had are disconnected at the next start', async (t) => {
  const world = await World.open();
  await world.caller();
  const gone = await world.caller();
  gone.leave();
  await gone.isClosed();
  await world.caller();
  // Stops like a kill: nobody is told, nobody leaves.
  await world.stop();

  const next = await World.open({ folder: world.folder });
  await next.kernel.start();
  const ann = await next.caller();
  t.is(await ann.ask('get disconnected'), '3');
  await next.stop();

  const third = await World.open({ folder: world.folder });
  await third.kernel.start();
  const bob = await third.caller();
  t.is(await bob.ask('get disconnected'), '4');
  await third.discard();
});

test('a driver that fails at a lost connection does not fail at every start', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await ann.ask('set refuse=yes');
  await world.stop();

  const next = await World.open({ folder: world.folder });
  await next.kernel.start();
  t.is(next.log.filter((line) => line.includes('disconnected on connection')).length, 1);
  await next.stop();

  const third = await World.open({ folder: world.folder });
  await third.kernel.start();
  t.is(third.log.filter((line) => line.includes('disconnected on connection')).length, 0);
  await third.discard();
});

test('ids are never used twice, over restarts too', async (t) => {
  const ids = new Set<bigint>();
  let world = await World.open();
  for (let start = 0; start < 3; start++) {
    for (let i = 0; i < 5; i++) ids.add((await world.caller()).connection.id);
    await world.stop();
    world = await World.open({ folder: world.folder });
  }
  t.is(ids.size, 15);
  await world.discard();
});

test('while the disk is behind, everyone is asked to wait, and nothing is lost', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  const bob = await world.caller();
  const fills = 5;
  for (let i = 0; i < fills; i++) ann.tell('fill 90');
  t.true(ann.held);
  t.true(bob.held);
  bob.tell('echo patience');
  for (let i = 0; i < fills; i++) t.is(await ann.hears(), 'filled');
  t.is(await bob.hears(), 'patience');
  t.false(ann.held);
  t.false(bob.held);
  await world.discard();
});
