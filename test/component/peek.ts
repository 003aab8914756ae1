import { ALLOCATOR, HEAP, type Source } from './build.ts';
import type { TestType } from './echo.ts';

const MAX_FLAT_PARAMETERS = 16;
const ITEM_BYTES = 8;

/**
 * A component whose `peek-N` shows what lowering its parameter did: the core values it got, then everything that was allocated, with
 * addresses as they are. The allocator starts over for each call, so equal lowering means equal bytes.
 */
export function peekComponent(types: readonly TestType[], declarations: string): Source {
  const functions = types.map(({ wit }, index) => `export peek${index}: func(v: ${wit}) -> list<u8>;`).join('\n');
  // World functions can use only types of an interface.
  const names = [...declarations.matchAll(/^\s*(?:record|variant|enum|flags) ([\w-]+)/gm)].map((match) => match[1]);
  const wit = `package test:peek@1.0.0;
    interface types { ${declarations} }
    world w { use types.{${names.join(', ')}}; ${functions} }`;
  const exports = types.map(({ flat }, index) => {
    const parameters = flat.length > MAX_FLAT_PARAMETERS ? ['i32'] : flat;
    const stores = parameters.map(
      (core, at) => `(${core}.store (i32.const ${FLAT_AREA + at * ITEM_BYTES}) (local.get ${at}))`,
    );
    return `(func (export "peek${index}") (param ${parameters.join(' ')}) (result i32)
      (memory.fill (i32.const ${FLAT_AREA}) (i32.const 0) (i32.const ${HEAP - FLAT_AREA}))
      ${stores.join('\n')}
      (i32.store (i32.const 0) (i32.const ${FLAT_AREA}))
      (i32.store (i32.const 4) (i32.sub (global.get $next) (i32.const ${FLAT_AREA})))
      (i32.const 0))
      (func (export "cabi_post_peek${index}") (param i32) (global.set $next (i32.const ${HEAP})))`;
  });
  return { wit, wat: `(module ${ALLOCATOR} ${exports.join('\n')})` };
}

/** Where the core values are written, below the heap of `ALLOCATOR`. */
const FLAT_AREA = 512;
