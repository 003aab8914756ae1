import { BuildingError } from '../bindings/driver-objects/building';
import { SendError } from '../bindings/driver-objects/call';
import { Article, MoveError, PropertyError, Value } from '../bindings/driver-objects/objects';

export function propertyError(error: PropertyError): string {
  if (error.isUndeclared) return `undeclared ${error.asUndeclared}`;
  if (error.isForbidden) return `forbidden ${error.asForbidden}`;
  if (error.isWrongType) return `wrong-type ${error.asWrongType}`;
  if (error.isTooLarge) return `too-large ${error.asTooLarge}`;
  if (error.isQuota) return `quota ${error.asQuota}`;
  return 'gone';
}

export function moveError(error: MoveError): string {
  if (error.isForbidden) return 'forbidden';
  if (error.isIntoItself) return 'into-itself';
  return error.isFull ? 'full' : 'gone';
}

export function sendError(error: SendError): string {
  if (error.isNotUnderstood) return `not-understood ${error.asNotUnderstood}`;
  if (error.isAmbiguous) return `ambiguous ${error.asAmbiguous}`;
  if (error.isForbidden) return `forbidden ${error.asForbidden}`;
  return error.isTooDeep ? 'too-deep' : `no-program ${error.asNoProgram}`;
}

export function buildingError(error: BuildingError): string {
  if (error.isNotABuilder) return 'not-a-builder';
  if (error.isNotOwner) return `not-owner ${error.asNotOwner}`;
  if (error.isNoPrototype) return `no-prototype ${error.asNoPrototype}`;
  if (error.isBadName) return `bad-name ${error.asBadName}`;
  if (error.isBadProperty) return `bad-property ${error.asBadProperty}`;
  if (error.isInUse) return `in-use ${error.asInUse}`;
  return error.isQuota ? `quota ${error.asQuota}` : 'gone';
}

/** A value as text. */
export function written(value: Value): string {
  if (value.isTruth) return value.asTruth ? 'yes' : 'no';
  if (value.isInteger) return value.asInteger.toString();
  if (value.isNumber) return value.asNumber.toString();
  if (value.isText) return `"${value.asText}"`;
  if (value.isTexts) return `[${value.asTexts.join('|')}]`;
  if (value.isObject) return value.asObject.name(Article.Definite);
  if (value.isBytes) return `bytes ${value.asBytes.join(' ')}`;
  if (value.isIntegers) return integersWritten(value.asIntegers);
  if (value.isNumbers) return `numbers ${value.asNumbers.join(' ')}`;
  if (!value.isObjects) return 'nothing';
  const names = new Array<string>();
  for (let i = 0; i < value.asObjects.length; i++) names.push(value.asObjects[i].name(Article.Bare));
  return `[${names.join('|')}]`;
}

/** `join` of AssemblyScript cuts integers of 64 bits short. */
function integersWritten(integers: Int64Array): string {
  let text = 'integers';
  for (let i = 0; i < integers.length; i++) text += ` ${integers[i]}`;
  return text;
}
