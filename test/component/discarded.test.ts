import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { loadComponent, LimitExceeded, Meter, OutOfFuel, Trap } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Instances that are made, stopped and given up for each figure. */
const DISCARDED = 100_000;
/** Events in between: what V8 frees of a memory waits for them. */
const AT_ONCE = 500;
/** What the engine may keep of its own accord. */
const SLACK_BYTES = 8 * 1024 * 1024;
/** The same of resident memory, which the allocator gives back when it likes: what 650 bytes kept of each instance would take. */
const RESIDENT_SLACK_BYTES = 32 * 1024 * 1024;

interface Use {
  readonly heap: number;
  readonly external: number;
  readonly resident: number;
}

async function use(): Promise<Use> {
  for (let round = 0; round < 4; round++) {
    collect();
    await setImmediate();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, resident: rss };
}

const component = await loadComponent(
  await parseComponent(`(component
    (core module $main
      (memory 1)
      (func (export "trap") (i32.store (i32.const 0) (i32.const 1)) (unreachable))
      (func (export "spin") (loop $again (br $again)))
      (func $deep (export "deep") (call $deep)))
    (core instance $main (instantiate $main))
    (func (export "trap") (canon lift (core func $main "trap")))
    (func (export "spin") (canon lift (core func $main "spin")))
    (func (export "deep") (canon lift (core func $main "deep"))))`),
  { name: 'discarded' },
);

const meter = new Meter(0);

/** Makes an instance, calls it and gives it up. */
function stop(name: string, fuel: number): unknown {
  meter.remaining = fuel;
  const instance = component.instantiate({ imports: {}, meter });
  try {
    instance.exports[name]();
  } catch (error) {
    instance.dispose();
    return error;
  }
  throw new Error(`${name} was not stopped`);
}

const STOPS = [
  { name: 'trap', fuel: 1000, error: Trap },
  { name: 'spin', fuel: 1000, error: OutOfFuel },
] as const;

for (const { name, fuel, error } of STOPS) {
  test.serial(`${DISCARDED} instances stopped by ${name} leave memory as it was`, async (t) => {
    const stretch = async () => {
      for (let number = 0; number < DISCARDED / 2; number++) {
        if (number % AT_ONCE === 0) await setImmediate();
        if (!(stop(name, fuel) instanceof error)) t.fail(`instance ${number} was not stopped by ${error.name}`);
      }
      return use();
    };
    const before = await stretch();
    const after = await stretch();
    const slackBytes = { heap: SLACK_BYTES, external: SLACK_BYTES, resident: RESIDENT_SLACK_BYTES };
    for (const kind of ['heap', 'external', 'resident'] as const) {
      const grownBytes = after[kind] - before[kind];
      t.true(grownBytes < slackBytes[kind], `${grownBytes} bytes more of ${kind} memory`);
    }
    t.log(before, after);
  });
}

test.serial('a full stack leaves memory as it was', async (t) => {
  const stretch = async () => {
    for (let number = 0; number < 500; number++) {
      const error = stop('deep', 100_000_000);
      if (!(error instanceof LimitExceeded)) t.fail(String(error));
    }
    return use();
  };
  const before = await stretch();
  const after = await stretch();
  t.true(after.heap - before.heap < SLACK_BYTES);
  t.true(after.external - before.external < SLACK_BYTES);
});
