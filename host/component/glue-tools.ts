import type { Guard } from './guard.ts';
import { ResourceHandle, type BorrowScope, type Representation, type ResourceType } from './handles.ts';
import { MAX_VALUE_BYTES } from './limits.ts';
import type { MemoryViews } from './memory.ts';

/** What generated glue calls: everything that need not be specialised to a type. */

export { BorrowScope } from './handles.ts';
export {
  bytesOfLatin1OrUtf16,
  checkUtf16,
  checkUtf8,
  copyUtf16,
  copyUtf8,
  liftLatin1OrUtf16,
  liftUtf16,
  liftUtf8,
  storeLatin1OrUtf16,
  storeUtf16,
  storeUtf8,
  unitsOfLatin1OrUtf16,
  unitsOfUtf16,
  unitsOfUtf8,
} from './strings.ts';
export { transcode } from './transcode.ts';

/** How much of a refused value an error shows. */
const SHOWN_UNITS = 60;

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor?.name ?? 'none'}`;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return (JSON.stringify(value) ?? 'undefined').slice(0, SHOWN_UNITS);
}

export function refuseValue(expected: string, value: unknown): never {
  throw new TypeError(`expected ${expected}, got ${show(value)}`);
}

export function refuseCase(discriminant: number, cases: number): never {
  throw new Error(`discriminant ${discriminant} is none of ${cases} cases`);
}

/** The code point of a core value, trapping on what is no Unicode scalar value. */
export function checkChar(code: number): number {
  if (code >= 0x11_0000 || (code >= 0xd800 && code <= 0xdfff)) throw new Error(`${code} is no Unicode scalar value`);
  return code;
}

export function liftChar(code: number): string {
  return String.fromCodePoint(checkChar(code));
}

export function lowerChar(value: unknown): number {
  if (typeof value !== 'string') return refuseValue('a string of one character', value);
  const code = value.codePointAt(0);
  if (code === undefined || value.length !== (code > 0xffff ? 2 : 1)) {
    return refuseValue('a string of one character', value);
  }
  return checkChar(code);
}

const scratch = new DataView(new ArrayBuffer(8));

export function f32FromBits(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}

export function f64FromBits(bits: bigint): number {
  scratch.setBigInt64(0, bits);
  return scratch.getFloat64(0);
}

export function f32ToBits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

export function f64ToBits(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigInt64(0);
}

/** The typed array of each numeric list, by the name of the memory's view. */
export const arrays = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
};

type Numbers = InstanceType<(typeof arrays)[keyof typeof arrays]>;

export function listBytes(length: number, elementSize: number): number {
  const size = length * elementSize;
  if (size > MAX_VALUE_BYTES) throw new Error(`a list of over ${MAX_VALUE_BYTES} bytes`);
  return size;
}

/** Up to this many elements a loop beats `set`, which makes a call into the engine. */
const LOOP_ELEMENTS = 32;

export function storeNumbers(values: Numbers, view: Numbers, start: number): void {
  if (values.length > LOOP_ELEMENTS) return (view as Uint8Array).set(values as Uint8Array, start);
  for (let index = 0; index < values.length; index++) view[start + index] = values[index]!;
}

/** Up to this many bytes V8 keeps a typed array's content beside it, which makes `slice` quick. */
const INLINE_BYTES = 64;

/** What nobody can change is shared. */
const NO_BYTES = new Uint8Array(0);

/**
 * A copy of bytes. Beyond what V8 keeps inline they come from Node's pool for buffers: allocating an ArrayBuffer for each costs four
 * times as much.
 */
export function liftBytes(memory: MemoryViews, pointer: number, length: number): Uint8Array {
  if (length === 0) return NO_BYTES;
  if (length <= INLINE_BYTES) return memory.u8.slice(pointer, pointer + length);
  const { buffer, byteOffset } = Buffer.copyBytesFrom(memory.u8, pointer, length);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Copies a numeric list between memories; addresses in bytes. */
export function copyNumbers(
  from: Numbers,
  pointer: number,
  length: number,
  to: Numbers,
  target: number,
  shift: number,
): void {
  const source = pointer >>> shift;
  const destination = target >>> shift;
  if (length > LOOP_ELEMENTS) {
    (to as Uint8Array).set((from as Uint8Array).subarray(source, source + length), destination);
    return;
  }
  for (let index = 0; index < length; index++) to[destination + index] = from[source + index]!;
}

/** Takes sign and payload from the NaNs of a list. */
export function canonicalizeNaNs(view: Float32Array | Float64Array, start: number, length: number): void {
  for (let index = start, end = start + length; index < end; index++) {
    if (view[index] !== view[index]) view[index] = NaN;
  }
}

export function liftOwn(guard: Guard, index: number, type: ResourceType): unknown {
  const representation = guard.handles.take(index, type);
  return type.owner === undefined ? representation : ResourceHandle.owned(type, representation);
}

export function liftBorrow(guard: Guard, index: number, type: ResourceType, scope: BorrowScope): unknown {
  const entry = guard.handles.get(index, type);
  scope.lend(entry);
  return type.owner === undefined ? entry.representation : scope.borrowed(type, entry.representation);
}

export function lendRaw(
  guard: Guard,
  index: number,
  type: ResourceType,
  scope: BorrowScope | undefined,
): Representation {
  const entry = guard.handles.get(index, type);
  if (scope !== undefined) scope.lend(entry);
  return entry.representation;
}

function hostRepresentation(value: unknown, type: ResourceType): unknown {
  return value === undefined ? refuseValue(`a resource ${type.name}`, value) : value;
}

export function lowerOwn(guard: Guard, value: unknown, type: ResourceType): number {
  if (type.owner === undefined) return guard.handles.add(type, hostRepresentation(value, type));
  return guard.handles.add(type, ResourceHandle.take(value, type));
}

export function lowerBorrow(guard: Guard, value: unknown, type: ResourceType, scope: BorrowScope): number {
  if (type.owner === undefined) return guard.handles.addBorrow(type, hostRepresentation(value, type), scope);
  const representation = ResourceHandle.peek(value, type);
  scope.lendHost(value as ResourceHandle);
  return guard.handles.addBorrow(type, representation, scope);
}

/** What a handle of the host stands for, for its implementer; lent while there is a scope to keep account of it. */
export function lendHandle(value: unknown, type: ResourceType, scope: BorrowScope | undefined): Representation {
  const representation = ResourceHandle.peek(value, type);
  if (scope !== undefined) scope.lendHost(value as ResourceHandle);
  return representation;
}
