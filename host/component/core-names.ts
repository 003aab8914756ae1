import type { Reader } from './reader.ts';

const FUNCTION_NAMES = 1;

/**
 * The subsection with function names of a `name` section, or undefined when the custom section is another one or is malformed: the
 * core specification forbids refusing a module for that.
 */
export function readFunctionNames(reader: Reader): { start: number; end: number } | undefined {
  try {
    if (reader.name('the name of a custom section') !== 'name') return undefined;
    while (!reader.done) {
      const start = reader.offset;
      const id = reader.byte('a subsection');
      reader.skip(reader.u32('the size of a subsection'), 'a subsection');
      if (id === FUNCTION_NAMES) return { start, end: reader.offset };
    }
  } catch {
    return undefined;
  }
  return undefined;
}
