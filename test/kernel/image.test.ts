import test from 'ava';
import { HostProblem } from '../../host/kernel/index.ts';
import { World } from './world.ts';

test('an image is loaded once, and is there after a restart', async (t) => {
  const world = await World.open();
  t.false(await world.kernel.hasWorld());
  await world.kernel.loadImage([
    { path: 'a.world', text: 'one' },
    { path: 'b/c.world', text: 'two' },
  ]);
  t.true(await world.kernel.hasWorld());
  t.is(world.engine.durableVersion, world.engine.version);
  await world.stop();
  const next = await World.open({ folder: world.folder });
  t.true(await next.kernel.hasWorld());
  const ann = await next.caller();
  t.is(await ann.ask('get image a.world'), 'one');
  t.is(await ann.ask('get image b/c.world'), 'two');
  await next.discard();
});

test('an image with an error leaves nothing, says where, and can be loaded once mended', async (t) => {
  const world = await World.open();
  const files = [
    { path: 'a.world', text: 'one' },
    { path: 'b.world', text: 'wrong' },
  ];
  await t.throwsAsync(world.kernel.loadImage(files), {
    instanceOf: HostProblem,
    message: 'b.world:2: this is wrong: mend it',
  });
  t.false(await world.kernel.hasWorld());
  const ann = await world.caller();
  t.is(await ann.ask('get image a.world'), 'nothing');
  await world.kernel.loadImage([{ path: 'b.world', text: 'right' }]);
  t.is(await ann.ask('get image b.world'), 'right');
  await world.discard();
});

test('what a driver remarks upon is logged, once the image is loaded', async (t) => {
  const world = await World.open();
  await world.kernel.loadImage([
    { path: 'a.world', text: 'odd' },
    { path: 'b.world', text: 'right' },
  ]);
  t.true(await world.kernel.hasWorld());
  const warnings = world.log.filter((line) => line.includes(' warning '));
  t.is(warnings.length, 1);
  t.regex(warnings[0]!, / warning world: a\.world:1: this is odd/);
  t.false(warnings[0]!.includes('\u001b'));
  await world.discard();
});

test('a driver that fails while it loads an image leaves nothing', async (t) => {
  const world = await World.open();
  await t.throwsAsync(world.kernel.loadImage([{ path: 'a.world', text: 'trap' }]), {
    instanceOf: HostProblem,
    message: /^the world image cannot be loaded: driver: /,
  });
  t.false(await world.kernel.hasWorld());
  await world.discard();
});
