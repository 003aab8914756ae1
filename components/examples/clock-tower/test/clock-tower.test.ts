import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, type TestWorld } from 'atrium/testing';

const FIVE_MINUTES_MS = 5 * 60 * 1000;

let world: TestWorld;
before(async () => (world = await openWorld({ component: '.' })));
after(() => world.stop());

test('the tower strikes the next hour every five minutes, for everyone', async () => {
  const ann = await world.connect('Ann');
  const ben = await world.connect('Ben');
  await ben.does('go south');
  ann.heard();
  await world.advance(FIVE_MINUTES_MS - 1);
  assert.deepEqual(ann.heard(), []);
  await world.advance(1);
  assert.deepEqual(ann.heard(), ['The clock tower strikes once.']);
  assert.deepEqual(ben.heard(), ['The clock tower strikes once.']);
  await world.advance(3 * FIVE_MINUTES_MS);
  assert.deepEqual(ann.heard(), [
    'The clock tower strikes twice.',
    'The clock tower strikes three times.',
    'The clock tower strikes four times.',
  ]);
});

test('whoever winds it hears the hour again', async () => {
  const cleo = await world.connect('Cleo');
  await cleo.does('go south');
  await cleo.does('go south');
  assert.deepEqual(await cleo.does('wind tower'), [
    'You wind the clock tower, and something in it lets go.',
    'The clock tower strikes four times.',
  ]);
  assert.equal((await cleo.does('look at clock')).at(-1), 'Its hands stand at four.');
});
