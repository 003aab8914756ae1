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
  const module = new WebAssembly.Module(instrument(readCoreModule(bytes, 0, bytes.length), DEFAULT_LIMITS, false));
  const meter = new Meter(FUEL);
  const { exports } = new WebAssembly.Instance(module, meterImports(meter));
  const result = (exports['run'] as (one: number) => number)(1);
  return { result, units: FUEL - meter.remaining };
}

/** Four instructions, that weigh 7. */
const COUNT = '(local.set $n (i32.add (local.get $n) (i32.const 1)))';
const count = (times: number): string => COUNT.repeat(times);

/** Counts carried out by each of the bodies below. */
const COUNTS = 3000;
/** Counts that a path may go on for without paying. */
const MOST_FREE = 5;

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

const loop = (body: string, rounds = 100) => `(local.set $i (i32.const ${rounds})) (loop $again ${body}
    (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))`;

test('a short body pays a unit for its entry, and one for each round of its loops', async (t) => {
  t.is((await run(count(3))).units, 1);
  t.is((await run(loop(''))).units, 101);
  t.is((await run(loop(count(1)) + loop(count(1)))).units, 201);
});

test('a round pays for what it can carry out, and little for what it does not', async (t) => {
  const rounds = 100;
  const long = (await run(loop(count(1000)))).units / rounds;
  // A count weighs 7, a unit pays for 32.
  t.true(long >= (1000 * 7) / 32 && long < ((1000 * 7) / 32) * 1.1, `${long} units`);
  const arm = (number: number) =>
    `(if (i32.eq (local.get $one) (i32.const ${number})) (then ${count(1000)} (br $again)))`;
  const dispatch = loop(`(br_if $next (i32.const 0)) ${count(1)}`);
  t.is((await run(`(block $next ${dispatch})`)).units, 101);
  const interpreter = (taken: number) => `(local.set $i (i32.const ${rounds}))
    (loop $again
      (if (i32.eqz (local.tee $i (i32.sub (local.get $i) (i32.const 1)))) (then (return (local.get $n))))
      ${[2, 3, 4, 5].map(arm).join(' ')}
      ${taken === 1 ? count(1) : ''} (br $again))
    (unreachable)`;
  t.true((await run(interpreter(1))).units <= rounds * 8);
});

test('a division, a call into the engine and a square root of vectors weigh more than an addition', async (t) => {
  const of = async (body: string) => (await run(body.repeat(100))).units;
  const addition = await of('(local.set $i (i32.add (local.get $i) (local.get $one)))');
  t.true((await of('(local.set $i (i32.div_s (local.get $i) (local.get $one)))')) > 3 * addition);
  t.true((await of('(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))')) > 10 * addition);
  t.true((await of('(drop (f32x4.sqrt (f32x4.splat (f32.const 2))))')) > 5 * addition);
});

test('what a body pays is the same each time, and in each instance', async (t) => {
  const body = loop(`${count(40)} (if (i32.and (local.get $i) (i32.const 3)) (then ${count(30)}))`);
  const first = await run(body);
  for (let again = 0; again < 5; again++) t.deepEqual(await run(body), first);
});

test('blocks and tables of branches of any depth and size are followed', async (t) => {
  const depth = 5000;
  const nested = `${'(block '.repeat(depth)} ${count(3)} ${')'.repeat(depth)}`;
  t.is((await run(nested)).units, 1);
  const targets = '0 '.repeat(60_000);
  t.is((await run(`(block (br_table ${targets} (local.get $one))) ${count(1)}`)).result, 1);
});

test('growing a memory by nothing is paid for', async (t) => {
  t.true((await run('(drop (memory.grow (i32.const 0)))')).units > 20);
});
