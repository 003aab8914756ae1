import fc from 'fast-check';
import type { LocalEngine } from '../../host/store/engine.ts';
import { Conflict } from '../../host/store/errors.ts';
import { hexOf, int64 } from './keys.ts';
import { ModelEngine, type ModelTransaction } from './model.ts';

type Equal = (actual: unknown, expected: unknown, message?: string) => void;

/** Tries so many random histories of concurrent transactions on an engine and on the model. */
export async function compareHistories(equal: Equal, engine: LocalEngine, histories: number): Promise<void> {
  let history = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 100, size: 'max' }), (steps) =>
      compare(equal, engine, Uint8Array.of(0x50, history >> 8, history++ & 0xff), steps),
    ),
    { numRuns: histories },
  );
}

/** Transactions open side by side in a history. */
const SEATS = 4;

const key = fc
  .uint8Array({ minLength: 0, maxLength: 3, max: 255 })
  .map((raw) => raw.map((byte) => [0, 1, 0x80, 0xff][byte & 3]!));
const seat = fc.nat({ max: SEATS - 1 });
const value = fc.uint8Array({ maxLength: 10 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('get' as const), seat, key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      seat,
      key,
      end: key,
      limit: fc.option(fc.nat({ max: 4 }), { nil: undefined }),
      reverse: fc.boolean(),
      snapshot: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('set' as const), seat, key, value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clear' as const), seat, key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clearRange' as const), seat, key, end: key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      seat,
      key,
      delta: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), seat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), seat }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Takes an engine and the model through the same steps, in a key space of their own, and compares all they answer. */
async function compare(equal: Equal, engine: LocalEngine, prefix: Uint8Array, steps: readonly Step[]): Promise<void> {
  const model = new ModelEngine();
  const pairs: ({ real: ReturnType<LocalEngine['begin']>; plain: ModelTransaction } | undefined)[] = [];
  const outcomes: { expected: boolean; refused: Promise<unknown> }[] = [];
  const within = (suffix: Uint8Array): Uint8Array => Uint8Array.of(...prefix, ...suffix);
  const rows = (found: readonly { key: Uint8Array; value: Uint8Array }[]): string[] =>
    found.map((row) => `${hexOf(row.key)}=${hexOf(row.value)}`);
  for (const taken of steps) {
    if (taken.do === 'flush') {
      await engine.flushed();
      continue;
    }
    const { real, plain } = (pairs[taken.seat] ??= { real: engine.begin(), plain: model.begin() });
    switch (taken.do) {
      case 'get': {
        const found = real.get(within(taken.key));
        equal(found && hexOf(found), plain.get(within(taken.key)));
        break;
      }
      case 'range': {
        const { limit, reverse, snapshot } = taken;
        const options = { reverse, snapshot, ...(limit === undefined ? {} : { limit }) };
        const [start, end] = [within(taken.key), within(taken.end)];
        equal(rows(real.range(start, end, options)), rows(plain.range(start, end, options)));
        break;
      }
      case 'set':
        real.set(within(taken.key), taken.value);
        plain.set(within(taken.key), taken.value);
        break;
      case 'clear':
        real.clear(within(taken.key));
        plain.clear(within(taken.key));
        break;
      case 'clearRange':
        real.clearRange(within(taken.key), within(taken.end));
        plain.clearRange(within(taken.key), within(taken.end));
        break;
      case 'add':
        real.mutate('add', within(taken.key), int64(taken.delta));
        plain.add(within(taken.key), taken.delta);
        break;
      case 'abort':
        real.abort();
        pairs[taken.seat] = undefined;
        break;
      case 'commit': {
        pairs[taken.seat] = undefined;
        const expected = plain.commit();
        outcomes.push({
          expected,
          refused: real.commit().then(
            () => undefined,
            (error: unknown) => error,
          ),
        });
        break;
      }
    }
  }
  for (const pair of pairs) pair?.real.abort();
  for (const { expected, refused } of outcomes) equal((await refused) instanceof Conflict, !expected, 'conflict');
  const names = [...model.state.keys()].sort();
  const expected = names.map((name) => `${name}=${model.state.get(name)}`);
  for (const _ of [1, 2]) {
    equal(
      rows(engine.begin().range(within(Uint8Array.of()), Uint8Array.of(...prefix, 0xff, 0xff, 0xff, 0xff))),
      expected,
    );
    await engine.flushed();
  }
}
