/** Units of the longest string these loops take: beyond, a call into the engine is quicker. */
export const SHORT_UNITS = 64;

/**
 * Loops over short strings, as functions of WebAssembly over one memory. There V8 looks up once how a string is kept, in JavaScript for
 * each unit, and makes a string from an array without a call out of compiled code: a third quicker at 32 characters. In text:
 *
 *     (module
 *       (type $units (array (mut i16)))
 *       (import "wasm:js-string" "charCodeAt" (func $unit (param externref i32) (result i32)))
 *       (import "wasm:js-string" "fromCharCodeArray" (func $string (param (ref null $units) i32 i32) (result (ref extern))))
 *       (import "" "memory" (memory 0))
 *       (global $area (ref $units) (array.new_default $units (i32.const 64)))
 *       (func (export "store") (param $text externref) (param $at i32) (param $count i32) (result i32)
 *         (local $index i32) (local $unit i32) (local $bits i32)
 *         (block $done (loop $next
 *           (br_if $done (i32.eq (local.get $index) (local.get $count)))
 *           (local.set $unit (call $unit (local.get $text) (local.get $index)))
 *           (local.set $bits (i32.or (local.get $bits) (local.get $unit)))
 *           (i32.store16 (local.get $at) (local.get $unit))
 *           (local.set $at (i32.add (local.get $at) (i32.const 2)))
 *           (local.set $index (i32.add (local.get $index) (i32.const 1)))
 *           (br $next)))
 *         (local.get $bits))
 *       (func (export "load") (param $at i32) (param $count i32) (result externref)
 *         (local $index i32) (local $unit i32) (local $bits i32) (local $units (ref $units))
 *         (local.set $units (global.get $area))
 *         (block $done (loop $next
 *           (br_if $done (i32.eq (local.get $index) (local.get $count)))
 *           (local.set $unit (i32.load16_u (local.get $at)))
 *           (local.set $bits (i32.or (local.get $bits) (local.get $unit)))
 *           (array.set $units (local.get $units) (local.get $index) (local.get $unit))
 *           (local.set $at (i32.add (local.get $at) (i32.const 2)))
 *           (local.set $index (i32.add (local.get $index) (i32.const 1)))
 *           (br $next)))
 *         (if (result externref) (i32.ge_u (local.get $bits) (i32.const 0xd800))
 *           (then (ref.null extern))
 *           (else (call $string (local.get $units) (i32.const 0) (local.get $count)))))
 *       (func (export "loadAscii") (param $at i32) (param $count i32) (result externref)
 *         (local $index i32) (local $unit i32) (local $bits i32) (local $units (ref $units))
 *         (local.set $units (global.get $area))
 *         (block $done (loop $next
 *           (br_if $done (i32.eq (local.get $index) (local.get $count)))
 *           (local.set $unit (i32.load8_u (i32.add (local.get $at) (local.get $index))))
 *           (local.set $bits (i32.or (local.get $bits) (local.get $unit)))
 *           (array.set $units (local.get $units) (local.get $index) (local.get $unit))
 *           (local.set $index (i32.add (local.get $index) (i32.const 1)))
 *           (br $next)))
 *         (if (result externref) (i32.ge_u (local.get $bits) (i32.const 0x80))
 *           (then (ref.null extern))
 *           (else (call $string (local.get $units) (i32.const 0) (local.get $count))))))
 */
// prettier-ignore
export const LOOPS = Buffer.from([
  '0061736d01000000',
  '0120055e770160026f7f017f600363007f7f01646f60036f7f7f017f60027f7f016f',
  '024b030e7761736d3a6a732d737472696e670a63686172436f6465417400010e7761736d3a6a732d737472696e671166726f6d43686172',
  '436f64654172726179000200066d656d6f7279020000',
  '030403030404',
  '060b0164000041c000fb07000b',
  '071c030573746f72650002046c6f61640003096c6f616441736369690004',
  '0ae001033901037f0240034020032002460d01200020031000210420052004722105200120043b0100200141026a2101200341016a2103',
  '0c000b0b20050b5402037f016400230021050240034020022001460d0120002f0100210320042003722104200520022003fb0e00200041',
  '026a2100200241016a21020c000b0b20044180b0034f046fd06f0520054100200110010b0b4f02037f0164002300210502400340200220',
  '01460d01200020026a2d0000210320042003722104200520022003fb0e00200241016a21020c000b0b20044180014f046fd06f05200541',
  '00200110010b0b',
].join(''), 'hex');

const MODULE = new WebAssembly.Module(LOOPS, { builtins: ['js-string'] });

/** The loops for one memory. Addresses are checked before; `count` is `SHORT_UNITS` at most. */
export interface StringLoops {
  /** Stores units as UTF-16. Returns their bitwise sum: whether there may be surrogates among them. */
  store(text: string, pointer: number, count: number): number;
  /** Loads UTF-16; null where there may be surrogates. */
  load(pointer: number, count: number): string | null;
  /** Loads ASCII; null where a byte is none. */
  loadAscii(pointer: number, count: number): string | null;
}

export function stringLoops(memory: WebAssembly.Memory): StringLoops {
  return new WebAssembly.Instance(MODULE, { '': { memory } }).exports as never;
}
