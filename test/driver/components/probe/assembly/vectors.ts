import { Value } from '../bindings/driver-objects/objects';

/** Bytes, integers or numbers, written with commas between. */
export function vectorOf(type: string, text: string): Value {
  const items = text.length == 0 ? new Array<string>() : text.split(',');
  const bytes = new Uint8Array(items.length);
  const integers = new Int64Array(items.length);
  const numbers = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    bytes[i] = <u8>I32.parseInt(items[i]);
    integers[i] = I64.parseInt(items[i]);
    numbers[i] = parseFloat(items[i]);
  }
  if (type == 'bytes') return Value.bytes(bytes);
  return type == 'integers' ? Value.integers(integers) : Value.numbers(numbers);
}
