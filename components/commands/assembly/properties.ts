import { Handle, Value } from '../bindings/driver-objects/objects';
import { keep } from './roles';

/** A text property; empty when it is not set or cannot be read. */
export function textOf(object: Handle, property: string): string {
  const result = object.get(property);
  if (!result.isOk) return '';
  const value = result.ok;
  return value.isText ? value.asText : '';
}

/** A truth property; false when it is not set or cannot be read. */
export function truthOf(object: Handle, property: string): bool {
  const result = object.get(property);
  if (!result.isOk) return false;
  const value = result.ok;
  return value.isTruth && value.asTruth;
}

/** An object property; null when it is not set or cannot be read. */
export function objectOf(object: Handle, property: string): Handle | null {
  const result = object.get(property);
  if (!result.isOk) return null;
  const value = result.ok;
  return value.isObject ? keep(value.asObject) : null;
}

/** A property that is a list of texts; empty when it is not set or cannot be read. */
export function textsOf(object: Handle, property: string): string[] {
  const result = object.get(property);
  if (!result.isOk) return [];
  const value = result.ok;
  return value.isTexts ? value.asTexts : [];
}

/** A property that is a list of objects; empty when it is not set or cannot be read. */
export function objectsOf(object: Handle, property: string): Handle[] {
  const result = object.get(property);
  if (!result.isOk) return [];
  const value = result.ok;
  if (!value.isObjects) return [];
  const objects = value.asObjects;
  for (let index = 0; index < objects.length; index++) keep(objects[index]);
  return objects;
}

/** Sets a property that the verb's role may write. That it may is for the image to get right, so a refusal ends the task. */
export function assign(object: Handle, property: string, value: Value): void {
  if (!object.set(property, value).isOk) throw new Error(`the verb's role has no authority to set ${property}`);
}
