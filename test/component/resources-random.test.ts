import test from 'ava';
import fc from 'fast-check';
import { hostResource, loadComponent, Trap, type Instance } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const HOST = 'test:random/host@1.0.0';

/** Passes the bare numbers that it is called with to the host, as handles. */
const component = await loadComponent(
  await buildComponent({
    wit: `package test:random@1.0.0;
      interface host {
        resource key { turn: func(); }
        resource lock { turn: func(); }
        make-key: func() -> key;
        make-lock: func() -> lock;
        give-key: func(k: key);
        give-lock: func(l: lock);
        fit: func(k: borrow<key>, l: borrow<lock>);
      }
      world w {
        import host;
        ${['make-key', 'make-lock'].map((name) => `export ${name}: func() -> u32;`).join(' ')}
        ${['turn-key', 'turn-lock', 'drop-key', 'drop-lock', 'give-key', 'give-lock'].map((name) => `export ${name}: func(h: u32);`).join(' ')}
        export fit: func(k: u32, l: u32);
      }`,
    wat: `(module
      (import "${HOST}" "make-key" (func $make-key (result i32))) (export "make-key" (func $make-key))
      (import "${HOST}" "make-lock" (func $make-lock (result i32))) (export "make-lock" (func $make-lock))
      (import "${HOST}" "[method]key.turn" (func $turn-key (param i32))) (export "turn-key" (func $turn-key))
      (import "${HOST}" "[method]lock.turn" (func $turn-lock (param i32))) (export "turn-lock" (func $turn-lock))
      (import "${HOST}" "[resource-drop]key" (func $drop-key (param i32))) (export "drop-key" (func $drop-key))
      (import "${HOST}" "[resource-drop]lock" (func $drop-lock (param i32))) (export "drop-lock" (func $drop-lock))
      (import "${HOST}" "give-key" (func $give-key (param i32))) (export "give-key" (func $give-key))
      (import "${HOST}" "give-lock" (func $give-lock (param i32))) (export "give-lock" (func $give-lock))
      (import "${HOST}" "fit" (func $fit (param i32 i32))) (export "fit" (func $fit)))`,
  }),
  { name: 'random' },
);

type Kind = 'key' | 'lock';

interface Thing {
  readonly kind: Kind;
}

/** What the guest holds, by number, as the specification's Table keeps it: the number freed last is used again first. */
class Table {
  readonly entries: (Thing | undefined)[] = [undefined];
  readonly #free: number[] = [];

  add(thing: Thing): number {
    const index = this.#free.pop() ?? this.entries.length;
    this.entries[index] = thing;
    return index;
  }

  get(index: number, kind: Kind): Thing | undefined {
    const thing = this.entries[index];
    return thing?.kind === kind ? thing : undefined;
  }

  remove(index: number): void {
    this.entries[index] = undefined;
    this.#free.push(index);
  }
}

type Step =
  | { readonly act: 'make'; readonly kind: Kind }
  | { readonly act: 'turn' | 'drop' | 'give'; readonly kind: Kind; readonly index: number }
  | { readonly act: 'fit'; readonly key: number; readonly lock: number };

const kinds = fc.constantFrom<Kind>('key', 'lock');
const indices = fc.oneof(
  { weight: 20, arbitrary: fc.nat({ max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant<'make'>('make'), kind: kinds }) },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constantFrom<'turn' | 'drop' | 'give'>('turn', 'drop', 'give'),
        kind: kinds,
        index: indices,
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant<'fit'>('fit'), key: indices, lock: indices }) },
  ),
  { maxLength: 60 },
);

/** A host that notes what its functions are called with. */
function world() {
  const seen: unknown[] = [];
  const dropped: unknown[] = [];
  const made: Thing[] = [];
  const make = (kind: Kind) => () => {
    made.push({ kind });
    return made.at(-1);
  };
  const see = (...things: unknown[]) => void seen.push(...things);
  const drop = (thing: unknown) => void dropped.push(thing);
  const host = {
    key: hostResource({ name: 'key', drop }),
    lock: hostResource({ name: 'lock', drop }),
    'make-key': make('key'),
    'make-lock': make('lock'),
    '[method]key.turn': see,
    '[method]lock.turn': see,
    'give-key': see,
    'give-lock': see,
    fit: see,
  };
  return { seen, dropped, made, instance: component.instantiate({ imports: { [HOST]: host } }) };
}

const camel = (act: string, kind: Kind): string => `${act}${kind === 'key' ? 'Key' : 'Lock'}`;

/** What the host must see of a step, or undefined when it must trap. */
function expected(table: Table, step: Exclude<Step, { act: 'make' }>): Thing[] | undefined {
  if (step.act === 'fit') {
    const things = [table.get(step.key, 'key'), table.get(step.lock, 'lock')];
    return things.includes(undefined) ? undefined : (things as Thing[]);
  }
  const thing = table.get(step.index, step.kind);
  if (thing === undefined) return undefined;
  if (step.act !== 'turn') table.remove(step.index);
  return [thing];
}

function call(guest: Instance['exports'], step: Exclude<Step, { act: 'make' }>): void {
  if (step.act === 'fit') guest['fit'](step.key, step.lock);
  else guest[camel(step.act, step.kind)](step.index);
}

test('whatever numbers a guest passes, the host gets the object that the number stands for, or the guest traps', (t) => {
  const counts = { kept: 0, trapped: 0 };
  const holds = fc.property(steps, (sequence) => {
    const { seen, dropped, made, instance } = world();
    const table = new Table();
    for (const step of sequence) {
      if (step.act === 'make') {
        const index = instance.exports[camel('make', step.kind)]();
        if (index !== table.add(made.at(-1)!)) throw new Error(`handle ${index} is not the number that was freed last`);
        continue;
      }
      seen.length = dropped.length = 0;
      const things = expected(table, step);
      if (things === undefined) {
        t.throws(() => call(instance.exports, step), {
          instanceOf: Trap,
          message: /there is no handle|is of resource/,
        });
        t.true(instance.poisoned);
        t.deepEqual([...seen, ...dropped], []);
        counts.trapped++;
        return;
      }
      call(instance.exports, step);
      const got = step.act === 'drop' ? dropped : seen;
      if (got.length !== things.length || got.some((thing, index) => thing !== things[index])) {
        throw new Error(`${step.act} came with other objects than the number stands for`);
      }
    }
    counts.kept++;
    dropped.length = 0;
    instance.dispose();
    const held = table.entries.filter((each) => each !== undefined);
    if (held.length !== dropped.length || held.some((thing) => !dropped.includes(thing))) {
      throw new Error('disposing dropped other things than the guest held');
    }
  });
  fc.assert(holds, { numRuns: 1500 });
  t.true(counts.kept > 50 && counts.trapped > 50, JSON.stringify(counts));
});
