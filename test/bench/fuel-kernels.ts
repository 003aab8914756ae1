import asc from 'assemblyscript/asc';

/** Six programs, each a function that takes how often and returns something that depends on all it did. */
export const KERNELS = [
  'tight loop',
  'sieve',
  'string map',
  'recursion',
  'SIMD dot product',
  'allocation churn',
] as const;
export type Kernel = (typeof KERNELS)[number];

/** Name of the export, and the argument that makes one call take about a millisecond: shorter than the turn that other programs get. */
export const CALLS: Readonly<Record<Kernel, readonly [string, number]>> = {
  'tight loop': ['tightLoop', 1_000_000],
  sieve: ['sieve', 300_000],
  'string map': ['stringMap', 5_000],
  recursion: ['recursion', 25],
  'SIMD dot product': ['dotProduct', 300],
  'allocation churn': ['churn', 200],
};

const SOURCE = `
export function tightLoop(rounds: i32): i32 {
  let hash: i32 = 0x811c9dc5;
  for (let round = 0; round < rounds; round++) hash = (hash ^ round) * 0x01000193;
  return hash;
}

export function sieve(size: i32): i32 {
  const composite = new StaticArray<u8>(size);
  let primes = 0;
  for (let n = 2; n < size; n++) {
    if (unchecked(composite[n])) continue;
    primes++;
    for (let multiple = n * 2; multiple < size; multiple += n) unchecked((composite[multiple] = 1));
  }
  return primes;
}

export function stringMap(rounds: i32): i32 {
  const counts = new Map<string, i32>();
  for (let round = 0; round < rounds; round++) {
    const key = "word " + (round * 7919 % 1009).toString();
    counts.set(key, counts.has(key) ? counts.get(key) + 1 : 1);
  }
  return counts.size + counts.get("word 1");
}

export function recursion(n: i32): i32 {
  return n < 2 ? n : recursion(n - 1) + recursion(n - 2);
}

const LENGTH = 8192;
const left = memory.data(LENGTH * 4, 16);
const right = memory.data(LENGTH * 4, 16);

export function dotProduct(rounds: i32): f32 {
  for (let index = 0; index < LENGTH; index++) {
    store<f32>(left + index * 4, <f32>(index & 15));
    store<f32>(right + index * 4, <f32>(index & 7));
  }
  let total: f32 = 0;
  for (let round = 0; round < rounds; round++) {
    let sums = f32x4.splat(0);
    for (let at = 0; at < LENGTH * 4; at += 16) {
      sums = f32x4.add(sums, f32x4.mul(v128.load(left + at), v128.load(right + at)));
    }
    total += f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  }
  return total;
}

class Node {
  constructor(public value: i32, public next: Node | null) {}
}

export function churn(rounds: i32): i32 {
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    let list: Node | null = null;
    for (let index = 0; index < 100; index++) list = new Node(index + round, list);
    while (list !== null) {
      sum += list.value;
      list = list.next;
    }
  }
  return sum;
}
`;

export async function compileKernels(): Promise<Uint8Array<ArrayBuffer>> {
  const { error, binary } = await asc.compileString(SOURCE, {
    optimizeLevel: 3,
    enable: ['simd'],
    use: ['abort='],
    runtime: 'incremental',
  } as never);
  if (error) throw error;
  return Uint8Array.from(binary!);
}
