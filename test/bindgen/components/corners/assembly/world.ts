// @ts-nocheck: AssemblyScript
import { Ring } from '../bindings/test-keys-2.0.0/keys';
import * as keys from '../bindings/test-keys-2.0.0/keys';
import * as old from '../bindings/test-keys-1.0.0/keys';
import { Limits, writeNote } from '../bindings/world';

export function ready(): bool {
  writeNote('ready');
  const made = keys.Key.create(7);
  return made.isOk && made.ok.bits() == 7 && new old.Key(8).bits() == 8;
}

export function bounded(limits: Limits): u32 {
  return limits.most + keys.rings(limits.ring) + keys.rings(new Ring('a', 1)) + old.rings(new old.Ring('b'));
}
