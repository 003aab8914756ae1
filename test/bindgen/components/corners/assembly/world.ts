// @ts-nocheck: AssemblyScript
import { Ring } from '../bindings/test-keys-2.0.0/keys';
import * as names from '../bindings/test-corners/names';
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

export function callNames(): Array<string> {
  const cases = [names.ResultOf.new_(1), names.ResultOf.name('x'), names.ResultOf.tag(), names.ResultOf.isNew()];
  for (let i = 0; i < cases.length; i++) names.get(cases[i], new names.Array_(1, 'y'));
  const error = names.delete_('z');
  return [
    names.i32_(-1).toString(),
    names.load(1, ['a', 'b'])[0].toString(),
    error == names.Error_.Null ? 'null' : 'other',
    cases[0].isNew && cases[1].isName && cases[2].isTag && cases[3].isIsNew ? 'cases' : 'none',
    cases[2].tag == names.ResultOfTag_.Tag ? 'tag' : 'none',
  ];
}
