import test from 'ava';
import { BASICS, World, type Person } from './world.ts';
import { THINGS } from './things.ts';

/** A world in which people may own 3 things with 200 bytes, 2 timers and 1 verb. */
async function sparing(): Promise<{ world: World; ben: Person; cat: Person }> {
  const image = (BASICS + THINGS).replace(
    '  may: build, program\n',
    '  may: build, program\n  quota: objects 3, bytes 200, timers 2, verbs 1\n',
  );
  const world = await World.ofFiles([{ path: '0.world', text: image }]);
  await world.player('Ann');
  return { world, ben: await world.player('Ben'), cat: await world.player('Cat') };
}

const FULL = 'Ben owns 3 things, and may own 3. Recycle some first.';

test('neither loops of making and destroying nor giving away makes room for more things', async (t) => {
  const { world, ben, cat } = await sparing();
  t.deepEqual(
    await ben.does(
      'build Cat do create lamp a one; create lamp b two; create lamp c three; move a build; move b here; create lamp d four',
    ),
    ['create: ok', 'create: ok', 'create: ok', 'move: ok', 'move: ok', `create: quota ${FULL}`],
  );
  const round = 'claim build c; recycle c; create lamp c two; create lamp d more; move c here';
  for (let i = 0; i < 5; i++) {
    t.deepEqual(await ben.does(`build two do ${round}`), [
      'claim: ok',
      'recycle: ok',
      'create: ok',
      `create: quota ${FULL}`,
      'move: ok',
    ]);
  }
  // A prototype counts as well.
  t.deepEqual(await ben.does('build two do named $lamp l; kind k candle l'), ['named: ok', `kind: quota ${FULL}`]);
  // A task that fails gives no room either.
  t.regex((await ben.does('build two do claim build c; recycle c; trap')).at(-1) as string, /^! /);
  t.deepEqual(await ben.does('build two do create lamp d four'), [`create: quota ${FULL}`]);
  t.deepEqual(await cat.does('build two do create lamp d mine'), ['create: ok']);
  await world.end();
});

test('bytes are counted over all that somebody owns, whoever writes them, and come back', async (t) => {
  const { world, ben, cat } = await sparing();
  t.deepEqual(await ben.does('build bag do create lamp a one; create lamp b two; move a here; move b here; set a maker long 100; set b maker long 90'), [
    'create: ok', 'create: ok', 'move: ok', 'move: ok', 'set: ok', 'set: ok',
  ]); // prettier-ignore
  const over = (held: number, more: number) =>
    `set: quota What Ben owns holds ${held} bytes, and may hold 200: this takes ${more} more. Shorten or recycle something first.`;
  t.deepEqual(await ben.does('use one do set use maker long 120; set use maker long 100; set use maker long 80'), [
    over(194, 20),
    'set: ok',
    'set: ok',
  ]);
  t.deepEqual(
    await cat.does('use one do set use maker long 120; set use parts texts aaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbb'),
    [over(174, 40), over(174, 46)],
  );
  t.deepEqual(await ben.does('build two do claim build c; recycle c'), ['claim: ok', 'recycle: ok']);
  t.deepEqual(
    await ben.does(
      'use one do set use maker long 198; set use maker nothing; set use maker long 198; set use shine integer 7',
    ),
    ['set: ok', 'set: ok', 'set: ok', over(200, 2)],
  );
  await world.restart();
  const dan = await world.player('Dan');
  t.deepEqual(await dan.does('use one do set use maker long 199'), [over(200, 1)]);
  await world.end();
});

test('timers are counted over all that somebody owns, and come back when they end', async (t) => {
  const { world, ben } = await sparing();
  const full = 'timer: quota What Ben owns has 2 timers, and may have 2. End some first.';
  t.deepEqual(
    await ben.does(
      'build bag do create lamp a one; create lamp b two; move a here; move b here; timer a tick 1000; timer b tick 1000; timer a tock 1000; timer a tick 2000',
    ),
    ['create: ok', 'create: ok', 'move: ok', 'move: ok', 'timer: ok', 'timer: ok', full, 'timer: ok'],
  );
  world.clock.nowMs += 1000;
  await world.kernel.catchUp();
  t.deepEqual(await ben.does('use one do timer use tock 9000; timer use tack 9000'), ['timer: ok', full]);
  t.deepEqual(await ben.does('build one do claim build c; recycle c'), ['claim: ok', 'recycle: ok']);
  await world.end();
});

test('verbs are counted for whoever defined them', async (t) => {
  const { world, ben } = await sparing();
  t.deepEqual(
    await ben.does(
      'build bag do named $lamp l; kind k candle l; define k snuff: snuff@candle probe snuffed snuff <snuff>; define k lick: lick@candle probe licked lick <lick>; undefine k snuff: snuff@candle; define k lick: lick@candle probe licked lick <lick>',
    ),
    [
      'named: ok',
      'kind: ok',
      'define: ok',
      'define: quota Ben has defined 1 verbs, and may define 1. Take some back first.',
      'undefine: ok',
      'define: ok',
    ],
  );
  await world.end();
});
