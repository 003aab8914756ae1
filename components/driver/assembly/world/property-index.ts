import * as indices from '../../bindings/kernel-store/indices';
import { Property } from './property';
import { world } from './world';

/** Has objects found by a property. Doing so again does nothing. */
export function indexProperty(property: Property): void {
  const slot = property.slot;
  if (!indices.declare(slot, indices.Subject.value(slot), false).isOk)
    throw new Error('an index on a property cannot be declared: ' + slot);
}

/** Objects are not found by a property any more. Exits are always found by where they lead, when that is recycled. */
export function dropIndex(property: Property): void {
  const to = world().known.exitTo;
  if (to === null || to.slot != property.slot) indices.dropIndex(property.slot);
}
