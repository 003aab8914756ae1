import { UNCHECKED } from './source-file.ts';
import { tupleFields } from './types.ts';

/** `bindings/types.ts`: the types that WIT has and AssemblyScript lacks. `tuples` are the lengths in use. */
export function typesSource(tuples: readonly number[]): string {
  return [TYPES, ...tuples.map(tupleSource)].join('\n');
}

function tupleSource(length: number): string {
  const fields = tupleFields(length);
  const parameters = fields.map((field) => `T${field.charAt(0).toUpperCase()}${field.slice(1)}`);
  return [
    `export class Tuple${length}<${parameters.join(', ')}> {`,
    '  constructor(',
    ...fields.map((field, i) => `    public ${field}: ${parameters[i]},`),
    '  ) {}',
    '}',
    '',
  ].join('\n');
}

const TYPES = `// Types that WIT has and AssemblyScript lacks.
// Generated from WIT by host/bindgen; changes are overwritten.

/** Nothing, where a type is needed. */
export class Unit {
  static readonly value: Unit = new Unit();
}

/** A value or none, for values that cannot be null. */
export class Option<T> {
  private constructor(
    readonly isSome: bool,
    private some: T,
  ) {}

  static some<T>(value: T): Option<T> {
    return new Option<T>(true, value);
  }

  static none<T>(): Option<T> {
    return new Option<T>(false, absent<T>());
  }

  /** The value; aborts when there is none. */
  get value(): T {
    if (!this.isSome) throw new Error("this Option is none: it has no value");
    return this.some;
  }
}

/** What a function returns, or why it could not. */
export class Result<T, E> {
  private constructor(
    readonly isOk: bool,
    private okValue: T,
    private errValue: E,
  ) {}

  static ok<T, E>(value: T): Result<T, E> {
    return new Result<T, E>(true, value, absent<E>());
  }

  static err<T, E>(error: E): Result<T, E> {
    return new Result<T, E>(false, absent<T>(), error);
  }

  get isErr(): bool {
    return !this.isOk;
  }

  /** The value; aborts when this is an error. */
  get ok(): T {
    if (!this.isOk) throw new Error("this Result is an error: it has no ok");
    return this.okValue;
  }

  /** The error; aborts when there is none. */
  get err(): E {
    if (this.isOk) throw new Error("this Result is ok: it has no err");
    return this.errValue;
  }
}

/** What fills the place of a value that is not there; never read. */
function absent<T>(): T {
  // @ts-ignore: T is a class or a number, and the check is resolved when compiling
  return isReference<T>() ? changetype<T>(0) : <T>0;
}

/** The base of classes whose instances are given out as handles. */
export abstract class Resource {
  /** How many handles there are on this object. Only the bindings touch it. */
  handles_: i32 = 0;

  /** The last handle is gone: nothing outside can reach this object any more. */
  drop(): void {}
}
`;

