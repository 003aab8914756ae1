import { orderF32, orderF64, SIGN_32, SIGN_64, valueF32, valueF64 } from './tuple-numbers.ts';

export type Vector = Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Float32Array | Float64Array;

/** How the elements of one kind of vector are written, in the order of their type codes. */
interface VectorKind {
  readonly sizeBytes: number;
  matches(vector: Vector): boolean;
  make(count: number): Vector;
  write(view: DataView, at: number, vector: Vector, index: number): void;
  read(view: DataView, at: number, vector: Vector, index: number): void;
}

function kind<V extends Vector>(
  type: new (count: number) => V,
  sizeBytes: number,
  write: (view: DataView, at: number, value: V[number]) => void,
  read: (view: DataView, at: number) => V[number],
): VectorKind {
  return {
    sizeBytes,
    matches: (vector) => vector instanceof type,
    make: (count) => new type(count),
    write: (view, at, vector, index) => write(view, at, vector[index] as V[number]),
    read: (view, at, vector, index) => {
      vector[index] = read(view, at);
    },
  };
}

export const VECTOR_KINDS: readonly VectorKind[] = [
  kind<Int32Array>(
    Int32Array,
    4,
    (view, at, value) => view.setUint32(at, value ^ SIGN_32),
    (view, at) => view.getUint32(at) ^ SIGN_32,
  ),
  kind<Uint32Array>(
    Uint32Array,
    4,
    (view, at, value) => view.setUint32(at, value),
    (view, at) => view.getUint32(at),
  ),
  kind<BigInt64Array>(
    BigInt64Array,
    8,
    (view, at, value) => view.setBigUint64(at, value ^ SIGN_64),
    (view, at) => view.getBigUint64(at) ^ SIGN_64,
  ),
  kind<BigUint64Array>(
    BigUint64Array,
    8,
    (view, at, value) => view.setBigUint64(at, value),
    (view, at) => view.getBigUint64(at),
  ),
  kind<Float32Array>(
    Float32Array,
    4,
    (view, at, value) => view.setUint32(at, orderF32(value)),
    (view, at) => valueF32(view.getUint32(at)),
  ),
  kind<Float64Array>(
    Float64Array,
    8,
    (view, at, value) => view.setBigUint64(at, orderF64(value)),
    (view, at) => valueF64(view.getBigUint64(at)),
  ),
];
