import { spoken } from './image.ts';

/** A test of the program's verb, in a world of its own. */
export function testOf(name: string): string {
  const words = spoken(name);
  return `import assert from 'node:assert/strict';
import test from 'node:test';
import { openWorld } from 'atrium/testing';

test('it hums, and remembers how often', async () => {
  const world = await openWorld({ component: '.' });
  const ann = await world.connect('Ann');
  const ben = await world.connect('Ben');
  assert.deepEqual(await ann.does('try ${words}'), ['You try the ${words}. It hums, for the first time.']);
  assert.deepEqual(ben.heard(), ['Ann tries the ${words}. It hums, for the first time.']);
  assert.deepEqual(await ben.does('try ${words}'), ['You try the ${words}. It hums, for time number 2.']);
  await world.stop();
});
`;
}
