import { parse } from '@bytecodealliance/jco';

/** Moves `$i` on to a number that nobody can foresee. */
const RANDOM = '(local.set $i (i32.add (i32.mul (local.get $i) (i32.const 1664525)) (i32.const 1013904223)))';

/** So that the engine cannot leave out what nobody looks at. */
const KEEP = `(i32.store (i32.const 16) (local.get $i)) (i64.store (i32.const 24) (local.get $l))
  (f64.store (i32.const 32) (local.get $d)) (v128.store (i32.const 48) (local.get $v))`;

/** Code that does as much as it can for little fuel: a loop body, after which `$n` counts down. */
const SPINS: Readonly<Record<string, string>> = {
  'empty loop': '',
  'i32 additions': '(local.set $i (i32.add (local.get $i) (local.get $n)))'.repeat(1000),
  'i32 multiplications in a chain': '(local.set $i (i32.mul (local.get $i) (local.get $n)))'.repeat(1000),
  'i64 divisions in a chain': '(local.set $l (i64.div_u (i64.const -1) (i64.or (local.get $l) (i64.const 1))))'.repeat(
    1000,
  ),
  'i64 remainders in a short loop': '(local.set $l (i64.rem_s (i64.const -7) (i64.or (local.get $l) (i64.const 3))))',
  'f64 square roots in a chain': '(local.set $d (f64.sqrt (f64.add (local.get $d) (f64.const 2))))'.repeat(1000),
  'f64 divisions in a chain': '(local.set $d (f64.div (f64.const 3) (local.get $d)))'.repeat(1000),
  'f64 rounding in a chain': '(local.set $d (f64.nearest (f64.add (local.get $d) (f64.const 0.3))))'.repeat(1000),
  'f64 truncations': '(local.set $l (i64.add (local.get $l) (i64.trunc_sat_f64_u (local.get $d))))'.repeat(1000),
  'f32x4 square roots in a chain': '(local.set $v (f32x4.sqrt (local.get $v)))'.repeat(1000),
  'f64x2 divisions in a chain': '(local.set $v (f64x2.div (v128.const f64x2 3 3) (local.get $v)))'.repeat(1000),
  'i64x2 multiplications in a chain': '(local.set $v (i64x2.mul (local.get $v) (local.get $v)))'.repeat(1000),
  'i8x16 swizzles and shuffles':
    `(local.set $v (i8x16.swizzle (local.get $v) (i8x16.shuffle 3 1 4 1 5 9 2 6 5 3 5 8 9 7 9 3
    (local.get $v) (local.get $v))))`.repeat(500),
  'i8x16 counts and shifts':
    `(local.set $v (i8x16.popcnt (i8x16.shl (i64x2.shr_s (local.get $v) (local.get $n)) (local.get $n))))`.repeat(500),
  'relaxed multiply and add': `(local.set $v (f64x2.relaxed_madd (local.get $v) (local.get $v) (local.get $v)))`.repeat(
    1000,
  ),
  'calls of nothing': '(call $nothing)'.repeat(100),
  'indirect calls': '(call_indirect (type $empty) (i32.and (local.get $n) (i32.const 1)))'.repeat(100),
  'unforeseeable branches':
    `${RANDOM}(if (i32.and (local.get $i) (i32.const 256)) (then (local.set $l (i64.add (local.get $l) (i64.const 3)))
    (i32.store (i32.const 0) (local.get $n))) (else (local.set $l (i64.mul (local.get $l) (i64.const 5)))))`.repeat(
      100,
    ),
  'unforeseeable tables of branches': `${RANDOM}(block $d (block $c (block $b (block $a
    (br_table $a $b $c $d (i32.and (i32.shr_u (local.get $i) (i32.const 8)) (i32.const 3))))
    (i32.store (i32.const 0) (local.get $n))) (i32.store (i32.const 4) (local.get $n))) (i32.store (i32.const 8) (local.get $n)))`.repeat(
    100,
  ),
  'loads in a chain, from cache': '(local.set $i (i32.load (i32.and (local.get $i) (i32.const 0xfffc))))'.repeat(100),
  'loads in a chain, past cache':
    `${RANDOM}(local.set $i (i32.xor (local.get $i) (i32.load (i32.and (local.get $i) (i32.const 0x3fffffc)))))`.repeat(
      100,
    ),
  'stores past cache': `${RANDOM}(i32.store (i32.and (local.get $i) (i32.const 0x3fffffc)) (i32.const 0))`.repeat(100),
  'memory.grow of nothing': '(drop (memory.grow (i32.const 0)))',
  'memory.grow past the limit': '(drop (memory.grow (i32.const 60000)))',
  'memory.size': '(local.set $i (i32.add (local.get $i) (memory.size)))'.repeat(1000),
  'memory.fill of nothing': '(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))'.repeat(100),
  'memory.fill of 100 bytes': '(memory.fill (i32.const 0) (i32.const 0) (i32.const 100))'.repeat(100),
  'memory.fill of 60 MiB': '(memory.fill (i32.const 0) (i32.const 0) (i32.const 62914560))',
  'memory.copy of nothing': '(memory.copy (i32.const 0) (i32.const 0) (i32.const 0))'.repeat(100),
  'memory.copy of 100 bytes': '(memory.copy (i32.const 0) (i32.const 3) (i32.const 100))'.repeat(100),
  'memory.copy of 30 MiB': '(memory.copy (i32.const 0) (i32.const 31457281) (i32.const 31457280))',
  'memory.init of nothing': '(memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 0))'.repeat(100),
  'data.drop': '(data.drop $bytes)'.repeat(100),
  'table.get and table.set': '(table.set $table (i32.const 1) (table.get $table (i32.const 0)))'.repeat(100),
  'ref.func': '(table.set $table (i32.const 1) (ref.func $nothing))'.repeat(100),
  'table.size': '(local.set $i (i32.add (local.get $i) (table.size $table)))'.repeat(1000),
  'table.grow of nothing': '(drop (table.grow $table (ref.null func) (i32.const 0)))',
  'table.grow past the limit': '(drop (table.grow $table (ref.null func) (i32.const 6000)))',
  'table.fill of nothing': '(table.fill $table (i32.const 0) (ref.null func) (i32.const 0))'.repeat(100),
  'table.fill of 60 elements': '(table.fill $table (i32.const 0) (ref.func $nothing) (i32.const 60))'.repeat(10),
  'table.fill of 1,000 elements': '(table.fill $table (i32.const 0) (ref.func $nothing) (i32.const 1000))',
  'table.copy of nothing': '(table.copy $table $table (i32.const 0) (i32.const 0) (i32.const 0))'.repeat(100),
  'table.copy of 60 elements': '(table.copy $table $table (i32.const 0) (i32.const 1) (i32.const 60))'.repeat(10),
  'table.copy of 500 elements': '(table.copy $table $table (i32.const 0) (i32.const 500) (i32.const 500))',
  'table.init of 2 elements': '(table.init $table $elements (i32.const 0) (i32.const 0) (i32.const 2))'.repeat(100),
};

export const SPIN_NAMES = Object.keys(SPINS);

/** A module that exports each of them under its name: it goes on until the fuel is spent. `prepare` writes to all of its memory. */
export async function compileSpins(): Promise<Uint8Array<ArrayBuffer>> {
  const functions = Object.entries(SPINS).map(
    ([
      name,
      body,
    ]) => `(func (export "${name}") (local $n i32) (local $i i32) (local $l i64) (local $d f64) (local $v v128)
      (loop $again ${body} ${KEEP} (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $again)))`,
  );
  return Uint8Array.from(
    await parse(`(module
      (type $empty (func))
      (memory 1024)
      (table $table 1000 funcref)
      (elem (i32.const 0) $nothing $other)
      (elem $elements func $nothing $nothing)
      (data $bytes "bytes")
      (func (export "prepare") (memory.fill (i32.const 0) (i32.const 1) (i32.const 67108864)))
      (func $nothing)
      (func $other (drop (i32.const 1)))
      ${functions.join('\n')})`),
  );
}