/** `bindings/abi/memory.ts`: strings and lists as the canonical ABI has them, scratch memory, garbage. */
export const MEMORY = `// How strings and lists lie in memory, scratch memory for calls, and when garbage is collected.
// Generated from WIT by host/bindgen; changes are overwritten.
${UNCHECKED}

/** Bytes of scratch memory; a call that needs more takes the rest from the heap. */
const AREA_BYTES: i32 = 16384;
const area: usize = memory.data(AREA_BYTES, 16);
let areaUsed: usize = 0;

/** Scratch memory until it is released, or until the call from the host ends. */
export function area_allocate(bytes: usize): usize {
  const size = (bytes + 15) & ~15;
  if (size > <usize>AREA_BYTES - areaUsed) return __new(size, idof<ArrayBuffer>());
  const at = area + areaUsed;
  areaUsed += size;
  return at;
}

/** A call of the host begins: what is allocated for it is held until it is released. */
export function area_mark(): usize {
  hold_garbage();
  return areaUsed;
}

export function area_release(mark: usize): void {
  areaUsed = mark;
  // Within the end of a call from the host, what it returns lies there already: it is still held.
  if (mark == 0) let_garbage_go();
}

/**
 * The incremental runtime also collects while the author's code allocates. Not while values cross: what the host writes, and what
 * is written for it, is nobody's yet. The minimal one collects between calls only, and these do nothing.
 */
let heldThreshold: usize = 0;

export function hold_garbage(): void {
  if (isDefined(gc_threshold)) {
    if (heldThreshold != 0) return;
    heldThreshold = max(gc_threshold, LEAST_GARBAGE_BYTES);
    gc_threshold = usize.MAX_VALUE;
  }
}

export function let_garbage_go(): void {
  if (isDefined(gc_threshold)) {
    if (heldThreshold == 0) return;
    gc_threshold = heldThreshold;
    heldThreshold = 0;
  }
}

/**
 * Garbage is collected when as many bytes were allocated as were alive after the last time: then collecting costs a constant
 * share of allocating. Not fewer than the least, which a small component allocates in some hundred calls; not more than the most,
 * so that a component with much alive does not need twice as much.
 */
const LEAST_GARBAGE_BYTES: usize = 262144;
const MOST_GARBAGE_BYTES: usize = 16777216;
let collectAbove: usize = LEAST_GARBAGE_BYTES;

/** A call from the host has ended: nothing refers to what it allocated but what the author kept. */
export function finish_call(): void {
  areaUsed = 0;
  let_garbage_go();
  if (gc_total < collectAbove) return;
  __collect();
  collectAbove = gc_total + min(max(gc_total, LEAST_GARBAGE_BYTES), MOST_GARBAGE_BYTES);
}

/**
 * Memory for what the host writes: a managed block, so that a string or a list can be used as it is. Which of the two it is,
 * and so its runtime id, is known only when it is lifted.
 */
export function cabi_realloc(old: usize, oldBytes: usize, align: usize, bytes: usize): usize {
  hold_garbage();
  if (oldBytes == 0) return bytes == 0 ? align : __new(bytes, idof<ArrayBuffer>());
  return __renew(old, bytes);
}

/** Says what a block is, and so how it is to be collected. The id lies eight bytes before the data (rt/common OBJECT). */
@inline function become<T>(block: usize): T {
  store<u32>(block - 8, idof<T>());
  return changetype<T>(block);
}

/** A string of the UTF-16 units that the host wrote, in the memory it wrote them to. */
export function lift_string(data: usize, length: i32): string {
  return length == 0 ? "" : become<string>(data);
}

export function load_string(at: usize): string {
  return lift_string(load<usize>(at), load<i32>(at, 4));
}

export function store_string(value: string, at: usize): void {
  store<usize>(at, changetype<usize>(value));
  store<i32>(at, value.length, 4);
}

/** A typed array over the elements that the host wrote, in the memory it wrote them to. */
export function lift_typed_array<T extends ArrayBufferView>(data: usize, length: i32): T {
  const buffer = length == 0 ? new ArrayBuffer(0) : become<ArrayBuffer>(data);
  const array = changetype<T>(__new(offsetof<T>(), idof<T>()));
  store<usize>(changetype<usize>(array), changetype<usize>(buffer), offsetof<ArrayBufferView>("buffer"));
  store<usize>(changetype<usize>(array), changetype<usize>(buffer), offsetof<ArrayBufferView>("dataStart"));
  store<i32>(changetype<usize>(array), buffer.byteLength, offsetof<ArrayBufferView>("byteLength"));
  return array;
}

export function load_typed_array<T extends ArrayBufferView>(at: usize): T {
  return lift_typed_array<T>(load<usize>(at), load<i32>(at, 4));
}

export function store_typed_array<T extends ArrayBufferView>(value: T, at: usize): void {
  store<usize>(at, value.dataStart);
  store<i32>(at, value.length, 4);
}
`;

/** What the core exports of `bindings/abort.ts` are called: the convention by which a guest says why it stops itself. */
export const ABORT_EXPORTS: Readonly<Record<string, string>> = {
  trap_message: 'trap-message',
  trap_place: 'trap-place',
};

/** `bindings/abort.ts`: what a failed check or `throw` does. */
export const ABORT = `// What \`throw\` and failed checks do: the call traps, and the host is told why and where.
// Generated from WIT by host/bindgen; changes are overwritten.

/** 0, or the address of a text: its length in bytes, then UTF-8. */
export let trap_message: usize = 0;
export let trap_place: usize = 0;

/** Nothing is allocated here: there may be no memory left. Longer texts are cut; a UTF-16 unit is at most three bytes of UTF-8. */
const TEXT_UNITS: i32 = 300;
const message_text: usize = memory.data(4 + 300 * 3, 4);
/** The file, and two numbers of up to ten digits with a colon each. */
const place_text: usize = memory.data(4 + 300 * 3 + 22, 4);

export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  trap_message = message_text;
  finish_text(message_text, append(message_text + 4, message === null ? "a check failed" : message));
  // Of the author's sources (assembly/...) only: one in the library says nothing of who called it.
  if (file !== null && file.length > 0 && load<u16>(changetype<usize>(file)) == 0x61) {
    const end = append_number(append_number(append(place_text + 4, file), line), column);
    finish_text(place_text, end);
    trap_place = place_text;
  }
  unreachable();
}

function append(at: usize, text: string): usize {
  return at + String.UTF8.encodeUnsafe(changetype<usize>(text), min(text.length, TEXT_UNITS), at);
}

/** Appends a colon and a number. */
function append_number(at: usize, value: u32): usize {
  store<u8>(at++, 0x3a);
  let unit: u32 = 1;
  while (value / unit >= 10) unit *= 10;
  for (; unit > 0; unit /= 10) store<u8>(at++, <u8>(0x30 + ((value / unit) % 10)));
  return at;
}

function finish_text(start: usize, end: usize): void {
  store<u32>(start, <u32>(end - start - 4));
}
`;
