import { Buffer } from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import * as theirs from 'fdb-tuple';
import { F32, pack, unpack, Uuid, Versionstamp, type Element } from '../../host/store/tuple.ts';
import { hexOf } from './keys.ts';
import { STANDARD } from './tuple-vectors.ts';

type Item = theirs.TupleItem;

/** An element as the npm package has it. */
function toTheirs(element: Element): Item {
  if (typeof element === 'number') return { type: 'double', value: element };
  if (element instanceof F32) return { type: 'float', value: element.value };
  if (element instanceof Uuid) return { type: 'uuid', value: Buffer.from(element.bytes) };
  if (element instanceof Versionstamp) return { type: 'versionstamp', value: Buffer.from(element.bytes) };
  if (element instanceof Uint8Array) return Buffer.from(element);
  if (Array.isArray(element)) return element.map((inner: Element) => toTheirs(inner));
  return element as Item;
}

/** What the npm package read, as our elements. */
function toOurs(item: Item): Element {
  if (typeof item === 'number') return BigInt(item);
  if (item === null || typeof item !== 'object' || Buffer.isBuffer(item)) return item as Element;
  if (Array.isArray(item)) return item.map(toOurs);
  const tagged = item as { type: string; value: unknown };
  switch (tagged.type) {
    case 'double':
      return tagged.value as number;
    case 'float':
      return new F32(tagged.value as number);
    case 'uuid':
      return new Uuid(tagged.value as Buffer);
    default:
      return new Versionstamp(tagged.value as Buffer);
  }
}

const raw = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const element = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt(),
    fc.bigInt({ min: -300n, max: 300n }),
    fc.bigInt({ min: -(1n << 64n) - 300n, max: -(1n << 64n) + 300n }),
    fc.bigInt({ min: (1n << 64n) - 300n, max: (1n << 64n) + 300n }),
    fc.bigInt({ min: 1n - (1n << 2_040n), max: (1n << 2_040n) - 1n }),
    fc.double({ noNaN: true }),
    fc.float({ noNaN: true }).map((value) => new F32(value)),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ max: 3 }),
    fc.uint8Array(),
    raw(16).map((bytes) => new Uuid(bytes)),
    raw(12).map((bytes) => new Versionstamp(bytes)),
    fc.array(tie('element'), { maxLength: 4 }),
  ),
})).element;

test('both pack the same bytes, and each reads what the other packed', (t) => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (tuple) => {
      const ours = hexOf(pack(tuple));
      const bytes = theirs.pack(tuple.map(toTheirs));
      t.is(ours, hexOf(bytes));
      t.is(hexOf(pack(unpack(bytes))), ours);
      t.is(hexOf(pack(theirs.unpack(Buffer.from(pack(tuple)), true).map(toOurs))), ours);
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('both order tuples alike', (t) => {
  const tuple = fc.array(element, { maxLength: 4 });
  fc.assert(
    fc.property(tuple, tuple, (a, b) => {
      const order = Buffer.compare(theirs.pack(a.map(toTheirs)), theirs.pack(b.map(toTheirs)));
      return order === Buffer.compare(pack(a), pack(b));
    }),
    { numRuns: 1_000 },
  );
  t.pass();
});

test('the examples of the specification are theirs too', (t) => {
  for (const [value, expected] of STANDARD) t.is(hexOf(theirs.pack([toTheirs(value)])), expected);
});
