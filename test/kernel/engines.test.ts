import test from 'ava';
import type { Engine } from '../../host/store/engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import type { Opening } from '../store/contract.ts';
import { openEmpty, SHARED_ENGINES, testedEngines } from '../store/engines.ts';
import { LaterEngine } from '../store/later-engine.ts';
import { World } from './world.ts';

/** Engines on which a commit takes its time, and a read on all but shared LMDB. */
const engines: [name: string, open: Opening<Engine>][] = [
  ['an engine that answers later', async () => new LaterEngine(openMemory())],
  ...testedEngines(test, SHARED_ENGINES).map((name): [string, Opening<Engine>] => [name, (t) => openEmpty(t, name)]),
];

for (const [name, open] of engines) {
  test(`${name}: what a task does is there for the next one, and each connection is answered in order`, async (t) => {
    const world = await World.open({ engine: await open(t) });
    const [ann, bob] = await Promise.all([world.caller(), world.caller()]);
    for (let i = 0; i < 10; i++) {
      ann!.tell(`set a=${i}`);
      ann!.tell('get a');
      bob!.tell(`echo ${i}`);
    }
    await world.kernel.settled();
    const values = ann!.said.filter((text) => /^\d$/.test(text));
    t.deepEqual(values, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    t.deepEqual(bob!.said.slice(1), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    t.deepEqual(world.storeFailures, []);
    await world.discard();
  });

  test(`${name}: tasks that meet are run again until each has happened once`, async (t) => {
    const world = await World.open({ engine: await open(t) });
    const callers = await Promise.all(Array.from({ length: 8 }, () => world.caller()));
    for (const caller of callers) for (let i = 0; i < 3; i++) caller.tell('count n');
    await world.kernel.settled();
    t.is(await callers[0]!.hearsLike(/^counted$/), 'counted');
    const reader = await world.caller();
    t.is(await reader.ask('get n'), '24');
    for (const caller of callers) t.is(caller.said.filter((text) => text === 'counted').length, 3);
    await world.discard();
  });

  test(`${name}: a task that traps is undone and told, and the next one runs`, async (t) => {
    const world = await World.open({ engine: await open(t) });
    const ann = await world.caller();
    ann.tell('set a=before');
    await world.kernel.settled();
    ann.tell('trap');
    t.regex(await ann.hearsLike(/^!/), /undone/);
    ann.tell('get a');
    t.is(await ann.hearsLike(/^before$/), 'before');
    await world.discard();
  });

  test(`${name}: a timer whose task traps is told once and not tried again, and the others fire once`, async (t) => {
    const world = await World.open({ engine: await open(t) });
    await world.kernel.start();
    const ann = await world.caller();
    for (const what of ['trap', 'one', 'trap twice', 'two']) ann.tell(`after 0 ${what}`);
    ann.tell('after 1 fine');
    await world.kernel.settled();
    world.clock.nowMs += 1;
    t.regex(await ann.hearsLike(/^fired fine/), /^fired/);
    t.is(await ann.ask('get undone trap'), '1');
    t.is(await ann.ask('get undone trap twice'), 'nothing');
    for (const what of ['one', 'two', 'fine']) t.is(await ann.ask(`get fired ${what}`), '1');
    t.is(world.log.filter((line) => /error +task: timer \d+ was undone/.test(line)).length, 2);
    await world.discard();
  });

  test(`${name}: what another host on the store has changed is seen by the next task`, async (t) => {
    const engine = await open(t);
    const here = await World.open({ engine });
    const there = await World.open({ engine, programs: [] });
    const [ann, bob] = [await here.caller(), await there.caller()];
    for (let round = 1; round <= 10; round++) {
      t.is(await ann.ask('count n'), 'counted');
      t.is(await bob.ask('get n'), `${2 * round - 1}`);
      t.is(await bob.ask('count n'), 'counted');
      t.is(await ann.ask('get n'), `${2 * round}`);
    }
    there.kernel.stop();
    await here.discard();
  });

  test(`${name}: a later host finds the world, its programs and its timers`, async (t) => {
    const engine = await open(t);
    const world = await World.open({ engine });
    const ann = await world.caller();
    ann.tell('set a=kept');
    await world.kernel.settled();
    world.kernel.stop();
    const next = await World.open({ engine, programs: [] });
    await next.kernel.start();
    const bob = await next.caller();
    bob.tell('get a');
    t.is(await bob.hearsLike(/^kept$/), 'kept');
    t.is(next.kernel.components.length, 2);
    await next.discard();
  });
}
