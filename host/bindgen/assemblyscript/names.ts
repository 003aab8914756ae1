/** Words that asc 0.28 does not take as names of functions, parameters or fields, and those TypeScript reserves. */
const RESERVED = new Set(
  words(`
  break case catch class const continue debugger default delete do else enum export extends false finally for
  function if import in instanceof new null return super switch this throw true try typeof var void while with
  yield implements interface let package private protected public static await async of override
`),
);

/** Words that asc takes as modifiers where a method's name could stand. */
const MODIFIERS = ['abstract', 'declare', 'readonly', 'constructor'];

/** Global classes of AssemblyScript and those of `bindings/types`: a type of this name would hide what generated code uses. */
const TAKEN_CLASSES = new Set(
  words(`
  Array ArrayBuffer ArrayBufferView Boolean DataView Date Error Function Map Math Number Object RegExp Set
  StaticArray String Symbol Atomics Reflect JSON Infinity Int8Array Uint8Array Uint8ClampedArray Int16Array
  Uint16Array Int32Array Uint32Array Int64Array Uint64Array Float32Array Float64Array NaN I8 I16 I32 I64 U8 U16
  U32 U64 F32 F64 Bool V128 Option Result Resource Unit
`),
);

/** Types that a function of the same name would hide. */
const BASIC_TYPES = new Set(words('i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 bool v128 string'));

/** Names that an editor does not take for a function or parameter of a module. */
const STRICT = new Set(words('arguments eval'));

/** Functions of AssemblyScript that generated code calls: a parameter of this name would hide them. */
const CALLED = new Set(['changetype', 'load', 'store', 'reinterpret', 'unchecked', 'idof', 'offsetof']);

/** `clear-all` -> `clearAll`; reserved words get a trailing `_`. */
export function camelCase(name: string): string {
  const words = name.split('-').map((word) => word.toLowerCase());
  const camel = words.map((word, i) => (i === 0 ? word : capitalise(word))).join('');
  return RESERVED.has(camel) ? `${camel}_` : camel;
}

/** The name of a function of an interface or world. */
export function functionName(name: string): string {
  const camel = camelCase(name);
  return BASIC_TYPES.has(camel) || STRICT.has(camel) ? `${camel}_` : camel;
}

/** `write-error` -> `WriteError`, for enum members and parts of names. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => capitalise(word.toLowerCase()))
    .join('');
}

/** The name of a class, enum or type alias: built-in ones get a trailing `_`. */
export function typeName(name: string): string {
  const pascal = pascalCase(name);
  return TAKEN_CLASSES.has(pascal) || /^Tuple\d+$/.test(pascal) ? `${pascal}_` : pascal;
}

/** The name of a parameter in a function whose body is generated. */
export function parameterName(name: string): string {
  const camel = camelCase(name);
  return CALLED.has(camel) || STRICT.has(camel) ? `${camel}_` : camel;
}

/** The name of a method; `taken` are those the generated class has already. */
export function methodName(name: string, taken: readonly string[]): string {
  const camel = camelCase(name);
  return MODIFIERS.includes(camel) || taken.includes(camel) ? `${camel}_` : camel;
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
