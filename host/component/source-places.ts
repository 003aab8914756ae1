import { readFunctionNames } from './core-names.ts';
import { SECTION, skipExpression, type CoreModule } from './core-module.ts';
import { skipValueType } from './core-opcodes.ts';
import { printable } from './printable.ts';
import { Reader } from './reader.ts';

/**
 * Where the functions of a core module come from in its author's source: a custom section of this name. It holds the names of the
 * sources (a vector) and, in the order of the code, places (a vector): the distance in bytes from the place before, the first from
 * the start of the code section's content; the number of the source; line and column, counted from 1. All numbers are unsigned
 * LEB128. A place holds up to the next one in the same function.
 */
export const SOURCE_PLACES = 'source-places';

export interface SourcePlace {
  /** From the start of the code section's content, in bytes. */
  readonly offset: number;
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** The places that a module says, or undefined where it has no such section or a malformed one. */
export function readSourcePlaces(module: CoreModule): readonly SourcePlace[] | undefined {
  for (const section of module.sections) {
    if (section.id !== SECTION.custom) continue;
    try {
      const reader = new Reader(module.bytes, section.start, section.end);
      if (reader.name('the name of a custom section') === SOURCE_PLACES) return readPlaces(reader);
    } catch {
      // A custom section is a remark: what cannot be read says nothing.
    }
  }
  return undefined;
}

function readPlaces(reader: Reader): SourcePlace[] {
  const sources = reader.vector('sources', () => printable(reader.name('the name of a source')));
  let offset = 0;
  return reader.vector('places', () => {
    offset += reader.u32('an offset');
    const source = sources[reader.u32('the number of a source')] ?? 'an unknown source';
    return { offset, source, line: reader.u32('a line'), column: reader.u32('a column') };
  });
}

/** The function bodies of a code section, as readers over their instructions. */
class Code {
  /** Where the content of the section starts. */
  readonly start: number;
  readonly #bodies: Reader[] = [];

  constructor(bytes: Uint8Array, start: number, end: number) {
    const reader = new Reader(bytes, start, end);
    this.start = start;
    const count = reader.u32('the number of function bodies');
    for (let index = 0; index < count; index++) {
      this.#bodies.push(reader.section(reader.u32('the size of a function body'), 'a function body'));
    }
  }

  /** A reader at the first instruction of a function. */
  instructions(index: number): Reader | undefined {
    const body = this.#bodies[index];
    if (body === undefined) return undefined;
    const reader = new Reader(body.bytes, body.offset, body.end);
    const groups = reader.u32('the number of local groups');
    for (let group = 0; group < groups; group++) {
      reader.u32('the number of locals');
      skipValueType(reader);
    }
    return reader;
  }
}

/** Offset and size of the code section's content in a module that is valid. */
function codeOf(bytes: Uint8Array): Code | undefined {
  const reader = new Reader(bytes);
  reader.skip(8, 'the preamble');
  while (!reader.done) {
    const id = reader.byte('a core section');
    const section = reader.section(reader.u32('the size of a core section'), 'a core section');
    if (id === SECTION.code) return new Code(bytes, section.offset, section.end);
  }
  return undefined;
}

/** Instructions that can trap or call: instrumentation adds none of them, so their order tells which is which. */
function isAnchor(opcode: number): boolean {
  return (
    opcode === 0x10 || // call
    opcode === 0x11 || // call_indirect
    (opcode >= 0x28 && opcode <= 0x40) || // loads, stores, memory.size, memory.grow
    (opcode >= 0x6d && opcode <= 0x70) || // i32 div, rem
    (opcode >= 0x7f && opcode <= 0x82) || // i64 div, rem
    (opcode >= 0xa8 && opcode <= 0xb1) || // truncations
    opcode > 0xff // bulk, saturating, vector
  );
}

/** Finds places for the offsets that the engine names in a module's instrumented form. */
export class PlaceFinder {
  readonly #places: readonly SourcePlace[];
  readonly #names: ReadonlyMap<number, string>;
  readonly #importedFunctions: number;
  readonly #original: Code | undefined;
  readonly #instrumented: Code | undefined;

  /** `instrumented` is the module as it was compiled. */
  constructor(module: CoreModule, places: readonly SourcePlace[], instrumented: Uint8Array) {
    this.#places = places;
    this.#names = namesOf(module);
    this.#importedFunctions = module.imports.filter(({ kind }) => kind === 'func').length;
    const code = module.sections.find(({ id }) => id === SECTION.code);
    this.#original = code && new Code(module.bytes, code.start, code.end);
    this.#instrumented = codeOf(instrumented);
  }

  /** The place of the instruction at `offset` of the instrumented module, in the function of that index and name. */
  find(index: number, name: string | undefined, offset: number): SourcePlace | undefined {
    // The engine does not say which module it means; another one's function at this index has another name.
    if (this.#names.get(index) !== name) return undefined;
    const number = index - this.#importedFunctions;
    const ran = this.#instrumented?.instructions(number);
    const written = this.#original?.instructions(number);
    if (ran === undefined || written === undefined || offset < ran.offset || offset >= ran.end) return undefined;
    let anchors = 0;
    skipExpression(ran, (opcode, start) => {
      if (start <= offset && isAnchor(opcode)) anchors++;
    });
    const start = written.offset - this.#original!.start;
    const end = written.end - this.#original!.start;
    let at = start;
    skipExpression(written, (opcode, instruction) => {
      if (anchors > 0 && isAnchor(opcode) && --anchors === 0) at = instruction - this.#original!.start;
    });
    // What stands before the first place is inlined from elsewhere, or its optimized remains: the first place is next to it.
    const inside = this.#places.filter(({ offset }) => offset >= start && offset < end);
    return inside.findLast(({ offset }) => offset <= at) ?? inside[0];
  }
}

function namesOf(module: CoreModule): ReadonlyMap<number, string> {
  for (const section of module.sections) {
    if (section.id !== SECTION.custom) continue;
    const names = readFunctionNames(new Reader(module.bytes, section.start, section.end));
    if (names !== undefined) return new Map(names.map(({ index, name }) => [index, name]));
  }
  return new Map();
}
