import * as indices from '../../bindings/kernel-store/indices';
import { packText } from '../values/tuple';
import { TextTable } from '../values/text-table';
import { IDENTIFIER } from './slot-names';

/** Identifiers are given for good, so what was found is kept until the image is loaded again. */
let found = new TextTable<u64>();

/** The object with an identifier, 0 when there is none. */
export function identified(identifier: string): u64 {
  const index = found.indexOf(identifier);
  if (index >= 0) return found.valueAt(index);
  const oid = only(IDENTIFIER, identifier);
  if (oid != 0) found.set(identifier, oid);
  return oid;
}

export function forgetIdentifiers(): void {
  found = new TextTable<u64>();
}

/** The object whose slot holds a text, by a unique index; 0 when there is none. */
export function only(slot: string, text: string): u64 {
  const result = indices.find(slot, packText(text), 0, 1);
  if (!result.isOk) return 0; // Nothing was ever loaded: the index is not declared yet.
  const oids = result.ok;
  return oids.length == 0 ? 0 : oids[0];
}
