import test from 'ava';
import fc from 'fast-check';
import { loadComponent } from '../../host/component/index.ts';
import { buildComponent, type Source } from './build.ts';
import { echoComponent } from './echo.ts';
import { instantiateWithJco } from './jco.ts';
import { anyShape, declare } from './random-types.ts';
import { tupleOf, type SampledType } from './values.ts';

const ECHOES = 'test:echo/echoes@1.0.0';
/** jco knows no versions. */
const UNVERSIONED = 'test:echo/echoes';

/** Types in one component, values of each: transpiling one takes about a second. */
const TYPES = 20;
const VALUES = 15;

/** jco drops it from the front of strings (`departures.ts`). */
const MARK = '\ufeff';

type Echoes = Record<string, (value: unknown) => unknown>;

/** jco throws the error of a result that is a whole result, instead of returning it: such a type is put into a tuple. */
const asValue = (type: SampledType): SampledType => (type.wit.startsWith('result<') ? tupleOf([type]) : type);

/** Passes values in at the exports and out at the imports of both, and compares what the host got and what it was answered. */
async function compare(
  encoding: Source['encoding'],
): Promise<{ types: readonly SampledType[]; differences: string[] }> {
  const { declarations, types: made } = declare(fc.sample(anyShape(3), TYPES));
  const types = made.map(asValue);
  const bytes = await buildComponent(echoComponent(types, declarations, encoding));
  const seen: unknown[] = [];
  const host: Echoes = Object.fromEntries(
    types.map((_, index) => [`echo${index}`, (value: unknown) => (seen.push(value), value)]),
  );
  const component = await loadComponent(bytes, { name: 'echo' });
  const ours: Echoes = component.instantiate({ imports: { [ECHOES]: host } }).exports[ECHOES];
  // jco knows no latin1+utf16 (`departures.ts`); the same echoes in UTF-8 say the same.
  const oracle =
    encoding === 'compact-utf16' ? await buildComponent(echoComponent(types, declarations, 'utf8')) : bytes;
  const theirs = (await instantiateWithJco(oracle, { [UNVERSIONED]: host }))['echoes'] as unknown as Echoes;

  const differences: string[] = [];
  types.forEach((type, index) => {
    for (const value of fc.sample(type.values, VALUES)) {
      const [mine, other] = [ours, theirs].map((echoes) => {
        seen.length = 0;
        const answer = echoes[`echo${index}`]!(value);
        return fc.stringify([answer, ...seen]).replaceAll(MARK, '');
      });
      if (mine !== other) differences.push(`${type.wit}: ours ${mine}, jco's ${other}`);
    }
  });
  return { types, differences };
}

for (const encoding of ['utf8', 'utf16', 'compact-utf16'] as const) {
  test(`values of random types pass exports and imports as with jco, strings in ${encoding}`, async (t) => {
    const { types, differences } = await compare(encoding);
    t.is(types.length, TYPES);
    t.deepEqual(differences, []);
  });
}
