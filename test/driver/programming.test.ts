import test from 'ava';
import { inWorld } from './things.ts';

test('a prototype made in the world declares properties and has verbs like any other', async (t) => {
  await inWorld(t, async (ann, world) => {
    t.deepEqual(
      await ann.does(
        'build lamp do named lamp l; claim l l; kind k candle l; declare k wick text readable long; create candle c red candle; move c here; get c wick; get c candle/wick; get c shine',
      ),
      [
        'named: ok',
        'claim: ok',
        'kind: ok',
        'declare: ok',
        'create: ok',
        'move: ok',
        'get: "long"',
        'get: "long"',
        'get: 3',
      ],
    );
    t.deepEqual(
      await ann.does(
        'build candle do named $candle k; claim k k; define k snuff: snuff@candle probe snuffed snuff <snuff>',
      ),
      ['named: ok', 'claim: ok', 'define: ok'],
    );
    const ben = await world.player('Ben');
    t.deepEqual(await ben.does('snuff red candle'), ['ran snuffed']);
    t.deepEqual(await ben.does('snuff bag'), ["You can't snuff the bag."]);
  });
});
