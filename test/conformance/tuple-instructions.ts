import { Buffer } from 'node:buffer';
import { F32, pack, unpack, Versionstamp, type Element } from '../../host/store/tuple.ts';
import type { Instruction, Stack } from './stack.ts';

const UNSET_STAMP = Buffer.alloc(10, 0xff);

/** The instructions that pack, unpack and convert without a store. */
export const TUPLE_INSTRUCTIONS: Readonly<Record<string, (stack: Stack, at: number) => Promise<void>>> = {
  TUPLE_PACK: async (stack, at) => {
    stack.push(at, pack(await stack.popSome()));
  },
  TUPLE_PACK_WITH_VERSIONSTAMP: async (stack, at) => {
    const prefix = await stack.popBytes();
    const items = await stack.popSome();
    const unset = unsetStamps(items);
    if (unset !== 1) return stack.push(at, Buffer.from(unset === 0 ? 'ERROR: NONE' : 'ERROR: MULTIPLE'));
    const packed = pack(items);
    // Packed with another stamp in its place, the tuple differs first where the stamp is.
    const other = pack(withStamp(items, Buffer.alloc(10)) as Element[]);
    const offset = Buffer.alloc(4);
    offset.writeUInt32LE(prefix.length + packed.findIndex((byte, i) => byte !== other[i]));
    stack.push(at, Buffer.from('OK'));
    stack.push(at, Buffer.concat([prefix, packed, offset]));
  },
  TUPLE_UNPACK: async (stack, at) => {
    for (const element of unpack(await stack.popBytes())) stack.push(at, pack([element]));
  },
  TUPLE_RANGE: async (stack, at) => {
    const packed = pack(await stack.popSome());
    stack.push(at, Buffer.concat([packed, Uint8Array.of(0)]));
    stack.push(at, Buffer.concat([packed, Uint8Array.of(0xff)]));
  },
  TUPLE_SORT: async (stack, at) => {
    const tuples = (await stack.popSome()).map((packed) => pack(unpack(packed as Uint8Array)));
    for (const tuple of tuples.sort(Buffer.compare)) stack.push(at, tuple);
  },
  ENCODE_FLOAT: async (stack, at) => {
    stack.push(at, new F32(Buffer.from(await stack.popBytes()).readFloatBE()));
  },
  ENCODE_DOUBLE: async (stack, at) => {
    stack.push(at, Buffer.from(await stack.popBytes()).readDoubleBE());
  },
  DECODE_FLOAT: async (stack, at) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(((await stack.pop()) as F32).value);
    stack.push(at, bytes);
  },
  DECODE_DOUBLE: async (stack, at) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE((await stack.pop()) as number);
    stack.push(at, bytes);
  },
} satisfies Record<string, Instruction>;

function isUnset(element: Element): element is Versionstamp {
  return element instanceof Versionstamp && Buffer.compare(element.bytes.subarray(0, 10), UNSET_STAMP) === 0;
}

function unsetStamps(element: Element): number {
  if (isUnset(element)) return 1;
  return Array.isArray(element) ? element.reduce<number>((sum, inner: Element) => sum + unsetStamps(inner), 0) : 0;
}

/** A copy with another stamp in place of those that are not set. */
function withStamp(element: Element, stamp: Uint8Array): Element {
  if (isUnset(element)) return new Versionstamp(Buffer.concat([stamp, element.bytes.subarray(10)]));
  return Array.isArray(element) ? element.map((inner: Element) => withStamp(inner, stamp)) : element;
}
