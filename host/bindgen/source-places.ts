import { SOURCE_PLACES } from '../component/index.ts';
import {
  SECTION,
  concatenate,
  readName,
  readU32,
  sectionsOf,
  withSections,
  writeName,
  writeU32,
} from './core-sections.ts';
import { SOURCE_FOLDER } from './assemblyscript/paths.ts';

/** The compiler's remark where its source map lies: nothing is there once the module is part of a component. */
const MAP_SECTION = 'sourceMappingURL';

/**
 * The module with the places of its author's sources in a custom section (format: `host/component/source-places.ts`), instead of the
 * compiler's source map. Of each run of places in one line the first is kept, which makes a third of it; what comes from the library or
 * the bindings is left out.
 */
export function withSourcePlaces(module: Uint8Array, sourceMap: string): Uint8Array {
  const sections = sectionsOf(module);
  const code = sections.find(({ id }) => id === SECTION.code);
  const kept = sections.filter(({ id, content }) => id !== SECTION.custom || readName(content) !== MAP_SECTION);
  if (!code) return withSections(module, kept);
  const content = placesOf(sourceMap, code.start, bodyEnds(code.content));
  return withSections(module, [...kept, { id: SECTION.custom, content }]);
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/** Where each function body ends in the content of a code section. */
function bodyEnds(code: Uint8Array): number[] {
  const count = readU32(code, 0);
  let at = count.after;
  return Array.from({ length: count.value }, () => {
    const size = readU32(code, at);
    at = size.after + size.value;
    return at;
  });
}

/** The content of the custom section, for a code section whose content starts at an offset in the module. */
function placesOf(text: string, start: number, ends: readonly number[]): Uint8Array {
  const { sources, mappings } = JSON.parse(text) as SourceMap;
  const numbers = new Map<number, number>();
  const places: number[] = [];
  let count = 0;
  let last = { offset: 0, body: 0, source: -1, line: -1 };
  let body = 0;
  for (const { offset: at, source, line, column } of decodeMappings(mappings)) {
    const offset = at - start;
    while (offset >= (ends[body] ?? Infinity)) body++;
    if (offset < 0 || body === ends.length || !sources[source]?.startsWith(`${SOURCE_FOLDER}/`)) continue;
    if (source === last.source && line === last.line && body === last.body) continue;
    if (!numbers.has(source)) numbers.set(source, numbers.size);
    for (const value of [offset - last.offset, numbers.get(source) ?? 0, line + 1, column + 1]) {
      for (const byte of writeU32(value)) places.push(byte);
    }
    count++;
    last = { offset, body, source, line };
  }
  const names = [...numbers.keys()].map((source) => writeName(sources[source] ?? ''));
  return concatenate([
    writeName(SOURCE_PLACES),
    Uint8Array.from(writeU32(names.length)),
    ...names,
    Uint8Array.from(writeU32(count)),
    Uint8Array.from(places),
  ]);
}

/** Generated code has one line: its columns are offsets in the module. Lines and columns of sources count from 0. */
function* decodeMappings(text: string): Generator<{ offset: number; source: number; line: number; column: number }> {
  const fields = [0, 0, 0, 0];
  for (const segment of text.split(',')) {
    for (const [i, delta] of decodeVlq(segment).entries()) if (i < fields.length) fields[i]! += delta;
    const [offset = 0, source = 0, line = 0, column = 0] = fields;
    yield { offset, source, line, column };
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE_BITS = 5;

/** Variable-length quantities: https://tc39.es/ecma426/#sec-base64-vlq */
function decodeVlq(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of text) {
    const digit = BASE64.indexOf(letter);
    value += (digit & 31) * 2 ** shift;
    shift += VALUE_BITS;
    if (digit >= 32) continue;
    const magnitude = Math.floor(value / 2);
    values.push(value % 2 === 1 ? -magnitude : magnitude);
    value = 0;
    shift = 0;
  }
  return values;
}
