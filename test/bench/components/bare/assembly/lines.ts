import * as ears from '../bindings/bench-worlds/ears';

let text = '';

export function answer(line: string, units: u32): string {
  if (<u32>text.length != units) text = 'x'.repeat(units);
  return text;
}

export function spread(line: string, listeners: u32): void {
  for (let to: u32 = 0; to < listeners; to++) ears.tell(to, line);
}
