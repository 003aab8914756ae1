// @ts-nocheck: AssemblyScript
import { Value } from '../bindings/test-shapes/echo';
import { Thing } from '../bindings/test-shapes/things';
import * as imported from '../bindings/world';

/** Whether the exported functions answer with what the imported ones answer. */
export let throughImports = false;

class Small {
  constructor(
    public value: u32,
    public next: Small | null,
  ) {}
}

let hoarded: Small | null = null;

export function through(imports: bool): void {
  throughImports = imports;
}

export function sum(a: u32, b: u32): u32 {
  return imported.add(a, b);
}

export function litter(count: u32): u32 {
  let list: Small | null = null;
  for (let i: u32 = 0; i < count; i++) list = new Small(i, list);
  return list === null ? 0 : list.value;
}

export function churn(count: u32): u64 {
  let length: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const parts = [i.toString(), 'and', (i + 1).toString()];
    length += parts.join(' ').length;
  }
  return length;
}

export function keep(names: Array<string>, count: u32): Array<string> {
  churn(count);
  return names;
}

const BUFFERS = 16;

export function resize(sizes: Uint32Array): u32 {
  const buffers = new StaticArray<usize>(BUFFERS);
  const lengths = new StaticArray<u32>(BUFFERS);
  let wrong: u32 = 0;
  for (let i = 0; i < sizes.length; i++) {
    const at = i % BUFFERS;
    const size = sizes[i];
    const kept = min(lengths[at], size);
    buffers[at] = buffers[at] == 0 ? heap.alloc(size) : heap.realloc(buffers[at], size);
    for (let byte: u32 = 0; byte < kept; byte++) if (load<u8>(buffers[at] + byte) != <u8>(at + 1)) wrong++;
    memory.fill(buffers[at], <u8>(at + 1), size);
    lengths[at] = size;
    if (i % 7 == 6) {
      heap.free(buffers[at]);
      buffers[at] = 0;
      lengths[at] = 0;
    }
  }
  for (let at = 0; at < BUFFERS; at++) if (buffers[at] != 0) heap.free(buffers[at]);
  return wrong;
}

export function hoard(count: u32): void {
  for (let i: u32 = 0; i < count; i++) hoarded = new Small(i, hoarded);
}

export function forget(count: u32): void {
  for (let i: u32 = 0; i < count; i++) new Thing('forgotten');
}

export function misuse(): void {
  const thing = new Thing('gone');
  thing.drop();
  thing.drop();
  thing.rename('back');
}

export function mistake(): void {
  Value.text('a').asInteger;
}
