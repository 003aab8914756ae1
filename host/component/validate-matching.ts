import type { Budget } from './budget.ts';
import { matchesCore, printCoreExtern } from './core-extern.ts';
import { equalFunctions, equalTypes } from './equal-types.ts';
import { printFunction, printType } from './print-types.ts';
import { functionNodes, type FunctionType, type Resource, type ValueType } from './types.ts';
import { Substitution } from './validate-substitution.ts';
import {
  labelOf,
  type ComponentType,
  type CoreModuleType,
  type DefinedType,
  type Entities,
  type EntityType,
  type InstanceType,
  type Variables,
} from './validate-types.ts';

/** Types in a type that a message still writes out. */
const MAX_PRINTED = 100;

/** Why a type does not fit, for a message; nothing when it does. */
type Mismatch = string | undefined;

/**
 * Whether one thing can stand where another is wanted (component model explainer, type checking; binary format, subtyping by
 * instantiation and ascription). Values and functions must be equal, as in every implementation; instances may export more, and
 * components export more and import less.
 */
export class Matching {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  entity(given: EntityType, wanted: EntityType): Mismatch {
    this.#budget.spend(1);
    if (given.sort === 'func' && wanted.sort === 'func') return this.func(given.type, wanted.type);
    if (given.sort === 'type' && wanted.sort === 'type') return this.type(given.type, wanted.type);
    if (given.sort === 'instance' && wanted.sort === 'instance') return this.instance(given.type, wanted.type);
    if (given.sort === 'component' && wanted.sort === 'component') return this.component(given.type, wanted.type);
    if (given.sort === 'core module' && wanted.sort === 'core module') return this.module(given.type, wanted.type);
    return `is a ${given.sort}, and a ${wanted.sort} is needed`;
  }

  func(given: FunctionType, wanted: FunctionType): Mismatch {
    if (given === wanted) return undefined;
    const nodes = functionNodes(given) + functionNodes(wanted);
    this.#budget.spend(nodes);
    if (equalFunctions(given, wanted)) return undefined;
    if (nodes > MAX_PRINTED) return 'is of another function type than the one needed';
    return `is ${printFunction(given)}, and ${printFunction(wanted)} is needed`;
  }

  value(given: ValueType, wanted: ValueType): Mismatch {
    if (given === wanted) return undefined;
    const nodes = given.layout.nodes + wanted.layout.nodes;
    this.#budget.spend(nodes);
    if (equalTypes(given, wanted)) return undefined;
    if (nodes > MAX_PRINTED) return 'is another type than the one needed';
    return `is the type ${printType(given)}, and ${printType(wanted)} is needed`;
  }

  /** Whether two types are equal: instance and component types when each can stand for the other. */
  type(given: DefinedType, wanted: DefinedType): Mismatch {
    if (given.kind === 'value' && wanted.kind === 'value') return this.value(given.type, wanted.type);
    if (given.kind === 'func' && wanted.kind === 'func') return this.func(given.type, wanted.type);
    if (given.kind === 'instance' && wanted.kind === 'instance') {
      return this.instance(given, wanted) ?? this.instance(wanted, given);
    }
    if (given.kind === 'component' && wanted.kind === 'component') {
      return this.component(given, wanted) ?? this.component(wanted, given);
    }
    if (given.kind === 'resource' && wanted.kind === 'resource') {
      const [mine, other] = [given.resource, wanted.resource];
      return mine.index === other.index ? undefined : `is ${labelOf(mine)}, not ${labelOf(other)}`;
    }
    return `is a ${given.kind} type, and a ${wanted.kind} type is needed`;
  }

  instance(given: InstanceType, wanted: InstanceType): Mismatch {
    if (given === wanted) return undefined;
    const fit = this.open(given.exports, wanted.exports, wanted.fresh, 'export');
    return typeof fit === 'string' ? fit : undefined;
  }

  /** The given component must make do with the imports of the wanted one, and its instances must stand for the wanted one's. */
  component(given: ComponentType, wanted: ComponentType): Mismatch {
    if (given === wanted) return undefined;
    const imports = this.open(wanted.imports, given.imports, given.given, 'import');
    if (typeof imports === 'string') return imports;
    const exports = this.open(imports.entities(given.exports), wanted.exports, wanted.fresh, 'export');
    return typeof exports === 'string' ? exports : undefined;
  }

  module(given: CoreModuleType, wanted: CoreModuleType): Mismatch {
    this.#budget.spend(given.imports.length + wanted.imports.length + wanted.exports.size);
    const key = (module: string, name: string) => JSON.stringify([module, name]);
    const offered = new Map(wanted.imports.map(({ module, name, type }) => [key(module, name), type]));
    for (const { module, name, type } of given.imports) {
      const offer = offered.get(key(module, name));
      const what = `core import ${JSON.stringify(module)} ${JSON.stringify(name)}`;
      if (offer === undefined) return `has the ${what}, which the one needed has not`;
      if (!matchesCore(offer, type)) return `${what} is a ${printCoreExtern(type)}, not a ${printCoreExtern(offer)}`;
    }
    for (const [name, type] of wanted.exports) {
      const found = given.exports.get(name);
      const what = `core export ${JSON.stringify(name)}`;
      if (found === undefined) return `lacks the ${what}`;
      if (!matchesCore(found, type)) return `${what} is a ${printCoreExtern(found)}, not a ${printCoreExtern(type)}`;
    }
    return undefined;
  }

  /**
   * Gives `wanted` what it wants: the resource types among `variables` become those given under the same names, and then everything
   * must fit. Returns the replacement to carry out on what is stated in terms of `wanted`, or why something does not fit.
   */
  open(given: Entities, wanted: Entities, variables: Variables, what: 'import' | 'export'): Substitution | string {
    const found = new Map<number, Resource>();
    if (variables.size > 0) this.#find(given, wanted, variables, found);
    const replaced = new Substitution(found, this.#budget);
    for (const [name, entity] of wanted) {
      const offer = given.get(name);
      if (offer === undefined) return `lacks the ${what} ${JSON.stringify(name)}`;
      const mismatch = this.entity(offer, found.size > 0 ? replaced.entity(entity) : entity);
      if (mismatch !== undefined) return `${what} ${JSON.stringify(name)} ${mismatch}`;
    }
    const substitution = new Substitution(found, this.#budget);
    for (const [name, entity] of wanted) substitution.identify(entity, given.get(name)!);
    return substitution;
  }

  #find(given: Entities, wanted: Entities, variables: Variables, found: Map<number, Resource>): void {
    for (const [name, entity] of wanted) {
      this.#budget.spend(1);
      const offer = given.get(name);
      if (offer === undefined) continue;
      if (entity.sort === 'instance' && offer.sort === 'instance') {
        this.#find(offer.type.exports, entity.type.exports, variables, found);
      }
      if (entity.sort !== 'type' || entity.type.kind !== 'resource') continue;
      if (offer.sort !== 'type' || offer.type.kind !== 'resource') continue;
      const { index } = entity.type.resource;
      if (variables.has(index) && !found.has(index)) found.set(index, offer.type.resource);
    }
  }
}
