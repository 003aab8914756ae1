import { Buffer } from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import { Corrupt, TooLarge } from '../../host/store/errors.ts';
import { F32, MAX_TUPLE_DEPTH, pack, Ref, unpack, Uuid, Versionstamp, type Element } from '../../host/store/tuple.ts';
import { fromHex, hexOf } from './keys.ts';
import { OWN, STANDARD } from './tuple-vectors.ts';

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
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
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
  sixteen.map((raw) => new Uuid(raw)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((raw) => new Versionstamp(raw)),
  fc.record({ kind: fc.constant('i32' as const), value: fc.integer() }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.nat({ max: 0xffffffff }) }),
  fc.record({ kind: fc.constant('i64' as const), value: i64 }),
  fc.record({ kind: fc.constant('u64' as const), value: u64 }),
  fc.record({ kind: fc.constant('v128' as const), value: sixteen }),
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
  [
    'u32',
    fc.record({ kind: fc.constant('u32' as const), value: fc.nat({ max: 0xffffffff }) }),
    (a: { value: number }, b: { value: number }) => a.value - b.value,
  ],
  [
    'u64',
    fc.record({ kind: fc.constant('u64' as const), value: u64 }),
    (a: { value: bigint }, b: { value: bigint }) => Number(a.value > b.value) - Number(a.value < b.value),
  ],
  [
    'v128',
    fc.record({ kind: fc.constant('v128' as const), value: sixteen }),
    (a: { value: Uint8Array }, b: { value: Uint8Array }) => lexical([...a.value], [...b.value]),
  ],
  ['uuids', sixteen.map((raw) => new Uuid(raw)), (a: Uuid, b: Uuid) => lexical([...a.bytes], [...b.bytes])],
  [
    'versionstamps',
    fc.uint8Array({ minLength: 12, maxLength: 12, max: 2 }).map((raw) => new Versionstamp(raw)),
    (a: Versionstamp, b: Versionstamp) => lexical([...a.bytes], [...b.bytes]),
  ],
  ['booleans', fc.boolean(), (a: boolean, b: boolean) => Number(a) - Number(b)],
  [
    'vectors of i64',
    fc.bigInt64Array({ min: -2n, max: 2n }),
    (a: BigInt64Array, b: BigInt64Array) => lexical([...a].map(Number), [...b].map(Number)),
  ],
  [
    'vectors of u64',
    fc.bigUint64Array({ max: 3n }),
    (a: BigUint64Array, b: BigUint64Array) => lexical([...a].map(Number), [...b].map(Number)),
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

/** Whether a value in it has more than one encoding. */
function hasMany(element: Element): boolean {
  if (element instanceof F32) return Number.isNaN(element.value);
  if (Array.isArray(element)) return element.some(hasMany);
  if (element instanceof Float32Array || element instanceof Float64Array) return [...element].some(Number.isNaN);
  if (typeof element === 'bigint') return element === (1n << 64n) - 1n || element === 1n - (1n << 64n);
  return Number.isNaN(element);
}

test('the largest integers of 8 bytes are read as FoundationDB’s Python writes them', (t) => {
  t.deepEqual(unpack(fromHex('1d08ffffffffffffffff')), [(1n << 64n) - 1n]);
  t.deepEqual(unpack(fromHex('0bf70000000000000000')), [1n - (1n << 64n)]);
});

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
    // NaN has many encodings and one value, the largest integer of 8 bytes two: what is packed then is packed so again.
    const packed = pack(tuple);
    if (hexOf(packed) === hexOf(hostile)) return;
    t.true(hasMany(tuple), hexOf(hostile));
    t.deepEqual(plain(unpack(packed)), plain(tuple));
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
  ['a long integer of 8 bytes that is not the largest', '1d08fffffffffffffffe'],
  ['a long integer that begins with a zero', '1d0900ffffffffffffffff'],
  ['a long negative integer that begins with a zero', '0bf6ff0000000000000000'],
  ['a long integer of no bytes', '1d00'],
  ['a float cut off', '20bfc000'],
  ['a reference cut off', '4000'],
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
