import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';
import { between, exported } from './canonical.ts';

/*
 * A guest sees how its realloc is called when a string is lowered into it, so that is as CanonicalABI.md says (store_string_into_range
 * and what it calls): the sizes, the sizes before, the alignments.
 */

type Encoding = 'utf8' | 'utf16' | 'latin1+utf16';

const UTF16_TAG = 0x8000_0000;

/** One call of realloc: old size (the old pointer is what the call before answered), alignment, size. */
type Call = readonly [oldSize: number, alignment: number, size: number];

interface Row {
  readonly by: string;
  readonly from: Encoding;
  /** Whether the source chose UTF-16 where it has a choice. */
  readonly wide?: boolean;
  readonly to: Encoding;
  readonly text: string;
  readonly calls: readonly Call[];
  /** Whether it becomes UTF-16 where there is a choice. */
  readonly becomesWide?: boolean;
}

const LONG = 'a long text of over sixty-four characters, '.repeat(3);

const ROWS: readonly Row[] = [
  { by: 'store_string_copy', from: 'utf8', to: 'utf8', text: 'téxt', calls: [[0, 1, 5]] },
  { by: 'store_string_copy', from: 'utf8', to: 'utf8', text: `${LONG}é`, calls: [[0, 1, 131]] },
  { by: 'store_string_copy', from: 'utf16', to: 'utf16', text: 't€xt', calls: [[0, 2, 8]] },
  { by: 'store_string_copy', from: 'utf16', to: 'utf16', text: `${LONG}😀`, calls: [[0, 2, 262]] },
  { by: 'store_string_copy', from: 'latin1+utf16', to: 'utf16', text: 'téxt', calls: [[0, 2, 8]] },
  { by: 'store_string_copy', from: 'latin1+utf16', wide: true, to: 'utf16', text: 't€xt', calls: [[0, 2, 8]] },
  { by: 'store_string_copy', from: 'latin1+utf16', to: 'latin1+utf16', text: 'téxt', calls: [[0, 2, 4]] },
  { by: 'store_string_copy', from: 'utf16', to: 'utf8', text: '', calls: [[0, 1, 0]] },

  { by: 'store_utf16_to_utf8', from: 'utf16', to: 'utf8', text: 'text', calls: [[0, 1, 4]] },
  {
    by: 'store_utf16_to_utf8',
    from: 'utf16',
    to: 'utf8',
    text: 'téxt',
    calls: [
      [0, 1, 4],
      [4, 1, 12],
      [12, 1, 5],
    ],
  },
  {
    by: 'store_utf16_to_utf8',
    from: 'utf16',
    to: 'utf8',
    text: '€€€',
    calls: [
      [0, 1, 3],
      [3, 1, 9],
    ],
  },
  {
    by: 'store_utf16_to_utf8',
    from: 'latin1+utf16',
    wide: true,
    to: 'utf8',
    text: 'a😀',
    calls: [
      [0, 1, 3],
      [3, 1, 9],
      [9, 1, 5],
    ],
  },
  {
    by: 'store_latin1_to_utf8',
    from: 'latin1+utf16',
    to: 'utf8',
    text: 'téxt',
    calls: [
      [0, 1, 4],
      [4, 1, 8],
      [8, 1, 5],
    ],
  },
  {
    by: 'store_latin1_to_utf8',
    from: 'latin1+utf16',
    to: 'utf8',
    text: 'éé',
    calls: [
      [0, 1, 2],
      [2, 1, 4],
    ],
  },

  { by: 'store_utf8_to_utf16', from: 'utf8', to: 'utf16', text: 'text', calls: [[0, 2, 8]] },
  {
    by: 'store_utf8_to_utf16',
    from: 'utf8',
    to: 'utf16',
    text: 't€x😀',
    calls: [
      [0, 2, 18],
      [18, 2, 10],
    ],
  },

  { by: 'store_string_to_latin1_or_utf16', from: 'utf8', to: 'latin1+utf16', text: 'text', calls: [[0, 2, 4]] },
  {
    by: 'store_string_to_latin1_or_utf16',
    from: 'utf8',
    to: 'latin1+utf16',
    text: 'téxt',
    calls: [
      [0, 2, 5],
      [5, 2, 4],
    ],
  },
  {
    by: 'store_string_to_latin1_or_utf16',
    from: 'utf8',
    to: 'latin1+utf16',
    text: 'é€xt',
    calls: [
      [0, 2, 7],
      [7, 2, 14],
      [14, 2, 8],
    ],
    becomesWide: true,
  },
  { by: 'store_string_to_latin1_or_utf16', from: 'utf16', to: 'latin1+utf16', text: 'téxt', calls: [[0, 2, 4]] },
  {
    by: 'store_string_to_latin1_or_utf16',
    from: 'utf16',
    to: 'latin1+utf16',
    text: 'té€',
    calls: [
      [0, 2, 3],
      [3, 2, 6],
    ],
    becomesWide: true,
  },

  {
    by: 'store_probably_utf16_to_latin1_or_utf16',
    from: 'latin1+utf16',
    wide: true,
    to: 'latin1+utf16',
    text: 't€xt',
    calls: [[0, 2, 8]],
    becomesWide: true,
  },
  {
    by: 'store_probably_utf16_to_latin1_or_utf16',
    from: 'latin1+utf16',
    wide: true,
    to: 'latin1+utf16',
    text: 'téxt',
    calls: [
      [0, 2, 8],
      [8, 1, 4],
    ],
  },
];

