import test from 'ava';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hostResource, loadComponent, MAX_FUEL, Meter, Trap } from '../../host/component/index.ts';
import { guestHandles, hostHandles } from './canonical.ts';
import { parseComponent } from './build.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What a WeakRef points to is kept until the end of the running job. */
const settle = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
};

async function heapBytes(): Promise<number> {
  await settle();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** A leak of 4 bytes a cycle would show. */
const CYCLES = 1_000_000;
const SLACK_BYTES = 4_000_000;

const load = async (text: string) => loadComponent(await parseComponent(text), { name: 'cycler' });

/** Repeats a body in the guest, as often as a call has fuel for. */
const REPEAT = (body: string): string => `(local $n i32) (local.set $n (i32.const ${CYCLES / 10}))
  (loop $again ${body} (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))`;

const MAKE_LEND_DROP = REPEAT(`(local.set $h (call $make)) (call $lend (local.get $h)) (call $drop (local.get $h))`);
const MAKE_LEND_TAKE = REPEAT(`(local.set $h (call $make)) (call $lend (local.get $h)) (call $take (local.get $h))`);

/** A guest that makes, looks at and drops things of its own. */
const OWN = `(component
  (type $thing (resource (rep i32)))
  (core func $new (canon resource.new $thing))
  (core func $rep (canon resource.rep $thing))
  (core func $drop (canon resource.drop $thing))
  (core module $main
    (import "thing" "new" (func $new (param i32) (result i32)))
    (import "thing" "rep" (func $rep (param i32) (result i32)))
    (import "thing" "drop" (func $drop (param i32)))
    (func (export "attack") (local $h i32)
      ${REPEAT('(local.set $h (call $new (local.get $n))) (drop (call $rep (local.get $h))) (call $drop (local.get $h))')}))
  (core instance $main (instantiate $main (with "thing" (instance
    (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop))))))
  (func (export "attack") (canon lift (core func $main "attack"))))`;

const CYCLES_OF: Readonly<Record<string, string>> = {
  'things of the host, dropped': hostHandles(MAKE_LEND_DROP),
  'things of the host, given back': hostHandles(MAKE_LEND_TAKE),
  'things of another component, dropped': guestHandles(MAKE_LEND_DROP),
  'things of another component, given back': guestHandles(MAKE_LEND_TAKE),
  'things of its own': OWN,
};

for (const [what, text] of Object.entries(CYCLES_OF)) {
  test.serial(`a million cycles of ${what} leave memory and the table of handles as they were`, async (t) => {
    const component = await load(text);
    const counts = { made: 0, lent: 0, taken: 0, dropped: 0 };
    const drop = () => void counts.dropped++;
    const imports = {
      thing: hostResource({ name: 'thing', drop }),
      other: hostResource({ name: 'other' }),
      make: () => ({ number: counts.made++ }),
      'make-other': () => ({}),
      take: () => void counts.taken++,
      lend: () => void counts.lent++,
      both: () => {},
    };
    const meter = new Meter(MAX_FUEL);
    // A handle that was not used again would be one too many.
    const { exports } = component.instantiate({
      imports: imports as never,
      meter,
      limits: { handles: 2, wallClockMs: 600_000 },
    });
    exports['attack']();
    const before = await heapBytes();
    for (let round = 0; round < 10; round++) {
      meter.remaining = MAX_FUEL;
      exports['attack']();
    }
    const grownBytes = (await heapBytes()) - before;
    t.true(grownBytes < SLACK_BYTES, `${grownBytes} bytes more after ${CYCLES} cycles`);
    if (what.includes('of the host')) {
      const cycles = CYCLES + CYCLES / 10;
      t.is(counts.made, cycles);
      t.is(counts.lent, cycles);
      t.is(counts.taken + counts.dropped, cycles);
    }
  });
}

const HELD = 1000;

/** Objects of the host, by weak references, in the hands of a guest that keeps or drops them. */
async function hold(attack: string) {
  const component = await load(hostHandles(attack));
  const held: WeakRef<object>[] = [];
  const imports = {
    thing: hostResource({ name: 'thing' }),
    other: hostResource({ name: 'other' }),
    make: () => {
      const thing = { large: Array.from({ length: 100 }, () => held.length) };
      held.push(new WeakRef(thing));
      return thing;
    },
    'make-other': () => ({}),
    take: () => {},
    lend: () => {},
    both: () => {},
  };
  return { instance: component.instantiate({ imports: imports as never }), held };
}

const alive = async (held: readonly WeakRef<object>[]): Promise<number> => {
  await settle();
  await settle();
  return held.filter((each) => each.deref() !== undefined).length;
};

const HOLD = (each: string, end = ''): string => `(local $n i32) (local.set $n (i32.const ${HELD}))
  (loop $again ${each} (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) ${end}`;

test.serial(
  'objects of the host are held while a guest holds them, and let go when it drops or gives them away',
  async (t) => {
    const keeping = await hold(HOLD('(drop (call $make))'));
    keeping.instance.exports['attack']();
    t.is(await alive(keeping.held), HELD);
    for (const end of ['$drop', '$take']) {
      const { instance, held } = await hold(HOLD(`(call ${end} (call $make))`));
      instance.exports['attack']();
      t.is(held.length, HELD);
      t.is(await alive(held), 0);
      t.false(instance.poisoned);
    }
    keeping.instance.dispose();
    t.is(await alive(keeping.held), 0);
    t.false(keeping.instance.poisoned);
  },
);

test.serial('objects of the host are let go when a guest that trapped is disposed of, or forgotten', async (t) => {
  const disposed = await hold(HOLD('(drop (call $make))', '(unreachable)'));
  t.throws(() => disposed.instance.exports['attack'](), { instanceOf: Trap });
  disposed.instance.dispose();
  t.is(await alive(disposed.held), 0);

  let forgotten: Awaited<ReturnType<typeof hold>> | undefined = await hold(
    HOLD('(drop (call $make))', '(unreachable)'),
  );
  const { held } = forgotten;
  t.throws(() => forgotten!.instance.exports['attack'](), { instanceOf: Trap });
  forgotten = undefined;
  t.is(await alive(held), 0);
});

test.serial('instances that are forgotten are collected, with what they were linked to', async (t) => {
  const owner = await load(OWN.replaceAll(`${CYCLES / 10}`, '1'));
  const make = (): WeakRef<object>[] => {
    const instance = owner.instantiate({ imports: {} });
    instance.exports['attack']();
    return [new WeakRef(instance), new WeakRef(instance.exports)];
  };
  const refs = Array.from({ length: 100 }, make).flat();
  t.is(await alive(refs), 0);
});
