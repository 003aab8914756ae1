import test from 'ava';
import type { Engine, Transaction } from '../../host/store/engine.ts';
import { slotKey } from '../../host/store/layout.ts';
import { World } from './world.ts';

/** The slot that the driver's command `count n` reads and writes. */
const COUNTED = slotKey(1n, Buffer.from('n'));

/** An engine before whose commits another process gets in, as often as asked, with a write to what the task has read. */
class Contested {
  /** How many of the next commits meet a conflict. */
  conflicts = 0;
  readonly wrap = (engine: Engine): Engine => {
    const contest = this.#contest.bind(this, engine);
    return new Proxy(engine, {
      get(target, name) {
        if (name === 'begin') return () => contest(target.begin());
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  };

  #contest(engine: Engine, transaction: Transaction): Transaction {
    const commit = transaction.commit.bind(transaction);
    transaction.commit = () => {
      if (this.conflicts > 0 && transaction.writtenBytes > 0) {
        this.conflicts--;
        const rival = engine.begin();
        rival.set(COUNTED, Buffer.from('40'));
        void rival.commit();
      }
      return commit();
    };
    return transaction;
  }
}

test('a task that conflicts is run again, and what it does happens once', async (t) => {
  const contested = new Contested();
  const world = await World.open({ through: contested.wrap });
  const ann = await world.caller();
  await world.kernel.settled();
  contested.conflicts = 2;
  t.is(await ann.ask('count n'), 'counted');
  t.is(await ann.ask('get n'), '41');
  t.deepEqual(ann.said, ['hello lines', 'counted', '41']);
  await world.discard();
});

test('what comes while a task is run again waits its turn', async (t) => {
  const contested = new Contested();
  const world = await World.open({ through: contested.wrap });
  const ann = await world.caller();
  await world.kernel.settled();
  contested.conflicts = 1;
  ann.tell('count n');
  t.is(ann.tell('get n'), 0);
  ann.tell('echo last');
  t.is(await ann.hears(), 'counted');
  t.is(await ann.hears(), '41');
  t.is(await ann.hears(), 'last');
  await world.discard();
});

test('a task that always conflicts is given up and told', async (t) => {
  const contested = new Contested();
  const world = await World.open({ through: contested.wrap });
  const ann = await world.caller();
  await world.kernel.settled();
  contested.conflicts = 1_000;
  t.is(await ann.ask('count n'), '! Too much happened at the same time, so it was undone.');
  contested.conflicts = 0;
  t.is(await ann.ask('get n'), '40');
  await world.discard();
});

test('a task that is run again sees the same time and the same luck', async (t) => {
  const contested = new Contested();
  const world = await World.open({ through: contested.wrap });
  const ann = await world.caller();
  await world.kernel.settled();
  contested.conflicts = 3;
  const before = world.clock.nowMs;
  ann.tell('draw n');
  world.clock.nowMs += 60_000;
  const [time, ...luck] = (await ann.hears()).split(' ');
  t.is(time, String(before));
  const attempts = world.log.filter((line) => line.includes('drew'));
  t.is(attempts.length, 4);
  t.is(new Set(attempts.map((line) => line.replace(/^\S+/, ''))).size, 1);
  t.true(attempts[0]?.includes(luck.join(' ')));
  // Only the number of the run tells one from the other.
  t.is(new Set(world.log.flatMap((line) => /this was run (\d+)/.exec(line)?.slice(1) ?? [])).size, 4);
  await world.discard();
});

test('a store that fails stops the kernel, and nobody is told of what may not have happened', async (t) => {
  const world = await World.open();
  const ann = await world.caller();
  await world.kernel.settled();
  await world.engine.close();
  ann.tell('set a=1');
  t.is(world.storeFailures.length, 1);
  t.false(world.kernel.healthy);
  ann.tell('echo anyone');
  t.deepEqual(ann.said, ['hello lines']);
  t.is(world.storeFailures.length, 1);
});
