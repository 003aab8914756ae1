import test from 'ava';
import type { Engine, Transaction } from '../../host/store/engine.ts';
import { CommitUnknown } from '../../host/store/errors.ts';
import { openMemory } from '../../host/store/memory.ts';
import { LaterEngine } from '../store/later-engine.ts';
import { World } from './world.ts';

type Fate = 'committed' | 'not committed';

/** An engine elsewhere, to which the connection breaks during commits: some have happened, others have not. */
class Unreliable {
  /** What becomes of the next commits whose answers are lost. */
  readonly fates: Fate[] = [];
  readonly engine: Engine = new Proxy(new LaterEngine(openMemory()), {
    get: (target, name) => {
      if (name === 'begin') return () => this.#losing(target.begin());
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

  #losing(transaction: Transaction): Transaction {
    const { commit } = transaction;
    return new Proxy(transaction, {
      get: (target, name) => {
        if (name !== 'commit') return Reflect.get(target, name, target) as unknown;
        return async () => {
          const fate = target.writtenBytes === 0 ? undefined : this.fates.shift();
          if (fate === 'not committed') target.abort();
          else await commit();
          if (fate !== undefined) throw new CommitUnknown('the answer was lost');
        };
      },
    });
  }
}

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
    const unreliable = new Unreliable();
    const world = await World.open({ engine: unreliable.engine });
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
