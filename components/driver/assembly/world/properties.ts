import * as slots from '../../bindings/kernel-store/slots';
import { countBytes, heldBytes, problemWithBytes } from '../authority/quotas';
import { Datum, NOTHING } from '../values/datum';
import { packing } from '../values/tuple';
import { objectAt, stampWritten } from './cache';
import { effects } from '../dispatch/effects';
import { isPlace } from './known';
import { Property } from './property';
import { writeSlot } from './store';
import { world } from './world';
import { WorldObject } from './world-object';

/** The properties that a place's view shows: whoever is there is shown the place again when one changes. */
const SHOWN: StaticArray<string> = ['description', 'now'];

/** The first declaration of a property: by the object itself, or along its linearisation. Null when there is none. */
export function propertyOf(object: WorldObject, name: string): Property | null {
  if (object.declared.length > 0) {
    const slash = name.indexOf('/');
    if (slash < 0 || name.substring(0, slash) == object.identifier) {
      const own = object.declaredNamed(slash < 0 ? name : name.substring(slash + 1));
      if (own !== null) return own;
    }
  }
  return object.shape.property(name);
}

/** A property's value: the object's own, that of the first prototype along its linearisation that has one, or the default. */
export function valueOf(object: WorldObject, property: Property): Datum {
  const own = object.held(property);
  if (!own.isNothing) return live(own);
  if (property.prototype == object.oid) return property.fallback;
  const line = object.shape.line;
  for (let i = 0; i < line.length; i++) {
    const prototype = unchecked(line[i]);
    const value = objectAt(prototype).held(property);
    if (!value.isNothing) return live(value);
    // Whoever comes after the declaring prototype does not delegate to it, so holds nothing of it.
    if (prototype == property.prototype) break;
  }
  return live(property.fallback);
}

/** Whether a value of the right type would make an exit lead to what is no room. */
export function misleads(property: Property, value: Datum): bool {
  return property === world().known.exitTo && value.oid != 0 && !isPlace(objectAt(value.oid));
}

/** The value without objects that were recycled. */
function live(value: Datum): Datum {
  if (value.oid != 0) return objectAt(value.oid).exists ? value : NOTHING;
  if (value.oids.length == 0) return value;
  const left = new Array<u64>();
  for (let i = 0; i < value.oids.length; i++) if (objectAt(value.oids[i]).exists) left.push(value.oids[i]);
  return left.length == value.oids.length ? value : Datum.objects(left);
}

/**
 * Writes an object's own value; nothing makes the default show again. The value is of the declared type. Why its owner may not have so
 * much written, and then nothing is; empty when it is done.
 */
export function writeProperty(object: WorldObject, property: Property, value: Datum): string {
  packing.start();
  value.pack(packing);
  const packed = packing.finish();
  let growth: i64 = 0;
  if (object.owner != 0) {
    growth = (value.isNothing ? 0 : packed.length) - heldBytes(object.oid, property.slot);
    const quota = problemWithBytes(object, growth);
    if (quota.length > 0) return quota;
  }
  if (value.isNothing) slots.clear(object.oid, property.slot);
  else writeSlot(object.oid, property.slot, packed);
  countBytes(object, growth);
  object.keep(property, value);
  stampWritten(object);
  if (SHOWN.includes(property.name)) effects.touch(object.oid);
  return '';
}
