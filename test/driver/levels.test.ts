import test from 'ava';
import { inWorld } from './things.ts';
import { World } from './world.ts';

// A verb that a verb sends to is served by another instance of the driver, which remembers objects on its own.

test('what a verb writes is seen at once by the verb that sent to it, and the other way round', async (t) => {
  await inWorld(t, async (ann) => {
    const below = (script: string) => `send use:do: use=use do="${script.replaceAll(' ', '~')}`;
    // Twice: the second time every instance remembers the first.
    for (let round = 1; round <= 2; round++) {
      const [first, second, third] = [round * 10, round * 10 + 1, round * 10 + 2];
      const script = [
        `set use shine integer ${first}`,
        below('get use shine'),
        below(`set use shine integer ${second}`),
        'get use shine',
        `set use shine integer ${third}`,
        below('get use shine'),
      ];
      t.deepEqual(await ann.does(`use brass lamp do ${script.join('; ')}`), [
        'set: ok',
        `get: ${first}`,
        'send: nothing',
        'set: ok',
        'send: nothing',
        `get: ${second}`,
        'set: ok',
        `get: ${third}`,
        'send: nothing',
      ]);
    }
  });
});

/** A lamp, and verbs that run a script over it: at once, or two levels further down. */
const LAMP = `
prototype lamp is thing
  name: lamp
  property shine: integer = 5, readable
object brass is lamp
  name: brass lamp
  at: hall
verb use:do:
  roles: actor @ player, use @ lamp, do @ text
  command: use <use> do <do>
  run: probe script
verb deep:do:
  roles: actor @ player, deep = brass, do @ text
  run: probe pass-first
verb deep:do:
  roles: actor @ player, deep @ lamp, do @ text
  run: probe pass-second
verb deep:do:
  roles: deep @ lamp, do @ text
  run: probe script
`;
const deep = (script: string) => `send deep:do: deep=use do="${script.replaceAll(' ', '~')}`;

test('what is written three levels down is seen above, and what is written above three levels down', async (t) => {
  const world = await World.of(LAMP);
  const ann = await world.player('Ann');
  for (const value of [7, 8]) {
    const script = [
      deep('get deep shine'),
      deep(`set deep shine integer ${value}`),
      'get use shine',
      `set use shine integer ${value * 10}`,
      deep('get deep shine'),
    ];
    const heard = await ann.does(`use brass lamp do ${script.join('; ')}`);
    t.deepEqual(
      heard.filter((line) => /^[gs]et:/.test(line)),
      [`get: ${value === 7 ? 5 : 70}`, 'set: ok', `get: ${value}`, 'set: ok', `get: ${value * 10}`],
    );
  }
  await world.end();
});

test('an object is compared with the store once a task at each level, however often it is read', async (t) => {
  const world = await World.of(LAMP);
  const ann = await world.player('Ann');
  const looksOf = async (script: string[]) => {
    const before = world.kernel.storeCounts.hits;
    t.is((await ann.does(`use brass lamp do ${script.join('; ')}`)).at(-1), 'get: 5');
    return world.kernel.storeCounts.hits - before;
  };
  const get = 'get use shine';
  // The first time each level makes its instances, which read the world.
  await looksOf([deep('get deep shine'), get]);
  const once = await looksOf([get]);
  t.is(await looksOf(Array<string>(40).fill(get)), once);
  const sent = await looksOf([deep('get deep shine'), get]);
  t.true(sent > once);
  t.is(await looksOf([...Array<string>(8).fill(deep('get deep shine')), get]), sent);
  await world.end();
});
