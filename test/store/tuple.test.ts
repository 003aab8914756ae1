import { Buffer } from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import { Corrupt, TooLarge } from '../../host/store/errors.ts';
import { F32, MAX_TUPLE_DEPTH, pack, Ref, unpack, Uuid, Versionstamp, type Element } from '../../host/store/tuple.ts';
import { bytes, fromHex, hexOf } from './keys.ts';

// From the specification (design/tuple.md) and its examples.
const STANDARD: [Element, string][] = [
  [null, '00'],
  [bytes('foo\0bar'), '01666f6f00ff62617200'],
  [bytes(''), '0100'],
  ['FÔO\0bar', '0246c3944f00ff62617200'],
  ['', '0200'],
  [[bytes('foo\0bar'), null, []], '0501666f6f00ff6261720000ff050000'],
  [[], '0500'],
  [0n, '14'],
  [1n, '1501'],
  [-1n, '13fe'],
  [255n, '15ff'],
  [256n, '160100'],
  [-255n, '1300'],
  [-256n, '12feff'],
  [-5_551_212n, '11ab4b93'],
  [(1n << 64n) - 1n, '1cffffffffffffffff'],
  [-((1n << 64n) - 1n), '0c0000000000000000'],
  [1n << 64n, '1d09010000000000000000'],
  [-(1n << 64n), '0bf6feffffffffffffffff'],
  [-42, '213fbaffffffffffff'],
  [new F32(-42), '203dd7ffff'],
  [0, '218000000000000000'],
  [-0, '217fffffffffffffff'],
  [1.5, '21bff8000000000000'],
  [new F32(1.5), '20bfc00000'],
  [false, '26'],
  [true, '27'],
  [new Uuid(fromHex('00112233445566778899aabbccddeeff')), '3000112233445566778899aabbccddeeff'],
  [new Versionstamp(fromHex('000102030405060708090a0b')), '33000102030405060708090a0b'],
];

// Our own kinds, in the codes left to users.
const OWN: [Element, string][] = [
  [new Ref(0n), '400000000000000000'],
  [new Ref((1n << 64n) - 1n), '40ffffffffffffffff'],
  [{ kind: 'i32', value: -1 }, '417fffffff'],
  [{ kind: 'i32', value: 2 }, '4180000002'],
  [{ kind: 'u32', value: 4_294_967_295 }, '42ffffffff'],
  [{ kind: 'i64', value: -(1n << 63n) }, '430000000000000000'],
  [{ kind: 'u64', value: 7n }, '440000000000000007'],
  [{ kind: 'v128', value: fromHex('000102030405060708090a0b0c0d0e0f') }, '45000102030405060708090a0b0c0d0e0f'],
  [Int32Array.of(-1, 1), '46017fffffff018000000100'],
  [Uint32Array.of(1), '47010000000100'],
  [BigInt64Array.of(0n), '4801800000000000000000'],
  [BigUint64Array.of(), '4900'],
  [Float32Array.of(1.5), '4a01bfc0000000'],
  [Float64Array.of(-42), '4b013fbaffffffffffff00'],
];

for (const [what, vectors] of [
  ['the encoding is FoundationDB’s', STANDARD],
  ['our own kinds are encoded as documented', OWN],
] as const) {
  test(what, (t) => {
    for (const [element, expected] of vectors) {
      t.is(hexOf(pack([element])), expected);
      t.deepEqual(plain(unpack(fromHex(expected))), plain([element]));
    }
  });
}

test('a tuple is its elements one after the other', (t) => {
  const all = [...STANDARD, ...OWN];
  t.is(hexOf(pack(all.map(([element]) => element))), all.map(([, encoded]) => encoded).join(''));
  t.deepEqual(unpack(new Uint8Array(0)), []);
});

