import type { Primitive } from './model.ts';

export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

/** How a value lies in linear memory, and in core parameters (canonical ABI: alignment, element size, flattening). */
export interface Layout {
  /** Bytes, a multiple of `alignment`. */
  readonly size: number;
  readonly alignment: number;
  /** Core types in order, cut off at `MAX_FLAT + 1`: beyond that values go through memory and the rest is never used. */
  readonly flat: readonly CoreType[];
  /** Types in this type, itself included, counted as a tree: a bound on generated code. */
  readonly nodes: number;
  /** Levels of nesting. */
  readonly depth: number;
}

/**
 * A resource type, by identity. `index` is its place among the resources of the component that was elaborated; two components
 * linked together each have their own.
 */
export interface Resource {
  readonly index: number;
  name: string;
}

export interface Field {
  readonly name: string;
  readonly type: ValueType;
}

export interface Case {
  readonly name: string;
  readonly type: ValueType | undefined;
}

export type ValueType = { readonly layout: Layout } & (
  | { readonly kind: Primitive }
  | { readonly kind: 'list'; readonly element: ValueType }
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'tuple'; readonly elements: readonly ValueType[] }
  | { readonly kind: 'variant'; readonly cases: readonly Case[] }
  | { readonly kind: 'enum'; readonly labels: readonly string[] }
  | { readonly kind: 'option'; readonly element: ValueType }
  | { readonly kind: 'result'; readonly ok: ValueType | undefined; readonly err: ValueType | undefined }
  | { readonly kind: 'flags'; readonly labels: readonly string[] }
  | { readonly kind: 'own' | 'borrow'; readonly resource: Resource }
);

export interface FunctionType {
  readonly parameters: readonly Field[];
  readonly result: ValueType | undefined;
}

/** Core parameters of a canonical function before they go through memory instead (canonical ABI: MAX_FLAT_PARAMS). */
export const MAX_FLAT_PARAMETERS = 16;
/** Core results likewise (canonical ABI: MAX_FLAT_RESULTS). */
export const MAX_FLAT_RESULTS = 1;
/** Labels of one flags type (wasm-tools has the same bound). Today's component model allows 32, its release 0.2.0 allowed more. */
export const MAX_FLAGS = 1_000;
/** Flags that one i32 holds. */
export const WORD_FLAGS = 32;

const scalar = (size: number, flat: CoreType): Layout => ({ size, alignment: size, flat: [flat], nodes: 1, depth: 1 });

const POINTER_PAIR: Layout = { size: 8, alignment: 4, flat: ['i32', 'i32'], nodes: 1, depth: 1 };
const HANDLE = scalar(4, 'i32');

export const PRIMITIVES: Readonly<Record<Primitive, ValueType>> = {
  bool: { kind: 'bool', layout: scalar(1, 'i32') },
  s8: { kind: 's8', layout: scalar(1, 'i32') },
  u8: { kind: 'u8', layout: scalar(1, 'i32') },
  s16: { kind: 's16', layout: scalar(2, 'i32') },
  u16: { kind: 'u16', layout: scalar(2, 'i32') },
  s32: { kind: 's32', layout: scalar(4, 'i32') },
  u32: { kind: 'u32', layout: scalar(4, 'i32') },
  s64: { kind: 's64', layout: scalar(8, 'i64') },
  u64: { kind: 'u64', layout: scalar(8, 'i64') },
  f32: { kind: 'f32', layout: scalar(4, 'f32') },
  f64: { kind: 'f64', layout: scalar(8, 'f64') },
  char: { kind: 'char', layout: scalar(4, 'i32') },
  string: { kind: 'string', layout: POINTER_PAIR },
};

