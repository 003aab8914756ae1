import { printable } from './printable.ts';
import type { Reader } from './reader.ts';

/** The subsection of a `name` section that names functions. */
export const FUNCTION_NAMES = 1;

export interface FunctionName {
  readonly index: number;
  /** As it may be shown in a trace. */
  readonly name: string;
}

/**
 * The names of functions in a `name` section, or undefined when the custom section is another one or is malformed: the core
 * specification forbids refusing a module for that.
 */
export function readFunctionNames(reader: Reader): readonly FunctionName[] | undefined {
  try {
    if (reader.name('the name of a custom section') !== 'name') return undefined;
    while (!reader.done) {
      const id = reader.byte('a subsection');
      const section = reader.section(reader.u32('the size of a subsection'), 'a subsection');
      if (id !== FUNCTION_NAMES) continue;
      return section.vector('function names', () => ({
        index: section.u32('a function index'),
        name: printable(section.name('the name of a function')),
      }));
    }
  } catch {
    return undefined;
  }
  return undefined;
}
