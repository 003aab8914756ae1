import test from 'ava';
import { openMemory } from '../../host/store/memory.ts';
import { LaterEngine } from '../store/later-engine.ts';
import { UnreliableEngine, type Fate } from '../store/unreliable-engine.ts';
import { World } from './world.ts';

for (const fates of [
  ['committed'],
  ['not committed'],
  // Of the question too.
  ['committed', 'committed'],
  ['committed', 'not committed'],
  ['not committed', 'committed'],
  ['not committed', 'not committed', 'committed'],
] satisfies Fate[][]) {
  test(`a task whose commit has lost its answer happens once: ${fates.join(', then ')}`, async (t) => {
    const unreliable = new UnreliableEngine(new LaterEngine(openMemory()));
    const world = await World.open({ engine: unreliable });
    const ann = await world.caller();
    await world.kernel.settled();
    unreliable.fates.push(...fates);
    t.is(await ann.ask('count n'), 'counted');
    t.is(await ann.ask('get n'), '1');
    t.is(unreliable.fates.length, 0);
    t.deepEqual(world.storeFailures, []);
    await world.discard();
  });
}
