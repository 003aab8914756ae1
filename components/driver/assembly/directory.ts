import * as indices from '../bindings/kernel-store/indices';
import { FindError } from '../bindings/driver-objects/directory';
import { Value } from '../bindings/driver-objects/objects';
import { Result } from '../bindings/types';
import { datumOf } from './handle-values';
import { Handle } from './objects';
import { KIND_NAMES } from './values/datum';
import { packing } from './values/tuple';
import { objectAt } from './world/cache';
import { identified } from './world/identifiers';
import { isKind } from './world/known';
import { Property, Visibility } from './world/property';
import { refreshWorld, world } from './world/world';

/** Objects in an answer when nothing else is said, and the most. */
const USUAL_FOUND = 100;
const MAX_FOUND = 1000;
/** Objects that are passed over in one question because they do not delegate to the prototype any more. */
const MAX_PASSED = 10_000;

/** The object with a name of its own. */
export function named(name: string): Handle | null {
  refreshWorld();
  const oid = identified(name.startsWith('$') ? name.substring(1) : name);
  return oid == 0 || oid == world().oid ? null : Handle.seeing(oid);
}

/** The name that an object has. */
export function nameOf(object: Handle): string | null {
  const identifier = object.object.identifier;
  return identifier.length == 0 ? null : identifier;
}

/** The objects that hold a value themselves. */
export function find(name: string, value: Value, after: Handle | null, limit: u32): Result<Array<Handle>, FindError> {
  refreshWorld();
  const property = declared(name);
  if (property === null) return Result.err<Array<Handle>, FindError>(FindError.undeclared(name));
  if (property.visibility != Visibility.Indexed)
    return Result.err<Array<Handle>, FindError>(FindError.notIndexed(name));
  const datum = datumOf(value);
  if (datum.kind != property.type)
    return Result.err<Array<Handle>, FindError>(FindError.wrongType(KIND_NAMES[property.type]));
  packing.start();
  datum.pack(packing);
  const packed = packing.finish();
  const wanted = limit == 0 ? USUAL_FOUND : <i32>min<u32>(limit, MAX_FOUND);
  const found = new Array<Handle>();
  let last = after === null ? 0 : after.object.oid;
  for (let passed = 0; passed < MAX_PASSED && found.length < wanted;) {
    const asked = wanted - found.length;
    const result = indices.find(property.slot, packed, last, asked);
    if (!result.isOk) return Result.err<Array<Handle>, FindError>(FindError.notReady());
    const oids = result.ok;
    for (let i = 0; i < oids.length; i++) {
      last = oids[i];
      if (isKind(objectAt(last), property.prototype)) found.push(Handle.seeing(last));
      else passed++;
    }
    if (oids.length < asked) break;
  }
  return Result.ok<Array<Handle>, FindError>(found);
}

/** The property that `prototype/property` names, or null. */
function declared(name: string): Property | null {
  const slash = name.indexOf('/');
  const prototype = slash < 1 ? 0 : identified(name.substring(0, slash));
  return prototype == 0 ? null : objectAt(prototype).declaredNamed(name.substring(slash + 1));
}
