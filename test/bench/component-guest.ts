import { ALLOCATOR, buildComponent, HEAP, type Source } from '../component/build.ts';
import { parse } from '@bytecodealliance/jco';

/** The interface the guest imports and exports: each function answers with what it got, but `add`. */
export const GLUE = 'bench:glue/glue@1.0.0';
/** Loops of the guest that call the imported interface, and one that calls nothing. */
export const CALLS = 'bench:glue/calls@1.0.0';
/** A resource of the guest. */
export const THINGS = 'bench:glue/things@1.0.0';
/** A resource of the host, which the guest makes, uses and drops in `CALLS`. */
export const TOKENS = 'bench:glue/tokens@1.0.0';

export const FUNCTIONS = ['add', 'text', 'bytes', 'entries'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export interface Entry {
  id: number;
  weight: number;
  count: number;
  open: boolean;
}

/** Bytes of an `entry` in memory: u32, f64, s16, bool. */
export const ENTRY_BYTES = 24;

/** What the guest passes to its imports: the lengths of the issue of every figure. */
export const TEXT = 'the quick brown fox jumped over!';
export const LIST_LENGTH = 1000;

const TEXT_AREA = 64;
const BYTES_AREA = HEAP;
const ENTRIES_AREA = 4096;
/** Behind the lists that the guest passes; what the allocator gives out starts here. */
const ALLOCATED_AREA = 32_768;

const WIT = `package bench:glue@1.0.0;
interface glue {
  record entry { id: u32, weight: f64, count: s16, open: bool }
  add: func(a: u32, b: u32) -> u32;
  text: func(v: string) -> string;
  bytes: func(v: list<u8>) -> list<u8>;
  entries: func(v: list<entry>) -> list<entry>;
}
interface tokens {
  resource token { constructor(n: u32); get: func() -> u32; }
}
interface calls {
  nothing: func(rounds: u32) -> u32;
  add: func(rounds: u32) -> u32;
  text: func(rounds: u32) -> u32;
  bytes: func(rounds: u32) -> u32;
  entries: func(rounds: u32) -> u32;
  token: func(rounds: u32) -> u32;
}
interface things {
  resource thing { constructor(n: u32); get: func() -> u32; }
}
world w { import glue; import tokens; export glue; export calls; export things; }`;

/** A function that hands its pointer and length back. */
const echo = (name: string) => `
  (func (export "${GLUE}#${name}") (param i32 i32) (result i32)
    (i32.store (i32.const 0) (local.get 0))
    (i32.store (i32.const 4) (local.get 1))
    (i32.const 0))
  (func (export "cabi_post_${GLUE}#${name}") (param i32) (global.set $next (i32.const ${ALLOCATED_AREA})))`;

/** Calls an import for a number of rounds and adds up what it answers. */
const loop = (name: string, body: string) => `
  (func (export "${CALLS}#${name}") (param $rounds i32) (result i32) (local $sum i32) (local $handle i32)
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $rounds)))
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      ${body}
      (br $next)))
    (local.get $sum))`;

const add = (value: string) => `(local.set $sum (i32.add (local.get $sum) ${value}))`;

const passing = (name: string, pointer: number, length: number) =>
  loop(
    name,
    `(call $${name} (i32.const ${pointer}) (i32.const ${length}) (i32.const 8))
     ${add('(i32.load (i32.const 12))')}
     (global.set $next (i32.const ${ALLOCATED_AREA}))`,
  );

function wat(encoding: 'utf8' | 'utf16'): string {
  const text = encoding === 'utf16' ? [...TEXT].map((each) => `${each}\\00`).join('') : TEXT;
  return `(module
    (import "${GLUE}" "add" (func $add (param i32 i32) (result i32)))
    (import "${GLUE}" "text" (func $text (param i32 i32 i32)))
    (import "${GLUE}" "bytes" (func $bytes (param i32 i32 i32)))
    (import "${GLUE}" "entries" (func $entries (param i32 i32 i32)))
    (import "${TOKENS}" "[constructor]token" (func $token (param i32) (result i32)))
    (import "${TOKENS}" "[method]token.get" (func $token-get (param i32) (result i32)))
    (import "${TOKENS}" "[resource-drop]token" (func $token-drop (param i32)))
    (import "[export]${THINGS}" "[resource-new]thing" (func $thing-new (param i32) (result i32)))
    ${ALLOCATOR}
    (data (i32.const ${TEXT_AREA}) "${text}")
    (func (export "${GLUE}#add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    ${echo('text')} ${echo('bytes')} ${echo('entries')}
    ${loop('nothing', add('(local.get $rounds)'))}
    ${loop('add', add('(call $add (local.get $sum) (local.get $rounds))'))}
    ${passing('text', TEXT_AREA, TEXT.length)}
    ${passing('bytes', BYTES_AREA, LIST_LENGTH)}
    ${passing('entries', ENTRIES_AREA, LIST_LENGTH)}
    ${loop(
      'token',
      `(local.set $handle (call $token (local.get $rounds)))
       ${add('(call $token-get (local.get $handle))')}
       (call $token-drop (local.get $handle))`,
    )}
    (func (export "${THINGS}#[constructor]thing") (param i32) (result i32) (call $thing-new (local.get 0)))
    (func (export "${THINGS}#[method]thing.get") (param i32) (result i32) (local.get 0))
    (func (export "${THINGS}#[dtor]thing") (param i32)))`;
}

export interface Guest {
  readonly component: Uint8Array;
  /** The core module inside it, as it was before the component was made around it. */
  readonly core: WebAssembly.Module;
}

/** The guest that every way of calling it is measured with: small, so that a figure is about the glue. */
export async function buildGuest(encoding: 'utf8' | 'utf16'): Promise<Guest> {
  const source: Source = { wit: WIT, wat: wat(encoding), encoding };
  const core = await WebAssembly.compile((await parse(source.wat)) as Uint8Array<ArrayBuffer>);
  return { component: await buildComponent(source), core };
}

/** `count` entries, no two alike. */
export function someEntries(count: number): Entry[] {
  return Array.from({ length: count }, (_, id) => ({ id, weight: id / 4, count: id - 500, open: id % 3 === 0 }));
}
