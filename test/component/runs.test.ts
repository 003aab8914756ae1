import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import { meterImports } from '../../host/component/compiled.ts';
import { readCoreModule } from '../../host/component/core-module.ts';
import { DEFAULT_LIMITS, Meter } from '../../host/component/index.ts';
import { instrument } from '../../host/component/instrument.ts';

const FUEL = 1_000_000;

/** What a function of this body returns, and the fuel it takes. */
async function run(body: string): Promise<{ result: number; units: number }> {
  const bytes = Uint8Array.from(
    await parse(`(module (memory 1) (func (export "run") (param $one i32) (result i32) (local $n i32) (local $i i32)
      ${body} (local.get $n)))`),
  );
  const module = new WebAssembly.Module(instrument(readCoreModule(bytes, 0, bytes.length), DEFAULT_LIMITS));
  const meter = new Meter(FUEL);
  const { exports } = new WebAssembly.Instance(module, meterImports(meter));
  const result = (exports['run'] as (one: number) => number)(1);
  return { result, units: FUEL - meter.remaining };
}

/** Four instructions. */
const COUNT = '(local.set $n (i32.add (local.get $n) (i32.const 1)))';
const count = (times: number): string => COUNT.repeat(times);

/** Counts carried out by each of the bodies below. */
const COUNTS = 3000;
/** Counts that a path may go on for without paying. */
const MOST_FREE = 20;

/** Each counts to 3,000 without a loop, on a path that goes around as much text as it can. */
const PATHS: Readonly<Record<string, string>> = {
  'straight on': count(COUNTS),
  'out of blocks, past code that is never reached': `(block ${count(10)} (br 0) ${count(30)})`.repeat(COUNTS / 10),
  'out of blocks, by a condition': `(block ${count(10)} (br_if 0 (local.get $one)) ${count(30)})`.repeat(COUNTS / 10),
  'through the first arm': `(if (local.get $one) (then ${count(10)}) (else ${count(30)}))`.repeat(COUNTS / 10),
  'through the second arm': `(if (i32.eqz (local.get $one)) (then ${count(30)}) (else ${count(10)}))`.repeat(
    COUNTS / 10,
  ),
  'past arms': `${count(10)} (if (i32.eqz (local.get $one)) (then ${count(30)}))`.repeat(COUNTS / 10),
  'past arms that return': `${count(10)} (if (i32.eqz (local.get $one)) (then (return (i32.const 0))))`.repeat(
    COUNTS / 10,
  ),
  'out of a table of branches': `(block (block ${count(10)} (br_table 0 1 (local.get $one))) ${count(30)})`.repeat(
    COUNTS / 10,
  ),
  'out of many blocks at once': `(block (block (block ${count(10)} (br 2)) ${count(30)}) ${count(30)})`.repeat(
    COUNTS / 10,
  ),
  'past loops': `${count(10)} (block (br_if 0 (local.get $one)) (loop ${count(30)}))`.repeat(COUNTS / 10),
};

for (const [path, body] of Object.entries(PATHS)) {
  test(`code without loops pays for how far it runs: ${path}`, async (t) => {
    const { result, units } = await run(body);
    t.is(result, COUNTS);
    t.true(units > COUNTS / MOST_FREE, `${units} units`);
    t.true(units < COUNTS, `${units} units`);
  });
}

test('a short body pays for its entry and its loops alone', async (t) => {
  t.is((await run(count(15))).units, 1);
  const loop = (body: string) => `(local.set $i (i32.const 100)) (loop ${body}
    (br_if 0 (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))`;
  t.is((await run(loop(count(10)))).units, 101);
  t.is((await run(loop(count(10)) + loop(count(10)))).units, 201);
  t.true((await run(loop(count(200)))).units > (100 * 200) / MOST_FREE);
});

test('growing a memory by nothing is paid for', async (t) => {
  t.true((await run('(drop (memory.grow (i32.const 0)))')).units > 20);
});
