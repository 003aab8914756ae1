import test from 'ava';
import fc from 'fast-check';
import { loadComponent } from '../../host/component/index.ts';
import { buildComponent } from './build.ts';
import { transpileWithJco } from './jco.ts';

/*
 * Guests hand over core values that may mean nothing: a trap for both or the same value for both. Where jco departs from the
 * specification (`departures.ts`) the values are kept to what it does alike.
 */

interface BadType {
  readonly wit: string;
  /** Core values that a guest hands over, all i32. */
  readonly cores: fc.Arbitrary<readonly number[]>;
}

const MEMORY_BYTES = 65_536;

/** Any i32, more often one near a bound. */
const near = (...bounds: readonly number[]): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    ...bounds.map((bound) => fc.integer({ min: Math.max(0, bound - 3), max: Math.min(0xffff_ffff, bound + 3) })),
  );

const pointer = near(0, 64, MEMORY_BYTES, 0xffff_ffff);
/** jco takes an empty list wherever it lies, and one of 2^31 elements or more for empty. */
const length = near(4, MEMORY_BYTES).map((count) => Math.max(1, count & 0x7fff_ffff));

const TYPES: readonly BadType[] = [
  { wit: 'char', cores: near(0, 0xd800, 0xdfff, 0x10_ffff).map((code) => [code]) },
  { wit: 'colour', cores: near(0, 2, 256).map((index) => [index]) },
  { wit: 'shape', cores: fc.tuple(near(0, 2, 256), near(0, 0xd800)) },
  { wit: 'option<char>', cores: fc.tuple(near(0, 2), near(0, 0xd800, 0x10_ffff)) },
  { wit: 'result<char, colour>', cores: fc.tuple(near(0, 2), near(0, 2, 0xd800)) },
  { wit: 'string', cores: fc.tuple(pointer, length) },
  { wit: 'list<char>', cores: fc.tuple(pointer, length) },
  { wit: 'list<colour>', cores: fc.tuple(pointer, length) },
  { wit: 'list<string>', cores: fc.tuple(pointer, length) },
  { wit: 'list<tuple<colour, u32>>', cores: fc.tuple(pointer, length) },
];

const DECLARATIONS = `enum colour { red, green, blue } variant shape { point, circle(u32), letter(char) }`;

const CORES = 2;
const RUNS = 150;
/** Values are tried by so many until some were taken and some trapped; seldom is one round not enough. */
const MOST_ROUNDS = 10;

/** Exports \`bad-N\`, which hands its core values over as a value of type N. Memory is ASCII in UTF-16 all over, but for small numbers at 64. */
function source(encoding: 'utf8' | 'utf16'): Parameters<typeof buildComponent>[0] {
  const imports = TYPES.map(({ wit }, index) => `take${index}: func(v: ${wit});`).join(' ');
  const exports = TYPES.map((_, index) => `export bad${index}: func(a: u32, b: u32);`).join(' ');
  const signature = ({ wit }: BadType) => (wit === 'char' || wit === 'colour' ? 'i32' : 'i32 i32');
  const wat = TYPES.map(
    (type, index) => `(import "test:bad/takes@1.0.0" "take${index}" (func $take${index} (param ${signature(type)})))`,
  );
  const bodies = TYPES.map((type, index) => {
    const passed = signature(type) === 'i32' ? '(local.get 0)' : '(local.get 0) (local.get 1)';
    return `(func (export "bad${index}") (param i32 i32) (call $take${index} ${passed}))`;
  });
  return {
    encoding,
    wit: `package test:bad@1.0.0;
      interface takes { ${DECLARATIONS} ${imports} }
      world w { import takes; ${exports} }`,
    wat: `(module ${wat.join('\n')}
      (memory (export "memory") 1)
      (data (i32.const 64) "${'\\01\\00\\00\\00'.repeat(64)}")
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
      ${bodies.join('\n')})`,
  };
}

for (const encoding of ['utf8', 'utf16'] as const) {
  test(`core values that may mean nothing trap as with jco, strings in ${encoding}`, async (t) => {
    const bytes = await buildComponent(source(encoding));
    const component = await loadComponent(bytes, { name: 'bad' });
    const makeTheirs = await transpileWithJco(bytes);
    let seen: unknown[] = [];
    const host = Object.fromEntries(
      TYPES.map((_, index) => [`take${index}`, (value: unknown) => void seen.push(value)]),
    );
    const outcome = (call: () => unknown): string => {
      seen = [];
      try {
        call();
        return fc.stringify(seen);
      } catch {
        return 'trap';
      }
    };
    for (const [index, { wit, cores }] of TYPES.entries()) {
      let ours = component.instantiate({ imports: { 'test:bad/takes@1.0.0': host } }).exports;
      let theirs = await makeTheirs({ 'test:bad/takes': host });
      const met = new Set<string>();
      const rounds = function* () {
        for (let round = 0; round < MOST_ROUNDS && met.size < 2; round++) yield* fc.sample(cores, RUNS);
      };
      for (const values of rounds()) {
        const passed = Array.from({ length: CORES }, (_, at) => values[at] ?? 0);
        const [mine, other] = [ours, theirs].map((guest) => outcome(() => guest[`bad${index}`](...passed)));
        t.is(mine, other, `${wit}: ${passed.join(' ')}`);
        met.add(mine === 'trap' ? 'trap' : 'taken');
        if (mine !== 'trap') continue;
        // Whoever trapped is of no further use.
        ours = component.instantiate({ imports: { 'test:bad/takes@1.0.0': host } }).exports;
        theirs = await makeTheirs({ 'test:bad/takes': host });
      }
      t.is(met.size, 2, `${wit} is taken and traps`);
    }
  });
}
