import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, type TestWorld } from 'atrium/testing';

let world: TestWorld;
before(async () => (world = await openWorld({ component: '.' })));
after(() => world.stop());

test('two play, others watch, and four in a row win', async () => {
  const ann = await world.connect('Ann');
  const ben = await world.connect('Ben');
  const cleo = await world.connect('Cleo');
  assert.deepEqual(await ann.does('join board'), ['You sit down at the board. One chair is free.']);
  assert.deepEqual(await ann.does('play 1 on board'), ['There is nobody to play against yet.']);
  assert.deepEqual(await ben.does('join board'), ['You sit down at the board. Ann begins.']);
  assert.deepEqual(await cleo.does('join board'), ['Two are playing. You may watch.']);
  assert.deepEqual(await cleo.does('play 1 on board'), ['You are not playing: join the board first.']);
  assert.deepEqual(await ben.does('play 1 on board'), ['It is the turn of Ann.']);
  assert.deepEqual(await ann.does('play 8 on board'), ['The columns are 1 to 7.']);
  assert.deepEqual(await ann.does('play four on board'), ['The columns are 1 to 7.']);

  for (const column of [1, 2, 3]) {
    await ann.does(`play ${column} on board`);
    await ben.does(`play ${column} on board`);
  }
  cleo.heard();
  const seen = await ann.does('play 4 on board');
  assert.equal(seen[0], 'You drop x into column 4.');
  assert.equal(seen.at(-3), 'x x x x . . .');
  assert.equal(seen.at(-1), 'You have four in a row and win!');
  assert.equal(cleo.heard().at(-1), 'Ann has four in a row and wins!');
  assert.deepEqual(await cleo.does('join board'), ['You sit down at the board. One chair is free.']);
});
