import * as directory from '../bindings/driver-objects/directory';
import { Handle, Value } from '../bindings/driver-objects/objects';
import { ownName } from './kinds';

/** Digits of a whole number that is read: all of 18 digits fit 64 bits. */
const MAX_DIGITS = 18;

/** A value of a type as somebody types it; null when it cannot be read so. Objects are said by their names in the directory. */
export function valueOf(type: string, text: string): Value | null {
  const word = text.trim();
  if (type == 'text') return Value.text(word);
  if (type == 'truth') return word == 'yes' || word == 'no' ? Value.truth(word == 'yes') : null;
  if (type == 'integer') return isDecimal(word, 0) ? Value.integer(I64.parseInt(word)) : null;
  if (type == 'number') return isDecimal(word, 1) ? Value.number(parseFloat(word)) : null;
  if (type == 'texts') {
    const texts: string[] = [];
    const parts = word.split(',');
    for (let index = 0; index < parts.length; index++) texts.push(parts[index].trim());
    return Value.texts(texts);
  }
  if (type == 'integers' || type == 'numbers') return vectorOf(type, word);
  if (type == 'objects') return objectsOf(word);
  if (type != 'object') return null;
  const object = directory.named(ownName(word));
  return object === null ? null : Value.object(object);
}

function vectorOf(type: string, text: string): Value | null {
  const parts = text.split(',');
  const integers = new Int64Array(parts.length);
  const numbers = new Float64Array(parts.length);
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index].trim();
    if (!isDecimal(part, type == 'integers' ? 0 : 1)) return null;
    if (type == 'integers') integers[index] = I64.parseInt(part);
    else numbers[index] = parseFloat(part);
  }
  return type == 'integers' ? Value.integers(integers) : Value.numbers(numbers);
}

function objectsOf(text: string): Value | null {
  const objects: Handle[] = [];
  const parts = text.split(',');
  for (let index = 0; index < parts.length; index++) {
    const object = directory.named(ownName(parts[index]));
    if (object !== null) {
      objects.push(object);
      continue;
    }
    for (let at = 0; at < objects.length; at++) objects[at].drop();
    return null;
  }
  return Value.objects(objects);
}

/** Whether a text is a number in decimal with at most so many points. */
function isDecimal(text: string, points: i32): bool {
  let digits = 0;
  for (let index = text.startsWith('-') ? 1 : 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code == 0x2e) points--;
    else if (code >= 0x30 && code <= 0x39) digits++;
    else return false;
  }
  return digits > 0 && digits <= MAX_DIGITS && points >= 0;
}
