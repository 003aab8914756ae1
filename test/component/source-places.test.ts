import test from 'ava';
import fc from 'fast-check';

import { loadComponent, SOURCE_PLACES, Trap } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';

const WIT = 'package t:t;\nworld w { export run: func(); }';

const leb = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...leb(Math.floor(value / 0x80))];
const name = (text: string): number[] => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...leb(bytes.length), ...bytes];
};
const escaped = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

/** Places as their distance, source, line and column. */
const section = (sources: readonly string[], places: readonly (readonly number[])[]): number[] => [
  ...leb(sources.length),
  ...sources.flatMap(name),
  ...leb(places.length),
  ...places.flatMap((place) => place.flatMap(leb)),
];

/** What a guest is told to have done that stops in the second of three functions, which another calls. */
async function trapWith(content: Iterable<number>): Promise<Trap> {
  const wat = `(module
    (func $idle (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
    (func $inner (param i32) (drop (call $idle (i32.const 1))) (drop (i32.div_u (i32.const 1) (local.get 0))))
    (func (export "run") (loop $l (call $inner (i32.const 0)) (br $l)))
    (@custom "${SOURCE_PLACES}" "${escaped(content)}"))`;
  const component = await loadComponent(await buildComponent({ wit: WIT, wat }), { name: 'tower' });
  try {
    component.instantiate({ imports: {} }).exports['run']();
  } catch (error) {
    if (error instanceof Trap) return error;
    throw error;
  }
  throw new Error('it did not trap');
}

/**
 * Offsets from the start of the code section's content: its count, then for each function its size, the number of its local groups and
 * its instructions. `idle` is of 8 bytes from 1 on; `inner`'s instructions start at 11, its division stands at 20.
 */
const INNER = 11;
const DIVISION = 20;

test('a place holds for the instructions up to the next one, in its own function', async (t) => {
  const exact = await trapWith(
    section(
      ['a.ts', 'b.ts'],
      [
        [INNER, 0, 3, 1],
        [DIVISION - INNER, 1, 5, 7],
        [1, 0, 9, 9],
      ],
    ),
  );
  t.is(exact.message, 'tower: run: divide by zero at b.ts:5:7');
  t.is(exact.trace[0], 'inner (b.ts:5:7)');
  const before = await trapWith(section(['a.ts'], [[INNER, 0, 3, 1]]));
  t.is(before.message, 'tower: run: divide by zero at a.ts:3:1');
  const after = await trapWith(section(['a.ts'], [[DIVISION + 1, 0, 9, 9]]));
  t.is(after.message, 'tower: run: divide by zero at a.ts:9:9', 'the only place of the function');
  const elsewhere = await trapWith(section(['a.ts'], [[3, 0, 3, 1]]));
  t.is(elsewhere.message, 'tower: run: divide by zero', 'a place of another function');
});

test('places that lie are shown as text, or not at all', async (t) => {
  const acting = await trapWith(section(['a\u001b[2J\n.ts'], [[INNER, 0, 1, 1]]));
  t.is(acting.message, 'tower: run: divide by zero at a\ufffd[2J\ufffd.ts:1:1');
  const unknown = await trapWith(section([], [[INNER, 7, 1, 1]]));
  t.is(unknown.message, 'tower: run: divide by zero at an unknown source:1:1');
  const far = await trapWith(
    section(
      ['a.ts'],
      [
        [0xffff_ffff, 0, 1, 1],
        [0xffff_ffff, 0, 1, 1],
      ],
    ),
  );
  t.is(far.message, 'tower: run: divide by zero');
  for (const bytes of [[], [0xff], [0, 0xff, 0xff, 0xff, 0xff, 0x0f], [1, 200], [0, 1, 1]]) {
    t.is((await trapWith(bytes)).message, 'tower: run: divide by zero', `malformed: ${bytes.join(' ')}`);
  }
});

test('no content of the section keeps a trap from being told', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
      t.regex((await trapWith(bytes)).message, /^tower: run: divide by zero/);
    }),
    { numRuns: 40 },
  );
});
