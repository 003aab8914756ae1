import type { StringEncoding } from './model.ts';
import { contains, type ValueType } from './types.ts';

/**
 * One of the (at most two) component instances a glue function stands between. Its `key` ends the names the generated code knows it
 * by: `memory_a`, `guard_a`, `allocate_a`, `resources_a`.
 */
export interface Side {
  readonly key: 'a' | 'b';
  readonly encoding: StringEncoding;
  /** Number of the component instance, to see which resources are its own. */
  readonly ownResources: ReadonlySet<number>;
}

/**
 * How values look between lifting and lowering. `host`: as JavaScript values for the host, checked when they come from it.
 * `raw`: never seen by the host; numeric lists, and strings where both sides encode alike, are spans of the source's memory, other
 * strings carry their length at the source, variants, enums and flags are numbers, handles are what they stand for.
 */
export type Form = 'host' | 'raw';

/** Collects the text of one factory: helper functions, constants and the lines of the function being written. */
export class Emitter {
  readonly #functions: string[] = [];
  readonly #constants: unknown[] = [];
  readonly #tools = new Set<string>();
  #lines: string[] = [];
  #next = 0;

  /** A name no other variable of this factory has. */
  fresh(prefix: string): string {
    return `${prefix}${this.#next++}`;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  /** Names a function of `glue-tools.ts` for use in generated code. */
  tool(name: string): string {
    this.#tools.add(name);
    return name;
  }

  /** Names a value that the generated code reads but cannot spell. */
  constant(value: unknown): string {
    return `constant${this.#constants.push(value) - 1}`;
  }

  /** Binds an expression to a variable, so that it is evaluated now and once. */
  bind(expression: string): string {
    if (/^[\w$]+$/.test(expression)) return expression;
    const name = this.fresh('v');
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  /** Runs `write` with a fresh list of lines and returns them. */
  capture(write: () => void): string {
    const outer = this.#lines;
    this.#lines = [];
    write();
    const captured = this.#lines.join('\n');
    this.#lines = outer;
    return captured;
  }

  /** Adds a helper function to the factory. */
  define(name: string, parameters: readonly string[], write: () => void): void {
    const body = this.capture(write);
    this.#functions.push(`function ${name}(${parameters.join(', ')}) {\n${body}\n}`);
  }

  /** The whole factory. `prologue` names what the environment holds, `result` is the function it returns. */
  finish(prologue: string, result: string): (environment: object, tools: object) => Function {
    const tools = this.#tools.size > 0 ? `const { ${[...this.#tools].join(', ')} } = tools;\n` : '';
    const constants = this.#constants.map((_, index) => `const constant${index} = constants[${index}];\n`).join('');
    const text = `'use strict';\n${tools}${constants}${prologue}\n${this.#functions.join('\n')}\n${result}`;
    // oxlint-disable-next-line no-implied-eval -- the text is made here from checked labels and indices, never from a guest's bytes
    const make = new Function('environment', 'tools', 'constants', text) as (
      environment: object,
      tools: object,
      constants: readonly unknown[],
    ) => Function;
    const constantValues = this.#constants;
    return (environment, tools) => make(environment, tools, constantValues);
  }
}

/** The view of a memory (`MemoryViews`) for each type that is stored as one number, and the shift from bytes to its index. */
export const NUMBER_VIEWS: Readonly<Record<string, { readonly view: string; readonly shift: number }>> = {
  u8: { view: 'u8', shift: 0 },
  s8: { view: 's8', shift: 0 },
  u16: { view: 'u16', shift: 1 },
  s16: { view: 's16', shift: 1 },
  u32: { view: 'u32', shift: 2 },
  s32: { view: 's32', shift: 2 },
  u64: { view: 'u64', shift: 3 },
  s64: { view: 's64', shift: 3 },
  f32: { view: 'f32', shift: 2 },
  f64: { view: 'f64', shift: 3 },
};

/** Types whose NaNs lose sign and payload on the way (canonical ABI: canonicalize_nan32, canonicalize_nan64). */
export function isFloat(type: { readonly kind: string }): boolean {
  return type.kind === 'f32' || type.kind === 'f64';
}

/** Writes elements of a memory's views. */
export class Cells {
  readonly #key: string;
  #inLoop: Set<string> | undefined;

  constructor(side: Side) {
    this.#key = side.key;
  }

  /** An element of a view at an address. */
  at(view: string, address: string): string {
    const { shift } = NUMBER_VIEWS[view]!;
    const index = shift === 0 ? address : `(${address}) >>> ${shift}`;
    this.#inLoop?.add(view);
    return this.#inLoop === undefined ? `memory_${this.#key}.${view}[${index}]` : `${view}_${this.#key}[${index}]`;
  }

  /** Writes a loop in which no guest runs: it looks up the views once, before. Returns those look-ups and the loop. */
  loop(write: () => string): string {
    this.#inLoop = new Set();
    const body = write();
    const lookups = [...this.#inLoop].map((view) => `const ${view}_${this.#key} = memory_${this.#key}.${view};`);
    this.#inLoop = undefined;
    return [...lookups, body].join('\n');
  }

  get inLoop(): boolean {
    return this.#inLoop !== undefined;
  }
}

/** Whether a value is numbers and the like in a row, without cases, lists or handles: nothing that takes more than looking at memory. */
export function isPlain(type: ValueType): boolean {
  if (type.kind === 'record') return type.fields.every((field) => isPlain(field.type));
  if (type.kind === 'tuple') return type.elements.every(isPlain);
  return type.kind in NUMBER_VIEWS || type.kind === 'bool' || type.kind === 'char' || type.kind === 'flags';
}

/** What a helper for a type needs of the call besides the value: who keeps account of what is lent in it. */
export function scopeOf(type: ValueType): readonly string[] {
  return contains(type, ({ kind }) => kind === 'borrow') ? ['scope'] : [];
}

/** An address some bytes further. */
export function offsetBy(address: string, bytes: number): string {
  return bytes === 0 ? address : `${address} + ${bytes}`;
}

export function text(value: string): string {
  return JSON.stringify(value);
}

/** Whether two-sided glue can copy strings between the memories as they are. */
export function copiesStrings(from: Side, to: Side): boolean {
  return from.encoding === to.encoding && from.encoding !== 'latin1+utf16';
}