export function alignTo(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** The layout of fields one after another, as in a record, a tuple or spilled parameters. */
export function sequenceLayout(types: readonly ValueType[]): Layout {
  let size = 0;
  let alignment = 1;
  let nodes = 1;
  let depth = 0;
  const flat: CoreType[] = [];
  for (const { layout } of types) {
    size = alignTo(size, layout.alignment) + layout.size;
    alignment = Math.max(alignment, layout.alignment);
    nodes += layout.nodes;
    depth = Math.max(depth, layout.depth);
    for (const core of layout.flat) if (flat.length <= MAX_FLAT_PARAMETERS) flat.push(core);
  }
  return { size: alignTo(size, alignment), alignment, flat, nodes, depth: depth + 1 };
}

/** Where each of a sequence of fields starts. */
export function sequenceOffsets(types: readonly ValueType[]): number[] {
  let offset = 0;
  return types.map(({ layout }) => {
    const start = alignTo(offset, layout.alignment);
    offset = start + layout.size;
    return start;
  });
}

/** Bytes of the discriminant of a variant with this many cases. */
export function discriminantSize(cases: number): 1 | 2 | 4 {
  if (cases <= 0x100) return 1;
  return cases <= 0x10000 ? 2 : 4;
}

/** The cases of any type that is a variant underneath, in order of discriminant. */
export function casesOf(type: ValueType & { kind: 'variant' | 'enum' | 'option' | 'result' }): readonly Case[] {
  switch (type.kind) {
    case 'variant':
      return type.cases;
    case 'enum':
      return type.labels.map((name) => ({ name, type: undefined }));
    case 'option':
      return [
        { name: 'none', type: undefined },
        { name: 'some', type: type.element },
      ];
    case 'result':
      return [
        { name: 'ok', type: type.ok },
        { name: 'err', type: type.err },
      ];
  }
}

function join(a: CoreType, b: CoreType): CoreType {
  if (a === b) return a;
  const narrow = (type: CoreType) => type === 'i32' || type === 'f32';
  return narrow(a) && narrow(b) ? 'i32' : 'i64';
}

function variantLayout(cases: readonly (ValueType | undefined)[]): Layout {
  const discriminant = discriminantSize(cases.length);
  let size = 0;
  let payloadAlignment = 1;
  let nodes = 1;
  let depth = 0;
  const flat: CoreType[] = [];
  for (const type of cases) {
    if (type === undefined) continue;
    const { layout } = type;
    size = Math.max(size, layout.size);
    payloadAlignment = Math.max(payloadAlignment, layout.alignment);
    nodes += layout.nodes;
    depth = Math.max(depth, layout.depth);
    layout.flat.forEach((core, index) => {
      const joined = flat[index];
      if (joined !== undefined) flat[index] = join(joined, core);
      else if (flat.length < MAX_FLAT_PARAMETERS) flat.push(core);
    });
  }
  const alignment = Math.max(discriminant, payloadAlignment);
  size = alignTo(alignTo(discriminant, payloadAlignment) + size, alignment);
  return { size, alignment, flat: ['i32', ...flat], nodes, depth: depth + 1 };
}

/** Where the payload of a variant starts. */
export function payloadOffset(cases: readonly Case[]): number {
  const alignment = cases.reduce((most, { type }) => Math.max(most, type?.layout.alignment ?? 1), 1);
  return alignTo(discriminantSize(cases.length), alignment);
}

export const listOf = (element: ValueType): ValueType => ({
  kind: 'list',
  element,
  layout: { ...POINTER_PAIR, nodes: element.layout.nodes + 1, depth: element.layout.depth + 1 },
});

export const recordOf = (fields: readonly Field[]): ValueType => ({
  kind: 'record',
  fields,
  layout: sequenceLayout(fields.map((field) => field.type)),
});

export const tupleOf = (elements: readonly ValueType[]): ValueType => ({
  kind: 'tuple',
  elements,
  layout: sequenceLayout(elements),
});

export const variantOf = (cases: readonly Case[]): ValueType => ({
  kind: 'variant',
  cases,
  layout: variantLayout(cases.map((each) => each.type)),
});

export const enumOf = (labels: readonly string[]): ValueType => ({
  kind: 'enum',
  labels,
  layout: variantLayout(labels.map(() => undefined)),
});

export const optionOf = (element: ValueType): ValueType => ({
  kind: 'option',
  element,
  layout: variantLayout([undefined, element]),
});

export const resultOf = (ok: ValueType | undefined, err: ValueType | undefined): ValueType => ({
  kind: 'result',
  ok,
  err,
  layout: variantLayout([ok, err]),
});

/** Up to 32 flags lie in the smallest integer that holds them, more in one i32 for each 32 (canonical ABI of release 0.2.0). */
export const flagsOf = (labels: readonly string[]): ValueType => {
  const words = Math.ceil(labels.length / WORD_FLAGS);
  const alignment = labels.length <= 8 ? 1 : labels.length <= 16 ? 2 : 4;
  const flat = Array<CoreType>(words).fill('i32');
  return { kind: 'flags', labels, layout: { size: alignment * words, alignment, flat, nodes: 1, depth: 1 } };
};

/** The labels of each i32 of a flags type, in order. */
export function flagWords(labels: readonly string[]): (readonly string[])[] {
  const words = Math.ceil(labels.length / WORD_FLAGS);
  return Array.from({ length: words }, (_, word) => labels.slice(word * WORD_FLAGS, (word + 1) * WORD_FLAGS));
}

export const handleOf = (kind: 'own' | 'borrow', resource: Resource): ValueType => ({ kind, resource, layout: HANDLE });

/** The types directly inside a type. */
export function innerTypes(type: ValueType): readonly ValueType[] {
  switch (type.kind) {
    case 'list':
    case 'option':
      return [type.element];
    case 'record':
      return type.fields.map((field) => field.type);
    case 'tuple':
      return type.elements;
    case 'variant':
      return type.cases.flatMap((each) => each.type ?? []);
    case 'result':
      return [type.ok, type.err].flatMap((each) => each ?? []);
    default:
      return [];
  }
}

/** The most values of JavaScript that one value of a type becomes; those of lists inside it count by themselves. */
function liftedValues(type: ValueType): number {
  switch (type.kind) {
    case 'list':
      return 1;
    case 'flags':
      return 1 + type.labels.length;
    case 'record':
    case 'tuple':
      return innerTypes(type).reduce((sum, each) => sum + liftedValues(each), 1);
    default:
      return innerTypes(type).reduce((most, each) => Math.max(most, 1 + liftedValues(each)), 1);
  }
}

/** Values that one element of a list stands for, counted against the limit on elements: an object of about 100 bytes. */
const VALUES_PER_ELEMENT = 8;

/** How many elements one element of a list counts for, so that a few elements of a large type are no way around the limit. */
export function elementWeight(element: ValueType): number {
  return Math.ceil(liftedValues(element) / VALUES_PER_ELEMENT);
}

/** Whether a type or one inside it satisfies a predicate. */
export function contains(type: ValueType, predicate: (type: ValueType) => boolean): boolean {
  const seen = new Set<ValueType>();
  const visit = (each: ValueType): boolean => {
    if (seen.has(each)) return false;
    seen.add(each);
    return predicate(each) || innerTypes(each).some(visit);
  };
  return visit(type);
}

export interface CoreFunctionType {
  readonly parameters: readonly CoreType[];
  readonly results: readonly CoreType[];
}

/** The core signature of a canonical function (canonical ABI: flatten_functype). */
export function flattenFunction(type: FunctionType, direction: 'lift' | 'lower'): CoreFunctionType {
  let parameters = type.parameters.flatMap((field) => field.type.layout.flat);
  if (parameters.length > MAX_FLAT_PARAMETERS) parameters = ['i32'];
  let results = type.result?.layout.flat ?? [];
  if (results.length > MAX_FLAT_RESULTS) {
    results = direction === 'lift' ? ['i32'] : [];
    if (direction === 'lower') parameters.push('i32');
  }
  return { parameters, results };
}

/** Types in a function type, counted as a tree: what describing, comparing or generating code for it costs. */
export function functionNodes(type: FunctionType): number {
  const parameters = type.parameters.reduce((sum, parameter) => sum + parameter.type.layout.nodes, 1);
  return parameters + (type.result?.layout.nodes ?? 0);
}
