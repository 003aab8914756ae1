import test from 'ava';
import fc from 'fast-check';
import { loadComponent, Meter, MAX_FUEL } from '../../host/component/index.ts';
import { pack, Ref, unpack, type Element } from '../../host/store/tuple.ts';
import { fromHex, hexOf } from '../store/keys.ts';
import { OWN, STANDARD } from '../store/tuple-vectors.ts';
import { buildFixtures } from './fixture.ts';

interface Codec {
  repack(tuple: Uint8Array): Uint8Array;
  packInteger(value: bigint): Uint8Array;
  unpackInteger(tuple: Uint8Array): bigint;
  packNumber(value: number): Uint8Array;
  unpackNumber(tuple: Uint8Array): number;
  packText(value: string): Uint8Array;
  unpackText(tuple: Uint8Array): string;
  packRef(value: bigint): Uint8Array;
  unpackRef(tuple: Uint8Array): bigint;
  packIntegers(values: BigInt64Array): Uint8Array;
  unpackIntegers(tuple: Uint8Array): BigInt64Array;
  packNumbers(values: Float64Array): Uint8Array;
  unpackNumbers(tuple: Uint8Array): Float64Array;
}

const component = await loadComponent((await buildFixtures()).codec, { name: 'codec' });
const instance = component.instantiate({ imports: {}, meter: new Meter(MAX_FUEL) });
const codec = instance.exports['fixture:worlds/codec@0.1.0'] as unknown as Codec;

const oid = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Well-formed, with zeroes and characters outside the basic plane among the others. */
const text = fc.string({
  unit: fc.oneof(fc.constant('\0'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
});

const integers = fc.array(integer, { maxLength: 6 }).map((values) => BigInt64Array.from(values));
const numbers = fc.array(fc.double({ noNaN: true }), { maxLength: 6 }).map((values) => Float64Array.from(values));

const element: fc.Arbitrary<Element> = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    integer,
    fc.double({ noNaN: true }),
    text,
    fc.uint8Array(),
    oid.map((value) => new Ref(value)),
    integers,
    numbers,
    fc.array(tie('element'), { maxLength: 4 }),
  ),
})).element;

/** Whether a value is of the kinds that slots of the driver hold. */
function isHeld(value: Element): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  if (Array.isArray(value)) return value.every((inner: Element) => isHeld(inner));
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof BigInt64Array || value instanceof Float64Array) return true;
  return value instanceof Uint8Array || value instanceof Ref;
}

/** The driver's bytes of a value, where it has a call that packs just that. */
function packed(value: Element): Uint8Array | undefined {
  if (typeof value === 'bigint') return codec.packInteger(value);
  if (typeof value === 'number') return codec.packNumber(value);
  if (typeof value === 'string') return codec.packText(value);
  if (value instanceof BigInt64Array) return codec.packIntegers(value);
  if (value instanceof Float64Array) return codec.packNumbers(value);
  return value instanceof Ref ? codec.packRef(value.oid) : undefined;
}

test('the vectors of the encoding hold for the driver’s packer', (t) => {
  const held = [...STANDARD, ...OWN].filter(([value]) => isHeld(value));
  t.true(held.length > 30);
  for (const [value, expected] of held) {
    t.is(hexOf(codec.repack(fromHex(expected))), expected);
    t.is(hexOf(packed(value) ?? fromHex(expected)), expected);
  }
  t.is(hexOf(codec.repack(fromHex(held.map(([, bytes]) => bytes).join('')))), held.map(([, bytes]) => bytes).join(''));
});

test('a tuple that is read and written again has the same bytes', (t) => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (tuple) => {
      const bytes = pack(tuple);
      t.deepEqual([...codec.repack(bytes)], [...bytes]);
    }),
    { numRuns: 500 },
  );
});

test('values mean the same on both sides', (t) => {
  fc.assert(
    fc.property(integer, fc.double({ noNaN: true }), text, oid, (whole, number, string, ref) => {
      t.deepEqual(unpack(codec.packInteger(whole)), [whole]);
      t.is(codec.unpackInteger(pack([whole])), whole);
      t.deepEqual(unpack(codec.packNumber(number)), [number]);
      t.true(Object.is(codec.unpackNumber(pack([number])), number));
      t.deepEqual(unpack(codec.packText(string)), [string]);
      t.is(codec.unpackText(pack([string])), string);
      t.deepEqual(unpack(codec.packRef(ref)), [new Ref(ref)]);
      t.is(codec.unpackRef(pack([new Ref(ref)])), ref);
    }),
    { numRuns: 500 },
  );
});

test('vectors mean the same on both sides', (t) => {
  fc.assert(
    fc.property(integers, numbers, (whole, fractions) => {
      t.deepEqual(unpack(codec.packIntegers(whole)), [whole]);
      t.deepEqual([...codec.unpackIntegers(pack([whole]))], [...whole]);
      t.deepEqual(unpack(codec.packNumbers(fractions)), [fractions]);
      t.deepEqual([...codec.unpackNumbers(pack([fractions]))], [...fractions]);
    }),
    { numRuns: 300 },
  );
});

test('a vector that is cut off or has a wrong mark ends the task', (t) => {
  const whole = pack([BigInt64Array.of(1n, 2n)]);
  for (let size = 1; size < whole.length; size++) {
    const other = component.instantiate({ imports: {}, meter: new Meter(MAX_FUEL) });
    const cut = other.exports['fixture:worlds/codec@0.1.0'] as unknown as Codec;
    t.throws(() => cut.unpackIntegers(whole.slice(0, size)));
  }
  const wrong = whole.slice();
  wrong[10] = 7;
  const other = component.instantiate({ imports: {}, meter: new Meter(MAX_FUEL) });
  t.throws(() => (other.exports['fixture:worlds/codec@0.1.0'] as unknown as Codec).unpackIntegers(wrong));
});

test('the ends of what fits', (t) => {
  for (const whole of [0n, 1n, -1n, 255n, 256n, -255n, -256n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) + 1n]) {
    t.deepEqual([...codec.packInteger(whole)], [...pack([whole])]);
    t.is(codec.unpackInteger(pack([whole])), whole);
  }
  for (const number of [0, -0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE]) {
    t.deepEqual([...codec.packNumber(number)], [...pack([number])]);
  }
});
