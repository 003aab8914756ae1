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
