import * as slots from '../../bindings/kernel-store/slots';
import { ProgrammingError } from '../../bindings/driver-objects/programming';
import { countBytes, heldBytes, problemWithBytes } from '../authority/quotas';
import { problemWithIndexing, problemWithPropertyName } from '../loading/declaration';
import { Datum, DatumKind, KIND_NAMES, kindNamed } from '../values/datum';
import { packing } from '../values/tuple';
import { Property, Visibility } from '../world/property';
import { dropIndex, indexProperty } from '../world/property-index';
import { DECLARATION_PREFIX } from '../world/slot-names';
import { writeSlot } from '../world/store';
import { world } from '../world/world';
import { WorldObject } from '../world/world-object';
import { expire, redefined } from './redefinition';
import { label } from './rights';

/** Properties that one prototype declares: whoever looks at it sees all of them. */
const MAX_DECLARED = 200;
/** UTF-16 units of a property's documentation: a line. */
const MAX_DOCUMENTATION_UNITS = 500;
/** Bytes of a default: every instance of the driver keeps it in memory. */
const MAX_FALLBACK_BYTES = 10_000;

/** Declares a property; why not, or null. */
export function declare(
  prototype: WorldObject,
  name: string,
  typeName: string,
  fallback: Datum,
  visibility: Visibility,
  documentation: string,
): ProgrammingError | null {
  const problem = problemWithPrototype(prototype);
  if (problem.length > 0) return bad(problem);
  const badName = problemWithPropertyName(name);
  if (badName.length > 0) return bad(badName);
  const type = kindNamed(typeName);
  if (type == DatumKind.Nothing) {
    const types = KIND_NAMES.slice<Array<string>>(1).join(', ');
    return bad(`there is no type ${typeName}: write one of ${types}`);
  }
  const unindexed = visibility == Visibility.Indexed ? problemWithIndexing(type) : '';
  if (unindexed.length > 0) return bad(unindexed);
  const value = fallback.as(type);
  const before = prototype.declaredNamed(name);
  if (before === null && prototype.declared.length >= MAX_DECLARED) {
    return ProgrammingError.quota(`${label(prototype)} declares ${MAX_DECLARED} properties already: that is the most.`);
  }
  const property = new Property(prototype.oid, name, type, visibility, value, documentation);
  if (!property.accepts(value)) return bad(`its default is no ${typeName}: give one, or none`);
  if (value.sizeBytes() > MAX_FALLBACK_BYTES)
    return bad(`its default is over ${MAX_FALLBACK_BYTES} bytes: make it shorter`);
  if (documentation.length > MAX_DOCUMENTATION_UNITS)
    return bad(`what it is for takes over ${MAX_DOCUMENTATION_UNITS} characters: say it in a line`);
  if (before !== null && before.type != type && isBuiltIn(before))
    return bad(`the driver itself knows ${label(prototype)}/${name}: it stays a ${KIND_NAMES[before.type]}`);
  packing.start();
  property.write(packing);
  const written = packing.finish();
  const slot = DECLARATION_PREFIX + name;
  const growth = written.length - heldBytes(prototype.oid, slot);
  const quota = problemWithBytes(prototype, growth);
  if (quota.length > 0) return ProgrammingError.quota(quota);
  countBytes(prototype, growth);
  writeSlot(prototype.oid, slot, written);
  if (visibility == Visibility.Indexed) indexProperty(property);
  else if (before !== null && before.visibility == Visibility.Indexed) dropIndex(before);
  changed(prototype);
  return null;
}

/** Takes a declaration away; why not, or null. */
export function undeclare(prototype: WorldObject, name: string): ProgrammingError | null {
  const problem = problemWithPrototype(prototype);
  if (problem.length > 0) return bad(problem);
  const before = prototype.declaredNamed(name);
  if (before === null) return bad(`${label(prototype)} declares no property ${name}`);
  if (isBuiltIn(before)) return bad(`the driver itself knows ${label(prototype)}/${name}: it stays`);
  const slot = DECLARATION_PREFIX + name;
  countBytes(prototype, -heldBytes(prototype.oid, slot));
  slots.clear(prototype.oid, slot);
  if (before.visibility == Visibility.Indexed) dropIndex(before);
  changed(prototype);
  return null;
}

function problemWithPrototype(prototype: WorldObject): string {
  if (!prototype.isPrototype) return `${label(prototype)} is an object: only prototypes declare properties`;
  if (prototype.source.length > 0)
    return `${label(prototype)} belongs to the files of ${prototype.source}: declare its properties there`;
  return '';
}

/** Whether the driver itself reads a property. */
function isBuiltIn(property: Property): bool {
  const known = world().known;
  return (
    property === known.description ||
    property === known.now ||
    property === known.exitTo ||
    property === known.places ||
    property === known.open
  );
}

function changed(prototype: WorldObject): void {
  expire(prototype);
  redefined();
}

function bad(reason: string): ProgrammingError {
  return ProgrammingError.badProperty(sentence(reason));
}

/** A reason as a sentence for a person. */
export function sentence(reason: string): string {
  const first = reason.charAt(0).toUpperCase() + reason.substring(1);
  return first.endsWith('.') ? first : first + '.';
}
