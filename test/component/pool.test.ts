import test from 'ava';
import {
  InstancePool,
  loadComponent,
  suspending,
  Trap,
  type Instance,
  type SuspendingInstance,
} from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const counter = await loadComponent(
  await buildComponent({
    wit: 'package test:pool@1.0.0; world w { import wait: func(); export next: func() -> u32; export fail: func(); }',
    wat: `(module
      (import "$root" "wait" (func $wait))
      (global $count (mut i32) (i32.const 0))
      (func (export "next") (result i32)
        (call $wait)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (global.get $count))
      (func (export "fail") (unreachable)))`,
  }),
  { name: 'counter' },
);

function directPool(maxInstances: number, warm = 0): { pool: InstancePool<Instance>; made: () => number } {
  let made = 0;
  const make = () => {
    made++;
    return counter.instantiate({ imports: { wait: () => {} } });
  };
  return { pool: new InstancePool({ make, maxInstances, warm }), made: () => made };
}

test('an instance serves one piece of work after the other', async (t) => {
  const { pool, made } = directPool(3);
  for (let call = 1; call <= 5; call++) t.is(await pool.run(({ exports }) => exports['next']()), call);
  t.is(made(), 1);
  t.is(pool.size, 1);
});

test('an instance that trapped is given up and another takes its place', async (t) => {
  const { pool, made } = directPool(1, 1);
  t.is(await pool.run(({ exports }) => exports['next']()), 1);
  await t.throwsAsync(
    pool.run(({ exports }) => exports['fail']()),
    { instanceOf: Trap },
  );
  t.is(await pool.run(({ exports }) => exports['next']()), 1);
  t.is(made(), 2);
  t.is(pool.size, 1);
});

test('work that fails by itself gives its instance back', async (t) => {
  const { pool, made } = directPool(1);
  await t.throwsAsync(
    pool.run(() => {
      throw new Error('mine');
    }),
    { message: 'mine' },
  );
  t.is(await pool.run(({ exports }) => exports['next']()), 1);
  t.is(made(), 1);
});

test('work beyond the last instance waits its turn, also behind one that traps', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let held = 0;
  const make = (): Promise<SuspendingInstance> =>
    counter.instantiateSuspending({
      imports: {
        wait: suspending(async () => {
          held++;
          await promise;
        }),
      },
    });
  const pool = new InstancePool({ make, maxInstances: 4 });
  const calls = Array.from({ length: 20 }, (_, index) =>
    pool.run(async ({ exports }) => {
      const count = await exports['next']();
      if (index % 5 === 0) await exports['fail']();
      return count as number;
    }),
  );
  const settled = Promise.allSettled(calls);
  while (held < 4) await new Promise(setImmediate);
  t.is(pool.size, 4);
  t.is(held, 4);
  resolve();
  const outcomes = await settled;
  outcomes.forEach(({ status }, index) => t.is(status, index % 5 === 0 ? 'rejected' : 'fulfilled'));
  t.is(held, 20);
  t.true(pool.size <= 4);
});

test('warm instances are made ahead', async (t) => {
  const { pool, made } = directPool(4, 2);
  while (pool.idle < 2) await new Promise(setImmediate);
  t.is(made(), 2);
  t.is(await pool.run(({ exports }) => exports['next']()), 1);
  t.is(made(), 2);
});

test('what cannot be made is told to who asks, and leaves room for the next', async (t) => {
  let broken = true;
  const make = () => {
    if (broken) throw new Error('no imports yet');
    return counter.instantiate({ imports: { wait: () => {} } });
  };
  const pool = new InstancePool({ make, maxInstances: 1, warm: 1 });
  await t.throwsAsync(
    pool.run(() => 0),
    { message: 'no imports yet' },
  );
  broken = false;
  t.is(await pool.run(({ exports }) => exports['next']()), 1);
});

test('a closed pool gives up what it has and refuses work', async (t) => {
  const { pool } = directPool(2);
  let kept: Instance | undefined;
  await pool.run((instance) => (kept = instance));
  await pool.close();
  t.is(pool.size, 0);
  t.throws(() => kept!.exports['next'](), { message: /was disposed of/ });
  await t.throwsAsync(
    pool.run(() => 0),
    { message: 'the pool is closed' },
  );
});

test('a pool of impossible size is refused', (t) => {
  for (const maxInstances of [0, -1, 1.5]) {
    t.throws(() => directPool(maxInstances), { instanceOf: RangeError, message: /maxInstances/ });
  }
  t.throws(() => directPool(2, 3), { instanceOf: RangeError, message: /warm/ });
});
