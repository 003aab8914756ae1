import { join } from 'node:path';

import test from 'ava';
import fc from 'fast-check';

import { camelCase } from '../../host/component/names.ts';
import { dealiasType, type WitFunction } from '../../host/bindgen/wit/model.ts';
import { parsePackages } from '../../host/bindgen/wit/packages.ts';
import { instantiateWithJco } from '../component/jco.ts';
import { arbitraryOf } from './arbitrary.ts';
import { buildFixture } from './fixture.ts';

const RUNS = 40;
/** jco drops it from the front of strings (`test/component/departures.ts`). */
const MARK = '\ufeff';

type Call = (...values: unknown[]) => unknown;
type Result = { tag: 'ok' | 'err'; val: unknown };

/** What an imported `thing` is to jco; nothing here makes one. */
class Thing {
  static join(): void {}
  static alive(): void {}
}

/** jco takes and gives a result that is all a function returns by returning or throwing. */
const toJco = (returnsResult: boolean, call: Call): Call => {
  if (!returnsResult) return call;
  return (...values) => {
    const { tag, val } = call(...values) as Result;
    if (tag === 'ok') return val;
    throw Object.assign(new Error('err'), { payload: val });
  };
};

const fromJco = (returnsResult: boolean, call: Call): Call => {
  if (!returnsResult) return call;
  return (...values) => {
    try {
      return { tag: 'ok', val: call(...values) };
    } catch (error) {
      return { tag: 'err', val: (error as { payload: unknown }).payload };
    }
  };
};

/** A value as text, without what the two runtimes do not have alike and WIT does not speak of. */
const written = (value: unknown): string =>
  fc.stringify(value).replaceAll(MARK, '').replaceAll('__proto__:null,', '').replaceAll(',"val":undefined', '');

const returnsResult = (fn: WitFunction): boolean => fn.result !== undefined && dealiasType(fn.result).kind === 'result';

test('random values of every type come back with the glue that jco generates, too', async (t) => {
  const [shapes] = parsePackages([join(import.meta.dirname, 'wit/shapes')]);
  const functions = [...shapes!.interfaces.get('echo')!.functions.values()];
  const echo: Record<string, unknown> = {};
  for (const fn of functions) {
    const answer: Call = fn.parameters.length > 1 ? (...values) => values : (value) => value;
    echo[camelCase(fn.name)] = toJco(returnsResult(fn), answer);
  }
  const things = { Thing, giveBack: (a: unknown) => a, anything: (a: unknown) => a };
  const imports = {
    'test:shapes/echo': echo,
    'test:shapes/things': things,
    add: { default: (a: number, b: number) => (a + b) >>> 0 },
  };
  const exports = await instantiateWithJco(await buildFixture('mirror'), imports);
  const theirs = exports['echo'] as unknown as Record<string, Call>;
  for (const imported of [false, true]) {
    exports['through']!(imported);
    for (const fn of functions.filter(({ name, result }) => result && name !== 'new')) {
      const call = fromJco(returnsResult(fn), theirs[camelCase(fn.name)]!);
      fc.assert(
        fc.property(fc.tuple(...fn.parameters.map(({ type }) => arbitraryOf(type))), (values) => {
          t.is(written(call(...values)), written(fn.parameters.length === 1 ? values[0] : values), fn.name);
        }),
        { numRuns: RUNS },
      );
    }
  }
});
