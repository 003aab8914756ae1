import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import { readCoreModule, START_NAME } from '../../host/component/core-module.ts';
import { meterImports } from '../../host/component/compiled.ts';
import { ComponentError, DEFAULT_LIMITS, Meter } from '../../host/component/index.ts';
import { instrument } from '../../host/component/instrument.ts';

type Exports = Record<string, (...values: unknown[]) => unknown> & Record<string, WebAssembly.Global>;
type Imports = Record<string, Record<string, WebAssembly.ExportValue>>;

async function instrumented(wat: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(await parse(wat));
  return instrument(readCoreModule(bytes, 0, bytes.length), DEFAULT_LIMITS, false);
}

/** A module as it is and instrumented, side by side. */
async function both(wat: string, imports: () => Imports = () => ({})): Promise<[Exports, Exports]> {
  const plain = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(await parse(wat))), imports());
  const meter = new Meter(1_000_000);
  const metered = new WebAssembly.Instance(new WebAssembly.Module(await instrumented(wat)), {
    ...imports(),
    ...meterImports(meter),
  });
  return [plain.exports as Exports, metered.exports as Exports];
}

test('globals keep their meaning: imported, own, exported, in constant expressions and offsets', async (t) => {
  const imports = () => ({ host: { base: new WebAssembly.Global({ value: 'i32' }, 40) } });
  const [plain, metered] = await both(
    `(module
      (import "host" "base" (global $base i32))
      (global $copy (export "copy") i32 (global.get $base))
      (global $count (export "count") (mut i32) (i32.const 7))
      (memory (export "memory") 1)
      (data (global.get $base) "data")
      (table 50 funcref)
      (elem (global.get $base) $seven)
      (func $seven (result i32) (global.get $count))
      (func (export "bump") (param i32) (result i32)
        (global.set $count (i32.add (global.get $count) (local.get 0)))
        (i32.add (global.get $count) (i32.load8_u (global.get $base))))
      (func (export "indirect") (result i32) (call_indirect (result i32) (global.get $base))))`,
    imports,
  );
  for (const exports of [plain, metered]) {
    t.is(exports['bump']!(5), 12 + 'd'.charCodeAt(0));
    t.is(exports['indirect']!(), 12);
    t.is((exports['copy'] as WebAssembly.Global).value, 40);
    t.is((exports['count'] as WebAssembly.Global).value, 12);
    t.deepEqual(Object.keys(exports).toSorted(), ['bump', 'copy', 'count', 'indirect', 'memory']);
  }
});

test('every form of segment and instruction is carried over', async (t) => {
  const wat = `(module
    (memory $one 1) (memory $two 1)
    (table $table 8 funcref)
    (table $init 2 funcref (ref.func $nine))
    (type $number (func (result i32)))
    (elem (table $table) (i32.const 1) func $nine)
    (elem $passive funcref (ref.func $nine) (ref.null func))
    (elem $items func $nine)
    (elem declare func $nine)
    (data (memory $two) (i32.const 4) "two")
    (data $passiveData "\\01\\02\\03\\04")
    (func $nine (result i32) (i32.const 9))
    (func (export "run") (param $n i32) (result i64) (local $sum i64) (local $f f32) (local $v v128) (local $r funcref)
      (memory.init $one $passiveData (i32.const 8) (i32.const 0) (i32.const 4))
      (data.drop $passiveData)
      (memory.copy $one $two (i32.const 16) (i32.const 4) (i32.const 3))
      (table.init $table $passive (i32.const 2) (i32.const 0) (i32.const 2))
      (elem.drop $items)
      (table.copy $table $table (i32.const 4) (i32.const 1) (i32.const 1))
      (local.set $v (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
        (v128.const i32x4 1 2 3 4) (v128.load8_lane 3 (i32.const 8) (v128.const i64x2 0 0))))
      (local.set $sum (i64.extend_i32_u (i32x4.extract_lane 2 (local.get $v))))
      (block $out
        (loop $again (param) (result)
          (br_table $out $again $out (i32.and (local.get $n) (i32.const 1)))))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (block $exit (result i32)
        (loop $typed (result i32)
          (local.set $n (i32.sub (local.get $n) (i32.const 2)))
          (local.set $sum (i64.add (local.get $sum) (i64.load32_u (i32.const 8))))
          (br_if $typed (i32.gt_s (local.get $n) (i32.const 0)))
          (br $exit (call_indirect (type $number) (select (result i32) (i32.const 4) (i32.const 1) (local.get $n)))))))))
      (local.set $f (f32.const 1.5))
      (local.set $r (table.get $init (i32.const 1)))
      (if (ref.is_null (local.get $r)) (then (unreachable)))
      (local.set $sum (i64.add (local.get $sum) (i64.trunc_sat_f32_s (local.get $f))))
      (i64.add (local.get $sum) (i64.load8_u (i32.const 16))))
    (func (export "tail") (result i32) (return_call $nine))
  )`;
  const [plain, metered] = await both(wat);
  t.is(metered['run']!(10), plain['run']!(10));
  t.is(metered['tail']!(), 9);
});