/** Elements as values that compare: byte arrays of any class as text, floats so that -0 and NaN show. */
function plain(element: unknown): unknown {
  if (element instanceof Uint8Array) return `bytes ${hexOf(element)}`;
  if (element instanceof Uuid || element instanceof Versionstamp)
    return `${element.constructor.name} ${hexOf(element.bytes)}`;
  if (typeof element === 'number') return Object.is(element, -0) ? '-0' : `${element}`;
  if (Array.isArray(element)) return element.map(plain);
  if (ArrayBuffer.isView(element)) return [element.constructor.name, ...[...(element as Float64Array)].map(plain)];
  if (element instanceof F32) return `f32 ${String(plain(element.value))}`;
  if (element instanceof Ref) return `ref ${element.oid}`;
  if (element !== null && typeof element === 'object') return Object.values(element).map(plain);
  return typeof element === 'bigint' ? `int ${element}` : element;
}

const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const i64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
const text = fc.string({ unit: 'binary' }).filter((string) => string.isWellFormed());

const scalar: fc.Arbitrary<Element> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.bigInt(),
  fc.bigInt({ min: -(1n << 600n), max: 1n << 600n }),
  fc.double(),
  text,
  fc.uint8Array(),
  fc.float().map((value) => new F32(value)),
  u64.map((oid) => new Ref(oid)),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((raw) => new Uuid(raw)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((raw) => new Versionstamp(raw)),
  fc.record({ kind: fc.constant('i32' as const), value: fc.integer() }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.nat({ max: 0xffffffff }) }),
  fc.record({ kind: fc.constant('i64' as const), value: i64 }),
  fc.record({ kind: fc.constant('u64' as const), value: u64 }),
  fc.record({ kind: fc.constant('v128' as const), value: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
  fc.int32Array(),
  fc.uint32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
  fc.float32Array(),
  fc.float64Array(),
);
const element = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('element'), { maxLength: 4 })),
})).element;

test('what is packed is unpacked the same', (t) => {
  fc.assert(
    fc.property(fc.array(element), (tuple) => {
      t.deepEqual(plain(unpack(pack(tuple))), plain(tuple));
    }),
    { numRuns: 1_000 },
  );
  t.pass();
});

/** Each kind with the order of its values. */
const ORDERS: [string, fc.Arbitrary<Element>, (a: never, b: never) => number][] = [
  [
    'integers',
    fc.oneof(fc.bigInt(), fc.bigInt({ min: -300n, max: 300n })),
    (a: bigint, b: bigint) => Number(a > b) - Number(a < b),
  ],
  ['floats', fc.double({ noNaN: true }), byNumber],
  ['f32', fc.float({ noNaN: true }).map((value) => new F32(value)), (a: F32, b: F32) => byNumber(a.value, b.value)],
  ['text', text, (a: string, b: string) => lexical([...a].map(codePoint), [...b].map(codePoint))],
  ['bytes', fc.uint8Array({ max: 3 }), (a: Uint8Array, b: Uint8Array) => lexical([...a], [...b])],
  ['refs', u64.map((oid) => new Ref(oid)), (a: Ref, b: Ref) => Number(a.oid > b.oid) - Number(a.oid < b.oid)],
  [
    'i32',
    fc.record({ kind: fc.constant('i32' as const), value: fc.integer() }),
    (a: { value: number }, b: { value: number }) => a.value - b.value,
  ],
  [
    'i64',
    fc.record({ kind: fc.constant('i64' as const), value: i64 }),
    (a: { value: bigint }, b: { value: bigint }) => Number(a.value > b.value) - Number(a.value < b.value),
  ],
  ['vectors of i32', fc.int32Array({ min: -2, max: 2 }), (a: Int32Array, b: Int32Array) => lexical([...a], [...b])],
  ['vectors of u32', fc.uint32Array({ max: 3 }), (a: Uint32Array, b: Uint32Array) => lexical([...a], [...b])],
  ['vectors of f64', fc.float64Array({ noNaN: true }), (a: Float64Array, b: Float64Array) => lexical([...a], [...b])],
  ['vectors of f32', fc.float32Array({ noNaN: true }), (a: Float32Array, b: Float32Array) => lexical([...a], [...b])],
  [
    'tuples',
    fc.array(fc.bigInt({ min: -2n, max: 2n })),
    (a: bigint[], b: bigint[]) => lexical(a.map(Number), b.map(Number)),
  ],
];

