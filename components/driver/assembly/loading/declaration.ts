import { DatumKind, KIND_NAMES } from '../values/datum';
import { isIdentifier } from '../values/text';

/** Fields of objects that are no properties, so no property can be called so. */
export const FIELDS: StaticArray<string> = ['name', 'aliases', 'article', 'at', 'about', 'timer', 'may', 'quota'];

/** Why a property cannot be called so; empty when it can. */
export function problemWithPropertyName(name: string): string {
  if (!isIdentifier(name)) return `"${name}" is no name for a property: lower-case letters, digits and -`;
  if (FIELDS.includes(name)) return `a property cannot be called ${name}: that is a field of every object`;
  return '';
}

/** Why objects cannot be found by a property of a type; empty when they can. */
export function problemWithIndexing(type: DatumKind): string {
  switch (type) {
    case DatumKind.Truth:
    case DatumKind.Integer:
    case DatumKind.Number:
    case DatumKind.Text:
    case DatumKind.Object:
      return '';
    default:
      return `objects are not found by ${KIND_NAMES[type]}: declare it readable, or a property of one value indexed`;
  }
}
