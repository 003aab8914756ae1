import { ALLOCATOR, HEAP, type Source } from './build.ts';

/** A type as the tests make it up: its WIT text, and its core types when flattened. */
export interface TestType {
  readonly wit: string;
  readonly flat: readonly string[];
}

/** Core parameters beyond which values go through memory. */
const MAX_FLAT_PARAMETERS = 16;

/**
 * A component whose exported `echo-N` passes its parameter to the imported `echo-N` and returns what that answers, for each type. So
 * a value is lowered, lifted, lowered and lifted again on its round trip.
 */
export function echoComponent(
  types: readonly TestType[],
  declarations = '',
  encoding: Source['encoding'] = 'utf16',
): Source {
  const functions = types.map(({ wit }, index) => `echo${index}: func(v: ${wit}) -> ${wit};`).join('\n');
  const wit = `package test:echo@1.0.0;
    interface echoes { ${declarations} ${functions} }
    world w { import echoes; export echoes; }`;
  const imports = types.map(({ flat }, index) => {
    const parameters = flat.length > MAX_FLAT_PARAMETERS ? ['i32'] : [...flat];
    if (flat.length > 1) parameters.push('i32');
    const result = flat.length === 1 ? `(result ${flat[0]})` : '';
    return `(import "test:echo/echoes@1.0.0" "echo${index}" (func $echo${index} (param ${parameters.join(' ')}) ${result}))`;
  });
  const exports = types.map(({ flat }, index) => {
    const parameters = flat.length > MAX_FLAT_PARAMETERS ? ['i32'] : flat;
    const passed = parameters.map((_, at) => `(local.get ${at})`).join(' ');
    const name = `test:echo/echoes@1.0.0#echo${index}`;
    const header = `(func (export "${name}") (param ${parameters.join(' ')})`;
    // What one call allocated is given back at its end.
    const post = `(func (export "cabi_post_${name}") (param ${flat.length === 1 ? flat[0] : 'i32'})
      (global.set $next (i32.const ${HEAP})))`;
    if (flat.length === 1) return `${header} (result ${flat[0]}) (call $echo${index} ${passed})) ${post}`;
    const area = parameters.length;
    return `${header} (result i32) (local $area i32)
      (local.set ${area} (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.const ${RESULT_BYTES})))
      (call $echo${index} ${passed} (local.get ${area}))
      (local.get ${area})) ${post}`;
  });
  return { wit, encoding, wat: `(module ${imports.join('\n')} ${ALLOCATOR} ${exports.join('\n')})` };
}

/** Room for any result the tests make up. */
const RESULT_BYTES = 4096;
