import { invalid, unsupported } from './invalid.ts';
import type { NamedTypeReference, TypeDefinition, TypeReference, ValueTypeDefinition } from './model.ts';
import { isLabel, uniquenessKey } from './names.ts';
import {
  contains,
  enumOf,
  flagsOf,
  handleOf,
  listOf,
  MAX_FLAGS,
  optionOf,
  PRIMITIVES,
  recordOf,
  resultOf,
  tupleOf,
  variantOf,
  type FunctionType,
  type Resource,
  type ValueType,
} from './types.ts';

/** Types inside one type, counted as a tree. The largest of the WASI interfaces has about 100. */
const MAX_TYPE_NODES = 10_000;
/** Levels of nesting in one type: what generated code and its stack must bear. */
export const MAX_TYPE_DEPTH = 100;
/** Bytes of one value in memory (component model: elem_size below 2^28). */
const MAX_TYPE_BYTES = 2 ** 28;
/** Parameters of one function (wasm-tools has the same bound). */
const MAX_PARAMETERS = 1_000;

/** Where the types that a definition mentions are found. */
export interface TypeIndex {
  valueType(index: number, offset: number): ValueType;
  resource(index: number, offset: number): Resource;
}

/** Labels must be labels, and differ by more than upper and lower case. */
export function checkLabels(labels: readonly string[], what: string, offset: number): void {
  const seen = new Set<string>();
  for (const label of labels) {
    if (!isLabel(label)) invalid(`${JSON.stringify(label)} is no label of a ${what}`, offset);
    const key = uniquenessKey(label);
    if (seen.has(key)) invalid(`${JSON.stringify(label)} is in a ${what} twice`, offset);
    seen.add(key);
  }
}

/** Checks what a value type definition says by itself, without looking at the types that it mentions. */
export function checkValueDefinition(definition: ValueTypeDefinition, offset: number): void {
  switch (definition.kind) {
    case 'record':
      return checkLabels(namesOf(definition.fields), 'record', offset);
    case 'variant':
      return checkLabels(namesOf(definition.cases), 'variant', offset);
    case 'enum':
      return checkLabels(definition.labels, 'enum', offset);
    case 'flags':
      checkLabels(definition.labels, 'flags type', offset);
      if (definition.labels.length > MAX_FLAGS) invalid(`a flags type has more than ${MAX_FLAGS} labels`, offset);
      return;
  }
}

function namesOf(items: readonly { readonly name: string }[]): string[] {
  return items.map((each) => each.name);
}

/** Checks the size of a type, which its definition says together with the types that it mentions. */
export function checkSize({ layout }: ValueType, offset: number): void {
  if (layout.size >= MAX_TYPE_BYTES) invalid('a value of this type takes 2^28 bytes or more', offset);
  if (layout.nodes > MAX_TYPE_NODES) unsupported(`a type holds over ${MAX_TYPE_NODES} types`, offset);
  if (layout.depth > MAX_TYPE_DEPTH) unsupported(`a type is nested deeper than ${MAX_TYPE_DEPTH}`, offset);
}

function referred(types: TypeIndex, offset: number): (type: TypeReference) => ValueType {
  return (type) => (typeof type === 'string' ? PRIMITIVES[type] : types.valueType(type, offset));
}

export function buildValue(definition: ValueTypeDefinition, types: TypeIndex, offset: number): ValueType {
  const reference = referred(types, offset);
  const optional = (type: TypeReference | undefined) => (type === undefined ? undefined : reference(type));
  switch (definition.kind) {
    case 'primitive':
      return PRIMITIVES[definition.type];
    case 'record':
      return recordOf(definition.fields.map(({ name, type }) => ({ name, type: reference(type) })));
    case 'variant':
      return variantOf(definition.cases.map(({ name, type }) => ({ name, type: optional(type) })));
    case 'list':
      return listOf(reference(definition.element));
    case 'tuple':
      return tupleOf(definition.elements.map(reference));
    case 'flags':
      return flagsOf(definition.labels);
    case 'enum':
      return enumOf(definition.labels);
    case 'option':
      return optionOf(reference(definition.element));
    case 'result':
      return resultOf(optional(definition.ok), optional(definition.err));
    case 'own':
    case 'borrow':
      return handleOf(definition.kind, types.resource(definition.resource, offset));
  }
}

export function buildFunction(
  { parameters, result }: TypeDefinition & { kind: 'func' },
  types: TypeIndex,
  offset: number,
): FunctionType {
  const reference = referred(types, offset);
  const named = ({ name, type }: NamedTypeReference) => ({ name, type: reference(type) });
  return { parameters: parameters.map(named), result: result === undefined ? undefined : reference(result) };
}

const borrows = (type: ValueType) => contains(type, (each) => each.kind === 'borrow');

export function checkFunction(type: FunctionType, offset: number): void {
  if (type.parameters.length > MAX_PARAMETERS) {
    unsupported(`a function has over ${MAX_PARAMETERS} parameters`, offset);
  }
  checkLabels(namesOf(type.parameters), 'function type', offset);
  if (type.result !== undefined && borrows(type.result)) invalid('a function returns a borrow', offset);
}
