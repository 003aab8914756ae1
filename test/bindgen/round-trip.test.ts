import { join } from 'node:path';

import test from 'ava';
import fc from 'fast-check';

import { RUNTIMES, type Runtime } from '../../host/bindgen/runtimes.ts';
import type { WitFunction } from '../../host/bindgen/wit/model.ts';
import { parsePackages } from '../../host/bindgen/wit/packages.ts';
import { arbitraryOf, camelCase } from './arbitrary.ts';
import { ECHO, startMirror, type Mirror } from './mirror.ts';

const RUNS = 60;

/** Garbage made before each call: with the incremental runtime values then cross while a collection is under way. */
const GARBAGE = 20;

let mirror: Mirror;
let mirrors: Record<Runtime, Mirror>;

test.before(async () => {
  mirrors = { minimal: await startMirror(), incremental: await startMirror({}, 'incremental') };
  mirror = mirrors.minimal;
});

for (const fn of echoFunctions()) {
  for (const through of [false, true]) {
    const way = through ? 'through the imported function' : 'through the author';
    for (const runtime of RUNTIMES) {
      test.serial(`${fn.name}: a random value comes back ${way}, ${runtime} runtime`, (t) => {
        const { exports } = mirrors[runtime].instance;
        exports['through'](through);
        const call = exports[ECHO][camelCase(fn.name)];
        const [parameter] = fn.parameters;
        if (!parameter) throw new Error(`${fn.name} has no parameter`);
        fc.assert(
          fc.property(arbitraryOf(parameter.type), (value) => {
            exports['churn'](GARBAGE);
            t.deepEqual(call(value), value);
          }),
          { numRuns: RUNS },
        );
        t.pass();
      });
    }
  }
}

for (const through of [false, true]) {
  test.serial(`many parameters are passed in memory, ${through ? 'out' : 'in'}`, (t) => {
    mirror.instance.exports['through'](through);
    const { parameters } = functionOf('many');
    fc.assert(
      fc.property(fc.tuple(...parameters.map(({ type }) => arbitraryOf(type))), (values) => {
        t.deepEqual(mirror.instance.exports[ECHO].many(...values), values);
      }),
      { numRuns: RUNS },
    );
  });

  test.serial(`names that are words of AssemblyScript work, ${through ? 'out' : 'in'}`, (t) => {
    mirror.instance.exports['through'](through);
    t.is(mirror.instance.exports[ECHO].new(1, 2, 'three', 'four'), '1 2 three four');
    t.is(mirror.instance.exports[ECHO].ping(), undefined);
  });
}

test.serial('functions of the world itself are exported and imported', (t) => {
  t.is(mirror.instance.exports['sum'](40, 2), 42);
  t.is(mirror.instance.exports['sum'](2 ** 32 - 1, 2), 1);
});

test.serial('a string of 99,999 units and an empty one come back', (t) => {
  const long = '😀é'.repeat(33_333);
  for (const through of [false, true]) {
    mirror.instance.exports['through'](through);
    t.true(mirror.instance.exports[ECHO].strings(long) === long);
    t.is(mirror.instance.exports[ECHO].strings(''), '');
    const [before, middle, after] = mirror.instance.exports[ECHO].listString(['', long, '']);
    t.true(before === '' && middle === long && after === '');
  }
});

function echoFunctions(): WitFunction[] {
  return [...echoInterface().values()].filter((fn) => fn.parameters.length === 1 && fn.result);
}

function functionOf(name: string): WitFunction {
  const found = echoInterface().get(name);
  if (!found) throw new Error(`${ECHO} has no ${name}`);
  return found;
}

function echoInterface(): ReadonlyMap<string, WitFunction> {
  const [shapes] = parsePackages([join(import.meta.dirname, 'wit/shapes')]);
  const echo = shapes?.interfaces.get('echo');
  if (!echo) throw new Error('test:shapes has no echo');
  return echo.functions;
}

test.serial('an instance calls another one of the same component while it is being called', async (t) => {
  const names = Array.from({ length: 3_000 }, (_, i) => `name ${i}`);
  for (const runtime of RUNTIMES) {
    const answering = (await startMirror({}, runtime)).instance;
    const asking = (await startMirror({}, runtime, { [ECHO]: answering.exports[ECHO] })).instance;
    asking.exports['through'](true);
    for (let call = 0; call < 20; call++) {
      t.deepEqual(asking.exports[ECHO].listString(names), names);
      t.deepEqual(asking.exports[ECHO].points({ x: call, y: 0.5 }), { x: call, y: 0.5 });
    }
  }
});
