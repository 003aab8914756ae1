import { ComponentError } from './errors.ts';
import { equalFunctions, equalTypes } from './equal-types.ts';
import type { Definition, ExternType, TypeDefinition, TypeReference, ValueTypeDefinition } from './model.ts';
import { camelCase, isLabel } from './names.ts';
import type { Entity, TypeEntity } from './plan.ts';
import { printFunction } from './print-types.ts';
import { Scope, type DeclaredType } from './scope.ts';
import {
  contains,
  enumOf,
  flagsOf,
  functionNodes,
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
  type ValueType,
} from './types.ts';

/** Types inside one type, counted as a tree. The largest of the WASI interfaces has about 100. */
const MAX_TYPE_NODES = 10_000;
/** Levels of nesting in one type: what generated code and its stack must bear. */
const MAX_TYPE_DEPTH = 100;
/** Bytes of one value in memory (component model: elem_size below 2^28). */
const MAX_TYPE_BYTES = 2 ** 28;
/** Parameters of one function (wasm-tools has the same bound). */
const MAX_PARAMETERS = 1_000;

function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', reason, offset);
}

function uniqueLabels(labels: readonly string[], what: string, offset: number): void {
  const seen = new Set<string>();
  for (const label of labels) {
    if (!isLabel(label)) invalid(`${JSON.stringify(label)} is no label of a ${what}`, offset);
    const folded = camelCase(label).toLowerCase();
    if (seen.has(folded)) invalid(`${JSON.stringify(label)} is in a ${what} twice`, offset);
    seen.add(folded);
  }
}

function bounded(type: ValueType, offset: number): ValueType {
  const { nodes, depth, size } = type.layout;
  if (nodes > MAX_TYPE_NODES) invalid(`a type holds over ${MAX_TYPE_NODES} types`, offset);
  if (depth > MAX_TYPE_DEPTH) invalid(`a type is nested deeper than ${MAX_TYPE_DEPTH}`, offset);
  if (size >= MAX_TYPE_BYTES) invalid('a value of this type takes 2^28 bytes or more', offset);
  return type;
}

function evaluateValue(definition: ValueTypeDefinition, scope: Scope, offset: number): ValueType {
  const reference = (type: TypeReference) =>
    typeof type === 'string' ? PRIMITIVES[type] : scope.valueType(type, offset);
  const optional = (type: TypeReference | undefined) => (type === undefined ? undefined : reference(type));
  switch (definition.kind) {
    case 'primitive':
      return PRIMITIVES[definition.type];
    case 'record':
      uniqueLabels(
        definition.fields.map((field) => field.name),
        'record',
        offset,
      );
      return recordOf(definition.fields.map(({ name, type }) => ({ name, type: reference(type) })));
    case 'variant':
      uniqueLabels(
        definition.cases.map((each) => each.name),
        'variant',
        offset,
      );
      return variantOf(definition.cases.map(({ name, type }) => ({ name, type: optional(type) })));
    case 'list':
      return listOf(reference(definition.element));
    case 'tuple':
      return tupleOf(definition.elements.map(reference));
    case 'flags':
      uniqueLabels(definition.labels, 'flags type', offset);
      if (definition.labels.length > MAX_FLAGS) invalid(`a flags type has more than ${MAX_FLAGS} labels`, offset);
      return flagsOf(definition.labels);
    case 'enum':
      uniqueLabels(definition.labels, 'enum', offset);
      return enumOf(definition.labels);
    case 'option':
      return optionOf(reference(definition.element));
    case 'result':
      return resultOf(optional(definition.ok), optional(definition.err));
    case 'own':
    case 'borrow':
      return handleOf(definition.kind, scope.resource(definition.resource, offset));
  }
}

function evaluateFunction(definition: TypeDefinition & { kind: 'func' }, scope: Scope, offset: number): FunctionType {
  const reference = (type: TypeReference) =>
    typeof type === 'string' ? PRIMITIVES[type] : scope.valueType(type, offset);
  const { parameters } = definition;
  if (parameters.length > MAX_PARAMETERS) invalid(`a function has over ${MAX_PARAMETERS} parameters`, offset);
  uniqueLabels(
    parameters.map((parameter) => parameter.name),
    'function type',
    offset,
  );
  const result = definition.result === undefined ? undefined : reference(definition.result);
  if (result !== undefined && contains(result, (type) => type.kind === 'borrow')) {
    invalid('a function returns a borrow', offset);
  }
  return { parameters: parameters.map(({ name, type }) => ({ name, type: reference(type) })), result };
}

/** Evaluates any type but a resource definition, which belongs to a component instance. */
export function evaluateType(
  definition: Exclude<TypeDefinition, { kind: 'resource' }>,
  scope: Scope,
  offset: number,
): TypeEntity {
  switch (definition.kind) {
    case 'value':
      return { kind: 'value', type: bounded(evaluateValue(definition.type, scope, offset), offset) };
    case 'func':
      return { kind: 'func', type: evaluateFunction(definition, scope, offset) };
    case 'component':
    case 'instance':
      return { kind: definition.kind, declared: { declarations: definition.declarations, scope } };
  }
}

/** Where the entities that a type only describes come from. */
export interface Supply {
  func(name: string, type: FunctionType, offset: number): Entity;
  resource(name: string, offset: number): Entity;
  instance(name: string, type: DeclaredType, offset: number): Entity;
  type(name: string, type: TypeEntity, offset: number): Entity;
  component(name: string, offset: number): Entity;
}

