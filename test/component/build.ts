import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco';

/** What a test component is made of: a WIT document with a world (`w` unless named), and a core module as text. */
export interface Source {
  wit: string;
  wat: string;
  world?: string;
  encoding?: 'utf8' | 'utf16' | 'compact-utf16';
}

/** Makes a component as `make build` does: with wit-component, here from a core module written by hand. */
export async function buildComponent({ wit, wat, world = 'w', encoding = 'utf16' }: Source): Promise<Uint8Array> {
  const core = await parse(wat);
  const embedded = await componentEmbed({ witSource: wit, binary: core, stringEncoding: encoding, world });
  return componentNew(embedded, []);
}

/** A component written out whole, for what wit-component never emits. */
export async function parseComponent(wat: string): Promise<Uint8Array> {
  return parse(wat);
}

/** Where the heap of `ALLOCATOR` starts. */
export const HEAP = 1024;

/** Memory and a realloc that only ever moves forward, for core modules written by hand. */
export const ALLOCATOR = `
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const ${HEAP}))
  (func $realloc (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and
      (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (block $fits
      (br_if $fits (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
      (br_if $fits (i32.ne
        (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1)))
        (i32.const -1)))
      (unreachable))
    (memory.copy (local.get $at) (local.get $old) (local.get $oldSize))
    (local.get $at))
`;