function codePoint(character: string): number {
  return character.codePointAt(0)!;
}

/** -0 is below 0. */
function byNumber(a: number, b: number): number {
  if (a !== b) return a < b ? -1 : 1;
  return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
}

function lexical(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = byNumber(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

for (const [kind, values, order] of ORDERS) {
  test(`the order of the bytes is the order of the values: ${kind}`, (t) => {
    fc.assert(
      fc.property(values, values, fc.constantFrom([], ['after']), (a, b, rest) => {
        const byBytes = Buffer.compare(pack([a, ...rest]), pack([b, ...rest]));
        return byBytes === Math.sign(order(a as never, b as never));
      }),
      { numRuns: 1_000 },
    );
    t.pass();
  });
}

test('hostile bytes are refused with a typed error, whatever they are; what is taken is what pack makes', (t) => {
  let taken = 0;
  const check = (hostile: Uint8Array): void => {
    let tuple: Element[];
    try {
      tuple = unpack(hostile);
    } catch (error) {
      if (!(error instanceof Corrupt)) t.fail(`${hexOf(hostile)}: ${String(error)}`);
      return;
    }
    taken++;
    // NaN has many encodings and one value.
    if (!hexOf(hostile).match(/7ff|fff|000/)) t.is(hexOf(pack(tuple)), hexOf(hostile));
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), check), { numRuns: 5_000 });
  fc.assert(
    fc.property(fc.array(element), fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (tuple, at, byte, cut) => {
      const packed = Uint8Array.from(pack(tuple));
      if (packed.length === 0) return;
      if (cut) return check(packed.subarray(0, at % packed.length));
      packed[at % packed.length] = byte;
      check(packed);
    }),
    { numRuns: 5_000 },
  );
  t.true(taken > 0);
});

for (const [what, hostile] of [
  ['an integer longer than it needs to be', '160001'],
  ['a negative integer longer than it needs to be', '12fffe'],
  ['a long integer that is short', '1d01ff'],
  ['an integer cut off', '1601'],
  ['a string without end', '0261'],
  ['a string that is not UTF-8', '02ff00'],
  ['a surrogate in UTF-8', '02eda08000'],
  ['a tuple without end', '05'],
  ['a tuple without end after a null', '0500ff'],
  ['a vector without end', '460180000001'],
  ['a vector with a wrong mark', '4602'],
  ['an unknown code', '4c'],
  ['tuples nested too deep', '05'.repeat(100_000)],
] as const) {
  test(`refused, naming the place: ${what}`, (t) => {
    t.throws(() => unpack(fromHex(hostile)), { instanceOf: Corrupt, message: /at byte \d+/ });
  });
}

test('what has no encoding is refused', (t) => {
  let deep: Element = [];
  for (let i = 0; i < MAX_TUPLE_DEPTH; i++) deep = [deep];
  t.throws(() => pack([deep]), { instanceOf: TooLarge });
  t.throws(() => pack([1n << 2_040n]), { instanceOf: TooLarge });
  t.notThrows(() => pack([(1n << 2_040n) - 1n]));
  t.throws(() => pack(['\ud800']), { instanceOf: TypeError });
  t.throws(() => pack([new Uuid(new Uint8Array(3))]), { instanceOf: TypeError });
  for (const wide of [
    { kind: 'i32', value: 2 ** 31 },
    { kind: 'i32', value: 0.5 },
    { kind: 'u32', value: -1 },
    { kind: 'i64', value: 1n << 63n },
    { kind: 'u64', value: -1n },
    new Ref(1n << 64n),
  ] as const) {
    t.throws(() => pack([wide]), { instanceOf: TypeError, message: /is no [iu]/ });
  }
  t.throws(() => pack([undefined as unknown as null]), { instanceOf: TypeError });
});