/** Counts work done against a bound on all of it. */
export type Spend = (count: number) => void;

/** The entity that an import or export declaration describes. */
export function supply(
  type: ExternType,
  scope: Scope,
  from: Supply,
  spend: Spend,
  name: string,
  offset: number,
): Entity {
  switch (type.kind) {
    case 'func': {
      const wanted = scope.functionType(type.type, offset);
      spend(functionNodes(wanted));
      return from.func(name, wanted, offset);
    }
    case 'type':
      if (type.equal === undefined) return from.resource(name, offset);
      return from.type(name, scope.at(scope.types, type.equal, 'type', offset), offset);
    case 'instance': {
      const declared = scope.at(scope.types, type.type, 'type', offset);
      if (declared.kind !== 'instance') return invalid(`type ${type.type} is no instance type`, offset);
      return from.instance(name, declared.declared, offset);
    }
    case 'component':
      return from.component(name, offset);
    case 'core module':
      throw new ComponentError('unsupported', `import or export of a core module (${name}) is not supported`, offset);
  }
}

/** Everything an instance type declares, each export taken from the supply. */
export function supplyInstance(type: DeclaredType, from: Supply, spend: Spend): ReadonlyMap<string, Entity> {
  const scope = new Scope(type.scope, type.scope.instance);
  const exports = new Map<string, Entity>();
  for (const declaration of type.declarations) {
    spend(1);
    declare(declaration, scope, from, spend, exports);
  }
  return exports;
}

function declare(
  declaration: Definition,
  scope: Scope,
  from: Supply,
  spend: Spend,
  exports: Map<string, Entity>,
): void {
  const { offset } = declaration;
  switch (declaration.kind) {
    case 'type':
      if (declaration.type.kind === 'resource') invalid('an instance type defines a resource', offset);
      scope.types.push(evaluateType(declaration.type, scope, offset));
      return;
    case 'alias':
      scope.add(aliased(declaration, scope));
      return;
    case 'export declaration': {
      if (exports.has(declaration.name)) invalid(`${declaration.name} is exported twice`, offset);
      const entity = supply(declaration.type, scope, from, spend, declaration.name, offset);
      exports.set(declaration.name, entity);
      scope.add(entity);
      return;
    }
    default:
      invalid(`an instance type holds a ${declaration.kind}`, offset);
  }
}

/** What an alias of a component-level sort stands for. */
export function aliased(alias: Definition & { kind: 'alias' }, scope: Scope): Entity {
  const { sort, target, offset } = alias;
  if (target.kind === 'outer') {
    if (sort !== 'type' && sort !== 'component' && sort !== 'core module') {
      return invalid(`an outer alias is of a ${sort}`, offset);
    }
    return scope.outer(target.count, offset).entity(sort, target.index, offset);
  }
  if (target.kind === 'core export') return invalid(`an alias of a core export is of a ${sort}`, offset);
  const entity = scope.at(scope.instances, target.instance, 'instance', offset).get(target.name);
  if (entity === undefined) return invalid(`instance ${target.instance} does not export ${target.name}`, offset);
  if (entity.sort !== sort) return invalid(`${target.name} is a ${entity.sort}, not a ${sort}`, offset);
  return entity;
}

/** Supplies what is there, after checking that it is of the declared type. */
export class GivenSupply implements Supply {
  readonly #given: ReadonlyMap<string, Entity>;
  readonly #spend: Spend;

  constructor(given: ReadonlyMap<string, Entity>, spend: Spend) {
    this.#given = given;
    this.#spend = spend;
  }

  #take<S extends Entity['sort']>(name: string, sort: S, offset: number): Entity & { sort: S } {
    const entity = this.#given.get(name);
    if (entity === undefined) return invalid(`${name} is needed and not given`, offset);
    if (entity.sort !== sort) return invalid(`${name} is a ${entity.sort}, and a ${sort} is needed`, offset);
    return entity as Entity & { sort: S };
  }

  func(name: string, type: FunctionType, offset: number): Entity {
    const entity = this.#take(name, 'func', offset);
    if (equalFunctions(type, entity.func.type)) return entity;
    return invalid(`${name} is ${printFunction(entity.func.type)}, and ${printFunction(type)} is needed`, offset);
  }

  resource(name: string, offset: number): Entity {
    const entity = this.#take(name, 'type', offset);
    return entity.type.kind === 'resource' ? entity : invalid(`${name} is no resource type`, offset);
  }

  type(name: string, type: TypeEntity, offset: number): Entity {
    const { type: given } = this.#take(name, 'type', offset);
    const equal =
      (type.kind === 'value' && given.kind === 'value' && equalTypes(type.type, given.type)) ||
      (type.kind === 'func' && given.kind === 'func' && equalFunctions(type.type, given.type)) ||
      (type.kind === 'resource' && given.kind === 'resource' && type.resource === given.resource) ||
      (type.kind === given.kind && (type.kind === 'component' || type.kind === 'instance'));
    return equal ? { sort: 'type', type: given } : invalid(`${name} is another type than the one needed`, offset);
  }

  instance(name: string, type: DeclaredType, offset: number): Entity {
    const { exports } = this.#take(name, 'instance', offset);
    supplyInstance(type, new GivenSupply(exports, this.#spend), this.#spend);
    return { sort: 'instance', exports };
  }

  component(name: string, offset: number): Entity {
    return this.#take(name, 'component', offset);
  }
}
