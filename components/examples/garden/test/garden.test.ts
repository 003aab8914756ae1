import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, type TestWorld } from 'atrium/testing';

const TEN_MINUTES_MS = 10 * 60 * 1000;

let world: TestWorld;
before(async () => (world = await openWorld({ component: '.' })));
after(() => world.stop());

test('what is sown and watered grows while nobody watches', async () => {
  const ann = await world.connect('Ann');
  await ann.does('go south');
  assert.deepEqual(await ann.does('sow poppies in bed'), ['You sow poppies in the flower bed.']);
  assert.deepEqual(await ann.does('sow roses in bed'), ['Something grows there already.']);
  assert.deepEqual(await ann.does('water bed'), ['You water the flower bed.']);
  assert.deepEqual(await ann.does('pick bed'), ['There is nothing in bloom.']);
  await ann.does('go north');
  ann.heard();
  await world.advance(TEN_MINUTES_MS);
  assert.deepEqual(ann.heard(), []);
  await ann.does('go south');
  assert.equal((await ann.does('look at bed')).at(-1), 'The poppies have come up. The earth is dry.');
  // Nobody waters it.
  await world.advance(2 * TEN_MINUTES_MS);
  assert.equal((await ann.does('look at bed')).at(-1), 'The poppies have come up. The earth is dry.');
  for (let i = 0; i < 3; i++) {
    await ann.does('water bed');
    await world.advance(TEN_MINUTES_MS);
  }
  assert.equal(ann.heard().at(-1), 'In the flower bed, something opens.');
  assert.deepEqual(await ann.does('pick bed'), ['You pick the poppies and hand them around.']);
  assert.equal((await ann.does('look at bed')).at(-1), 'Nothing is sown. The earth is dry.');
});
