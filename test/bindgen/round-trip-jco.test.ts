import { join } from 'node:path';

import test from 'ava';
import fc from 'fast-check';

import { camelCase } from '../../host/component/names.ts';
import { RUNTIMES, type Runtime } from '../../host/bindgen/runtimes.ts';
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

/** What an imported `thing` is to jco. */
class Thing {
  #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  name(): string {
    return this.#name;
  }

  rename(name: string): void {
    this.#name = name;
  }

  same(other: Thing): boolean {
    return this === other;
  }

  copy(): Thing {
    return new Thing(this.#name);
  }

  drop(): unknown {
    return { x: 1, y: 2.5 };
  }

  many(...parts: string[]): string {
    return this.#name + parts.join('');
  }

  static join(a: Thing, b: Thing): Thing {
    return new Thing(a.name() + b.name());
  }

  static alive(): number {
    return 0;
  }
}

interface Use {
  readonly times: number;
  readonly of: Thing;
}

const things = {
  Thing,
  giveBack: (a: unknown) => a,
  anything: (a: unknown) => a,
  trade: (_: unknown, names: unknown) => names,
  uses: (all: readonly Use[], last: readonly [string, Thing] | undefined, more: readonly unknown[]) =>
    all.reduce((sum, { times, of }) => sum + times * of.name().length, 0) +
    (last?.[1].name().length ?? 0) +
    more.length,
  tellApart: (a: Thing, b: Thing | undefined, c: Use) => {
    if (!b) throw Object.assign(new Error('err'), { payload: a.name() + c.of.name() });
    return { first: b, second: undefined };
  },
};

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

function echoFunctions(): WitFunction[] {
  const [shapes] = parsePackages([join(import.meta.dirname, 'wit/shapes')]);
  return [...shapes!.interfaces.get('echo')!.functions.values()];
}

async function startMirror(echo: Record<string, unknown>, runtime: Runtime): Promise<Record<string, any>> {
  return await instantiateWithJco(await buildFixture('mirror', runtime), {
    'test:shapes/echo': echo,
    'test:shapes/things': things,
    add: { default: (a: number, b: number) => (a + b) >>> 0 },
  });
}

for (const runtime of RUNTIMES) {
  test(`random values of every type come back with the glue that jco generates, too: ${runtime} runtime`, async (t) => {
    const functions = echoFunctions();
    const echo: Record<string, unknown> = {};
    for (const fn of functions) {
      const answer: Call = fn.parameters.length > 1 ? (...values) => values : (value) => value;
      echo[camelCase(fn.name)] = toJco(returnsResult(fn), answer);
    }
    const exports = await startMirror(echo, runtime);
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

  test(`resources go both ways with the glue that jco generates, too: ${runtime} runtime`, async (t) => {
    const nothing = Object.fromEntries(echoFunctions().map((fn) => [camelCase(fn.name), () => undefined]));
    const exports = await startMirror(nothing, runtime);
    const theirs = exports['things'];
    for (const imported of [false, true]) {
      exports['through']!(imported);
      const make = (name: string): any => new theirs.Thing(name);
      const names = (all: readonly { name(): string }[]): string[] => all.map((one) => one.name());
      const [ax, lamp] = [make('ax'), make('lamp')];
      ax.rename('axe');
      t.true(ax.same(ax));
      t.false(ax.same(ax.copy()));
      t.deepEqual(ax.drop(), { x: 1, y: 2.5 });
      const more = [{ tag: 'nothing' }, { tag: 'one', val: ax }, { tag: 'more', val: [{ times: 2, of: lamp }] }];
      t.is(theirs.uses([{ times: 3, of: ax }], ['a', lamp], more), imported ? 9 + 4 + 3 : 9 + 4 + 3 + 8);
      const { payload } = t.throws(() => theirs.tellApart(ax, undefined, { times: 1, of: lamp }, [], '', '', '', ''), {
        any: true,
      }) as unknown as { payload: string };
      t.is(payload.replaceAll(' ', ''), 'axelamp');
      const { first } = theirs.tellApart(ax, lamp, { times: 1, of: ax }, [], '', '', '', '');
      const { val } = theirs.holders({ tag: 'more', val: [theirs.giveBack(ax), first] });
      t.deepEqual(names(val), ['lamp', 'axe']);
      const pair = theirs.pairs({ first: val[0], second: val[1] });
      const joined = theirs.Thing.join(pair.first, pair.second);
      t.is(joined.name(), 'lampaxe');
      t.is(theirs.perhaps(joined) + theirs.perhaps(undefined), 'lampaxenone');
      t.is(theirs.lengths([joined, joined]), 14);
    }
  });
}
