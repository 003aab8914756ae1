import test from 'ava';
import fc from 'fast-check';
import { loadComponent, type Instance } from '../../host/component/index.ts';
import { parseComponent } from './build.ts';

/*
 * Flags of any number: up to 32 in the smallest integer that holds them, more in one i32 for each 32, as release 0.2.0 of the component
 * model laid them out (its CanonicalABI.md: elem_size_flags, num_i32_flags, lower_flat_flags).
 */

const labelsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `f${index}`);

const typeOf = (count: number): string =>
  `(flags ${labelsOf(count)
    .map((label) => `"${label}"`)
    .join(' ')})`;

/** The values of the flags with these bits. */
const valueOf = (count: number, bits: bigint): Record<string, boolean> =>
  Object.fromEntries(labelsOf(count).map((label, index) => [label, ((bits >> BigInt(index)) & 1n) === 1n]));

const MEMORY = `(core module $memory
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $memory (instantiate $memory))`;

const OPTIONS = '(memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))';

/**
 * Passes flags on to the host's `f` and answers what that answers: flat, or between two u8 in memory. `words` is how many i32 they take,
 * `size` and `alignment` are those in memory.
 */
function passing(count: number, words: number, size: number, alignment: number): string {
  const flat = words > 16 ? '(param i32)' : `(param ${'i32 '.repeat(words)})`;
  const passed = Array.from({ length: words > 16 ? 1 : words }, (_, index) => `(local.get ${index})`).join(' ');
  const one = words === 1;
  const last = alignment + size;
  return `(component
    (type $plain ${typeOf(count)})
    (import "flags" (type $flags (eq $plain)))
    (import "f" (func $f (param "v" $flags) (result $flags)))
    (import "g" (func $g (param "v" (list (tuple u8 $flags u8)))))
    ${MEMORY}
    (core func $f (canon lower (func $f) ${OPTIONS}))
    (core func $g (canon lower (func $g) ${OPTIONS}))
    (core module $main
      (import "memory" "memory" (memory 1))
      (import "host" "f" (func $f (param ${'i32 '.repeat(words > 16 ? 1 : words)} ${one ? '' : 'i32'}) ${one ? '(result i32)' : ''}))
      (import "host" "g" (func $g (param i32 i32)))
      (func (export "flat") ${flat} (result i32)
        (call $f ${passed} ${one ? '' : '(i32.const 512)'}) ${one ? '' : '(i32.const 512)'})
      (func (export "sizes") (param $at i32) (param $count i32) (result i32)
        (call $g (local.get $at) (local.get $count))
        (i32.load8_u offset=${last} (local.get $at))))
    (core instance $main (instantiate $main
      (with "memory" (instance $memory)) (with "host" (instance (export "f" (func $f)) (export "g" (func $g))))))
    (func (export "flat") (param "v" $flags) (result $flags) (canon lift (core func $main "flat") ${OPTIONS}))
    (func (export "sizes") (param "v" (list (tuple u8 $flags u8))) (result u32) (canon lift (core func $main "sizes") ${OPTIONS})))`;
}

async function instantiate(text: string, imports: Record<string, unknown>): Promise<Instance['exports']> {
  const component = await loadComponent(await parseComponent(text), { name: 'flags' });
  return component.instantiate({ imports: imports as never }).exports;
}

/** Labels, words, size, alignment. */
const LAYOUTS: readonly (readonly [number, number, number, number])[] = [
  [1, 1, 1, 1],
  [8, 1, 1, 1],
  [9, 1, 2, 2],
  [16, 1, 2, 2],
  [17, 1, 4, 4],
  [32, 1, 4, 4],
  [33, 2, 8, 4],
  [64, 2, 8, 4],
  [65, 3, 12, 4],
  [512, 16, 64, 4],
  [513, 17, 68, 4],
];

for (const [count, words, size, alignment] of LAYOUTS) {
  test(`${count} flags take ${words} core values, ${size} bytes in memory`, async (t) => {
    const seen: unknown[] = [];
    const host = {
      f: (value: unknown) => (seen.push(value), value),
      g: (value: unknown) => void seen.push(value),
    };
    const guest = await instantiate(passing(count, words, size, alignment), host);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n }), (bits) => {
        seen.length = 0;
        const value = valueOf(count, bits);
        const list = [
          [7, value, 9],
          [8, valueOf(count, ~bits), 10],
        ];
        t.deepEqual(guest['flat'](value), value);
        t.is(guest['sizes'](list), 9);
        t.deepEqual(seen, [value, list]);
      }),
      { numRuns: 20 },
    );
  });
}

test('flags of 33 labels cross between components without the bits that mean nothing', async (t) => {
  const callee = `(component
    (type $plain ${typeOf(33)})
    (export $flags "flags" (type $plain))
    (core module $main
      (func (export "f") (param i32 i32) (result i32)
        (if (i32.ne (local.get 0) (i32.const 0x80000001)) (then (unreachable)))
        (local.get 1)))
    (core instance $main (instantiate $main))
    (func (export "f") (param "v" $flags) (result u32) (canon lift (core func $main "f"))))`;
  const text = `(component
    ${callee.replace('(component', '(component $callee')}
    (instance $callee (instantiate $callee))
    (core func $f (canon lower (func $callee "f")))
    (core module $main
      (import "callee" "f" (func $f (param i32 i32) (result i32)))
      (func (export "attack") (result i32) (call $f (i32.const 0x80000001) (i32.const -1))))
    (core instance $main (instantiate $main (with "callee" (instance (export "f" (func $f))))))
    (func (export "attack") (result u32) (canon lift (core func $main "attack"))))`;
  t.is((await instantiate(text, {}))['attack'](), 1);
});
