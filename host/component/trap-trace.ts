import { sharesPages } from './compiled.ts';
import { instrument } from './instrument.ts';
import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import { printable } from './printable.ts';
import { PlaceFinder, readSourcePlaces, type SourcePlace } from './source-places.ts';

/** A frame of a guest that stopped. */
export interface TraceFrame {
  /** As the module names it. */
  readonly name: string | undefined;
  /** `assembly/tower.ts:12:5`, where the module says it. */
  readonly place: string | undefined;
}

/** As V8 writes a frame: `at NAME (wasm://wasm/HASH:wasm-function[INDEX]:0xOFFSET)`. */
const FRAME = /^\s*at (?:(.*) \()?wasm:\/\/.*wasm-function\[(\d+)\]:0x([0-9a-f]+)\)?$/;

/**
 * The guest's frames of a WebAssembly error, innermost first, up to the first that is the host's. Places are looked up in the
 * modules as they were compiled, which are made again for it: traps are rare, and keeping them would double what a component takes.
 */
export function traceOf(error: Error, plan: Plan, limits: Limits): TraceFrame[] {
  const lines = `${error.stack ?? ''}`.split('\n');
  const first = lines.findIndex((line) => FRAME.test(line));
  if (first < 0) return [];
  const finders = findersOf(plan, limits);
  const frames: TraceFrame[] = [];
  for (const line of lines.slice(first)) {
    const [, name, index, offset] = FRAME.exec(line) ?? [];
    if (index === undefined || offset === undefined) break;
    const place = placeOf(finders, Number(index), name, Number.parseInt(offset, 16));
    frames.push({ name: name === undefined ? undefined : printable(name), place });
  }
  return frames;
}

function findersOf(plan: Plan, limits: Limits): PlaceFinder[] {
  return plan.modules.flatMap((module) => {
    const places = readSourcePlaces(module);
    return places === undefined ? [] : [new PlaceFinder(module, places, instrument(module, limits, sharesPages(plan)))];
  });
}

function placeOf(finders: readonly PlaceFinder[], index: number, name: string | undefined, offset: number) {
  for (const finder of finders) {
    const place = finder.find(index, name, offset);
    if (place !== undefined) return formatPlace(place);
  }
  return undefined;
}

function formatPlace({ source, line, column }: SourcePlace): string {
  return `${source}:${line}:${column}`;
}
