import test from 'ava';
import { BASICS, PROBE, filesOf, World } from './world.ts';
import { THINGS } from './things.ts';

/** Fields of a prototype of people, and what has to be said about each. */
const WRONG: [entry: string, problem: RegExp][] = [
  ['prototype a is player\n  name: a\n  may: build, fly', /^1\.world:3: there is no power "fly": write build, program/],
  ['object a is thing\n  name: a\n  may: build', /^1\.world:3: may stands on prototypes/],
  ['prototype a is player\n  name: a\n  quota: objects 10, fish 3', /^1\.world:3: "fish 3" is no quota: write objects/],
  ['prototype a is player\n  name: a\n  quota: objects many', /^1\.world:3: "objects many" is no quota/],
  ['prototype a is player\n  name: a\n  quota: objects -1', /^1\.world:3: "objects -1" is no quota/],
  ['prototype a is player\n  name: a\n  quota: objects 1, objects 2', /^1\.world:3: the quota of objects stands twice/],
];

test('powers and quotas that nobody could have are refused with place and mend', async (t) => {
  for (const [entry, problem] of WRONG) {
    const world = await World.empty();
    const error = await t.throwsAsync(world.kernel.loadImage(filesOf(entry)));
    t.regex(error.message, problem);
    await world.end();
  }
});

test('files of programs give no powers', async (t) => {
  const world = await World.of();
  const files = [{ path: 'king.world', text: 'prototype king is player\n  name: king\n  may: administer' }];
  const error = await t.throwsAsync(world.kernel.install({ ...PROBE, files, grant: false }));
  t.regex(error.message, /may is for the world image to say/);
  await world.end();
});

test('the largest quota along the linearisation counts, and where none is said the usual one', async (t) => {
  const image = (BASICS + THINGS)
    .replace('  name: player\n', '  name: player\n  quota: objects 1, timers 0\n')
    .replace('  may: build, program\n', '  may: build, program\n  quota: objects 2\n');
  const world = await World.ofFiles([{ path: '0.world', text: image }]);
  await world.player('Ann');
  const ben = await world.player('Ben');
  t.deepEqual(
    await ben.does(
      'build bag do create lamp a one; create lamp b two; create lamp c three; timer a tick 1000; set a maker long 60000',
    ),
    [
      'create: ok',
      'create: ok',
      'create: quota Ben owns 2 things, and may own 2. Recycle some first.',
      'timer: quota What Ben owns has 0 timers, and may have 0. End some first.',
      'set: ok',
    ],
  );
  await world.end();
});

test('a role says which powers its verb takes, and a verb that takes none may not use what its actor has', async (t) => {
  const world = await World.of(THINGS);
  const ann = await world.player('Ann');
  t.deepEqual(await ann.does('walk x do create lamp a one; claim here c; kind k candle here'), [
    'create: not-a-builder',
    'claim: not-a-builder',
    'kind: not-a-programmer',
  ]);
  t.deepEqual(await ann.does('build bag do create lamp a one; claim build c; rights c; rights build'), [
    'create: ok',
    'claim: ok',
    'rights: see+call+state+program+grant',
    'rights: see+call',
  ]);
  await world.end();
});
