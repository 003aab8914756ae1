// @ts-nocheck: AssemblyScript
import { Option } from '../bindings/types';
import { Key, OtherKey, Ring } from '../bindings/test-corners/lock';

let key: Key | null = null;

export function fits(a: Key, b: OtherKey): bool {
  return <u64>a.bits() == b.bits();
}

export function keep(a: Key): void {
  const old = key;
  if (old !== null) old.drop();
  key = a;
}

export function kept(): Key | null {
  const a = key;
  key = null;
  return a;
}

export function owner(ring: Ring): string {
  return ring.owner;
}

export function allFit(keys: Array<Key>): bool {
  for (let i = 1; i < keys.length; i++) if (keys[i].bits() != keys[0].bits()) return false;
  return true;
}

export function copied(bits: u32): Option<u64> {
  const made = OtherKey.create(bits);
  return made.isOk ? Option.some<u64>(OtherKey.create_(made.ok).bits()) : Option.none<u64>();
}
