import test from 'ava';
import fc from 'fast-check';
import { loadComponent } from '../../host/component/index.ts';
import { buildComponent, type Source } from './build.ts';
import { echoComponent } from './echo.ts';
import { instantiateWithJco } from './jco.ts';
import { peekComponent } from './peek.ts';
import { anyShape, declare } from './random-types.ts';
import { DECLARATIONS, DECLARED, listOf, optionOf, resultOf, SCALARS, tupleOf, type SampledType } from './values.ts';

const ECHOES = 'test:echo/echoes@1.0.0';

/** Types in one component: enough that its transpilation, about a second, is worth it. */
const RANDOM_TYPES = 20;

const spilled = tupleOf([...SCALARS, ...SCALARS]);

const TYPES: readonly SampledType[] = [
  ...SCALARS,
  ...SCALARS.map(listOf),
  ...SCALARS.map(optionOf),
  ...DECLARED,
  ...DECLARED.map(listOf),
  ...DECLARED.map(optionOf),
  optionOf(optionOf(SCALARS[0]!)),
  listOf(listOf(SCALARS[12]!)),
  resultOf(SCALARS[8]!, SCALARS[6]!),
  resultOf(SCALARS[9]!, SCALARS[12]!),
  resultOf(SCALARS[8]!, SCALARS[4]!),
  tupleOf([SCALARS[0]!, SCALARS[7]!, SCALARS[1]!, SCALARS[9]!]),
  spilled,
  listOf(spilled),
];

/** Each value goes into a guest, out to the host, back in and back out; then the same through two guests in a chain. */
async function roundTrips(
  types: readonly SampledType[],
  encoding: Source['encoding'],
  runs: number,
  declarations = DECLARATIONS,
): Promise<void> {
  const component = await loadComponent(await buildComponent(echoComponent(types, declarations, encoding)), {
    name: 'echo',
  });
  const seen: unknown[] = [];
  const host = Object.fromEntries(
    types.map((_, index) => [
      `echo${index}`,
      (value: unknown) => {
        seen.push(value);
        return value;
      },
    ]),
  );
  const near = component.instantiate({ imports: { [ECHOES]: host } }).exports[ECHOES];
  const far = component.instantiate({ imports: { [ECHOES]: near } }).exports[ECHOES];
  types.forEach((type, index) => {
    const holds = fc.property(type.values, (value) => {
      for (const echo of [near[`echo${index}`], far[`echo${index}`]]) {
        seen.length = 0;
        const answer = echo(value);
        if (seen.length !== 1 || !Object.is(fc.stringify(seen[0]), fc.stringify(value))) {
          throw new Error(`${type.wit}: the host got ${fc.stringify(seen[0])} for ${fc.stringify(value)}`);
        }
        if (fc.stringify(answer) !== fc.stringify(value)) {
          throw new Error(`${type.wit}: ${fc.stringify(value)} came back as ${fc.stringify(answer)}`);
        }
      }
    });
    fc.assert(holds, { numRuns: runs });
  });
}

for (const encoding of ['utf8', 'utf16', 'compact-utf16'] as const) {
  test(`every type keeps its values on the way through guests with ${encoding} strings`, async (t) => {
    await t.notThrowsAsync(roundTrips(TYPES, encoding, 40));
  });
}

test('types made up at random keep their values', async (t) => {
  for (let round = 0; round < 3; round++) {
    const { types, declarations } = declare(fc.sample(anyShape(3), RANDOM_TYPES));
    await t.notThrowsAsync(roundTrips(types, 'utf16', 20, declarations));
  }
});

test('values lie in memory as jco lays them out', async (t) => {
  const made = declare(fc.sample(anyShape(3), RANDOM_TYPES));
  // Where jco sign-extends (`departures.ts`) it lays out something else.
  const types = [...TYPES, ...made.types].filter((type) => !type.widens);
  const bytes = await buildComponent(peekComponent(types, `${DECLARATIONS}\n${made.declarations}`));
  const ours = (await loadComponent(bytes, { name: 'peek' })).instantiate({ imports: {} }).exports;
  const theirs = await instantiateWithJco(bytes, {});
  types.forEach((type, index) => {
    for (const value of fc.sample(type.values, 15)) {
      const name = `peek${index}`;
      t.deepEqual(ours[name](value), theirs[name]!(value), `${type.wit}: ${fc.stringify(value)}`);
    }
  });
});

test('a payload narrower than its place is zero-extended', async (t) => {
  const type = resultOf(SCALARS[8]!, SCALARS[6]!);
  const bytes = await buildComponent(peekComponent([type], DECLARATIONS));
  const { peek0 } = (await loadComponent(bytes, { name: 'peek' })).instantiate({ imports: {} }).exports;
  const flat = (value: unknown) => Buffer.from(peek0(value).subarray(0, 16)).toString('hex');
  t.is(flat({ tag: 'ok', val: -1.5 }), '00000000000000000000c0bf00000000');
  t.is(flat({ tag: 'err', val: 2n ** 64n - 2n }), '0100000000000000feffffffffffffff');
});