/** A text as it lies in memory, and its length in units, tagged where that is so. */
function encoded(text: string, encoding: Encoding, wide = false): { bytes: Buffer; units: number } {
  if (encoding === 'utf8') return { bytes: Buffer.from(text), units: Buffer.byteLength(text) };
  if (encoding === 'utf16') return { bytes: Buffer.from(text, 'utf16le'), units: text.length };
  if (wide) return { bytes: Buffer.from(text, 'utf16le'), units: text.length + UTF16_TAG };
  return { bytes: Buffer.from(text, 'latin1'), units: text.length };
}

const data = (at: number, bytes: Uint8Array): string =>
  `(data (i32.const ${at}) "${Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}")`;

const LOG = 256;
const EXPECTED_LOG = 512;
const EXPECTED_TEXT = 768;
const ALLOCATED = 2048;
/** Between what one call of realloc answers and the next. */
const STEP = 512;
const ENTRY_BYTES = 16;

/** Writes down how it is called; what it gives never lies where something lay before. */
const LOGGING_REALLOC = `(local $at i32)
  (i32.store (global.get $log) (local.get $old))
  (i32.store offset=4 (global.get $log) (local.get $oldSize))
  (i32.store offset=8 (global.get $log) (local.get $align))
  (i32.store offset=12 (global.get $log) (local.get $size))
  (global.set $log (i32.add (global.get $log) (i32.const ${ENTRY_BYTES})))
  (local.set $at (global.get $next))
  (global.set $next (i32.add (global.get $next) (i32.const ${STEP})))
  (memory.copy (local.get $at) (local.get $old)
    (select (local.get $oldSize) (local.get $size) (i32.lt_u (local.get $oldSize) (local.get $size))))
  (local.get $at)`;

/** A callee that traps unless it gets this string after these calls of realloc. */
function expecting(calls: readonly Call[], { bytes, units }: { bytes: Buffer; units: number }): string {
  const log = Buffer.alloc(calls.length * ENTRY_BYTES);
  calls.forEach(([oldSize, alignment, size], index) => {
    const old = index === 0 ? 0 : ALLOCATED + (index - 1) * STEP;
    [old, oldSize, alignment, size].forEach((value, at) => log.writeUInt32LE(value, index * ENTRY_BYTES + at * 4));
  });
  const pointer = ALLOCATED + (calls.length - 1) * STEP;
  return `
    (global $log (mut i32) (i32.const ${LOG}))
    (global $next (mut i32) (i32.const ${ALLOCATED}))
    ${data(EXPECTED_LOG, log)} ${data(EXPECTED_TEXT, bytes)}
    (func $same (param $a i32) (param $b i32) (param $size i32)
      (block $done (loop $next
        (br_if $done (i32.eqz (local.get $size)))
        (local.set $size (i32.sub (local.get $size) (i32.const 1)))
        (if (i32.ne
            (i32.load8_u (i32.add (local.get $a) (local.get $size)))
            (i32.load8_u (i32.add (local.get $b) (local.get $size))))
          (then (unreachable)))
        (br $next))))
    (func (export "f") (param i32 i32)
      (if (i32.ne (global.get $log) (i32.const ${LOG + log.length})) (then (unreachable)))
      (call $same (i32.const ${LOG}) (i32.const ${EXPECTED_LOG}) (i32.const ${log.length}))
      (if (i32.ne (local.get 0) (i32.const ${pointer})) (then (unreachable)))
      (if (i32.ne (local.get 1) (i32.const ${units | 0})) (then (unreachable)))
      (call $same (local.get 0) (i32.const ${EXPECTED_TEXT}) (i32.const ${bytes.length})))`;
}

for (const { by, from, wide = false, to, text, calls, becomesWide = false } of ROWS) {
  const shown = text.length > 20 ? `a text of ${text.length} units` : JSON.stringify(text);
  test(`${by}: ${shown} of ${from}${wide ? ', tagged,' : ''} into ${to}`, async (t) => {
    const source = encoded(text, from, wide);
    const bytes = await parseComponent(
      between({
        type: '(param "v" string)',
        lowered: '(param i32 i32)',
        caller: `${data(64, source.bytes)}
          (func (export "attack") (call $f (i32.const 64) (i32.const ${source.units | 0})))`,
        callee: expecting(calls, encoded(text, to, becomesWide)),
        encoding: from,
        calleeEncoding: to,
        calleeRealloc: LOGGING_REALLOC,
      }),
    );
    const guest = (await loadComponent(bytes, { name: 'transcode' })).instantiate({ imports: {} }).exports;
    t.notThrows(() => guest['attack']());
  });
}

for (const [to, text, wide] of [
  ['utf8', 'té€😀', false],
  ['utf16', 'té€😀', false],
  ['latin1+utf16', 'téxt', false],
  ['latin1+utf16', 'té€😀', true],
] as const) {
  test(`store_string_copy: the host gives ${JSON.stringify(text)} in ${to} its size beforehand`, async (t) => {
    const expected = encoded(text, to, wide);
    const callee = expecting([[0, to === 'utf8' ? 1 : 2, expected.bytes.length]], expected);
    const border = { type: '(param "v" string)', callee, encoding: to, realloc: LOGGING_REALLOC };
    const component = await loadComponent(await parseComponent(exported(border)), { name: 'transcode' });
    t.notThrows(() => component.instantiate({ imports: {} }).exports['f'](text));
  });
}
