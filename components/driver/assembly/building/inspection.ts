import { Detail } from '../../bindings/driver-objects/building';
import { Datum, DatumKind, KIND_NAMES } from '../values/datum';
import { bytesWritten, integersWritten, numbersWritten } from '../values/written';
import { objectAt, objectOrNone } from '../world/cache';
import { Property, Visibility } from '../world/property';
import { valueOf } from '../world/properties';
import { WorldObject } from '../world/world-object';

/** What a builder may know about an object, private properties only when it is theirs. */
export function inspect(object: WorldObject, owned: bool): Array<Detail> {
  const details = new Array<Detail>();
  if (!object.exists) return details;
  details.push(new Detail('owner', ownerName(object), '', true));
  const names = new Array<string>();
  for (let i = 0; i < object.prototypes.length; i++) names.push(label(objectAt(object.prototypes[i])));
  details.push(new Detail('prototypes', names.join(', '), '', true));
  if (object.identifier.length > 0) details.push(new Detail('identifier', object.identifier, '', true));
  describe(details, object, object, owned);
  const line = object.shape.line;
  for (let i = 0; i < line.length; i++) describe(details, object, objectAt(line[i]), owned);
  return details;
}

/** Who an object belongs to, by name; what the image made belongs to the world. */
export function ownerName(object: WorldObject): string {
  const owner = objectOrNone(object.owner);
  return owner !== null && owner.exists ? owner.name : 'the world';
}

/** Adds what one prototype declares. */
function describe(details: Array<Detail>, object: WorldObject, prototype: WorldObject, owned: bool): void {
  for (let i = 0; i < prototype.declared.length; i++) {
    const property: Property = prototype.declared[i];
    if (property.visibility == Visibility.Private && !owned) continue;
    const name = `${label(prototype)}/${property.name}`;
    const held = !object.held(property).isNothing;
    details.push(new Detail(name, written(valueOf(object, property)), KIND_NAMES[property.type], held));
  }
}

/** A value as `building.assign` would read it. */
function written(value: Datum): string {
  switch (value.kind) {
    case DatumKind.Truth:
      return value.bits != 0 ? 'yes' : 'no';
    case DatumKind.Integer:
      return (<i64>value.bits).toString();
    case DatumKind.Number:
      return value.float.toString();
    case DatumKind.Text:
      return value.text;
    case DatumKind.Object:
      return objectAt(value.oid).name;
    case DatumKind.Texts:
      return value.texts.join(', ');
    case DatumKind.Objects: {
      const names = new Array<string>();
      for (let i = 0; i < value.oids.length; i++) names.push(objectAt(value.oids[i]).name);
      return names.join(', ');
    }
    case DatumKind.Bytes:
      return bytesWritten(value.bytes);
    case DatumKind.Integers:
      return integersWritten(value.integers);
    case DatumKind.Numbers:
      return numbersWritten(value.numbers);
    default:
      return '';
  }
}

function label(object: WorldObject): string {
  return object.identifier.length > 0 ? object.identifier : object.name;
}