test('a start function is exported instead, among other exports or alone, and pays', async (t) => {
  for (const others of ['', '(export "g" (global $g))']) {
    const wat = `(module (global $g (mut i32) (i32.const 0)) ${others}
      (func $start (loop $l (global.set $g (i32.add (global.get $g) (i32.const 1))) (br_if $l (i32.lt_s (global.get $g) (i32.const 10)))))
      (start $start)
      (table 1 funcref) (elem (i32.const 0) $start) (memory 1) (data (i32.const 0) "x"))`;
    const meter = new Meter(100);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(await instrumented(wat)), meterImports(meter));
    t.is(meter.remaining, 100);
    (exports[START_NAME] as () => void)();
    if (others !== '') t.is((exports['g'] as WebAssembly.Global).value, 10);
    t.true(meter.remaining <= 89);
  }
});

test('a start function that cannot be one is refused, and so is the name it gets', async (t) => {
  const refused = async (wat: string, message: RegExp) => {
    await t.throwsAsync(instrumented(wat), { instanceOf: ComponentError, message });
  };
  await refused('(module (func $start (param i32)) (start $start))', /the start function takes or returns something/);
  await refused('(module (func $start (result i32) (i32.const 1)) (start $start))', /takes or returns something/);
  await refused('(module (func) (export "\\00start" (func 0)))', /the name reserved for its start function/);
});

test('traces keep the names of functions', async (t) => {
  const wat = `(module (func $careless (export "run") (unreachable)))`;
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(await instrumented(wat)),
    meterImports(new Meter(9)),
  );
  const error = t.throws(() => (exports['run'] as () => void)(), { instanceOf: WebAssembly.RuntimeError });
  t.regex(error.stack!, /careless/);
});

test('names that would act on a terminal or a log are shown without that', async (t) => {
  const wat = `(module (func $f (@name "one\\0atwo\\1b[31m\\e2\\80\\ae") (export "run") (unreachable)))`;
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(await instrumented(wat)),
    meterImports(new Meter(9)),
  );
  const error = t.throws(() => (exports['run'] as () => void)(), { instanceOf: WebAssembly.RuntimeError });
  t.regex(error.stack!, /one\ufffdtwo\ufffd\[31m\ufffd/);
});

const REFUSED: readonly [string, string][] = [
  ['exception handling', '(module (tag $e) (func (throw $e)))'],
  ['exception handling', '(module (func (block $b (try_table (catch_all $b)))))'],
  ['threads and atomics', '(module (memory 1 1 shared))'],
  ['threads and atomics', '(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))'],
  ['garbage collection', '(module (type (struct (field i32))))'],
  ['64-bit memory', '(module (memory i64 1))'],
];

for (const [feature, wat] of REFUSED) {
  test(`${feature} is refused by name: ${wat}`, async (t) => {
    const error = await t.throwsAsync(() => instrumented(wat), { instanceOf: ComponentError });
    t.is(error.code, 'unsupported');
    t.regex(error.message, new RegExp(feature));
    t.is(typeof error.offset, 'number');
  });
}
