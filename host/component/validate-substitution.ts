import type { Budget } from './budget.ts';
import type { Case, FunctionType, Resource, ValueType } from './types.ts';
import {
  identityOf,
  type ComponentType,
  type DefinedType,
  type Entities,
  type EntityType,
  type InstanceType,
} from './validate-types.ts';

/**
 * Puts other resource types, and other names of types, in the place of those that a type mentions. What is left as it was stays the
 * same object, and what is mentioned twice is replaced once, so that names are kept.
 */
export class Substitution {
  readonly #resources: Map<number, Resource>;
  readonly #budget: Budget;
  readonly #known = new Map<object, object>();

  /** `resources` are by the index of the one that they replace. */
  constructor(resources: Map<number, Resource>, budget: Budget) {
    this.#resources = resources;
    this.#budget = budget;
  }

  /** Before anything is substituted. */
  replace(resource: Resource, by: Resource): void {
    this.#resources.set(resource.index, by);
  }

  /** Before anything is substituted: types that imports had are those that were given for them, also by name. */
  identify(wanted: EntityType, given: EntityType): void {
    this.#budget.spend(1);
    if (wanted.sort === 'type' && given.sort === 'type') {
      this.#known.set(identityOf(wanted.type), identityOf(given.type));
    }
    if (wanted.sort !== 'instance' || given.sort !== 'instance') return;
    for (const [name, inner] of wanted.type.exports) this.identify(inner, given.type.exports.get(name)!);
  }

  entities(entities: Entities): Entities {
    let changed = false;
    const all = new Map<string, EntityType>();
    for (const [name, entity] of entities) {
      const replaced = this.entity(entity);
      changed ||= replaced !== entity;
      all.set(name, replaced);
    }
    return changed ? all : entities;
  }

  entity(entity: EntityType): EntityType {
    this.#budget.spend(1);
    switch (entity.sort) {
      case 'func':
        return changedOr(entity, this.func(entity.type));
      case 'type':
        return changedOr(entity, this.defined(entity.type));
      case 'instance':
        return changedOr(entity, this.instance(entity.type));
      case 'component':
        return changedOr(entity, this.component(entity.type));
      case 'core module':
        return entity;
    }
  }

  defined(type: DefinedType): DefinedType {
    switch (type.kind) {
      case 'value':
        return changedOr(type, this.value(type.type));
      case 'func':
        return changedOr(type, this.func(type.type));
      case 'resource': {
        const resource = this.#resource(type.resource);
        return resource === type.resource ? type : { kind: 'resource', resource };
      }
      case 'instance':
        return this.instance(type);
      case 'component':
        return this.component(type);
    }
  }

  instance(type: InstanceType): InstanceType {
    return this.#once(type, () => {
      const exports = this.entities(type.exports);
      return exports === type.exports ? type : { ...type, exports };
    });
  }

  component(type: ComponentType): ComponentType {
    return this.#once(type, () => {
      const imports = this.entities(type.imports);
      const exports = this.entities(type.exports);
      return imports === type.imports && exports === type.exports ? type : { ...type, imports, exports };
    });
  }

  func(type: FunctionType): FunctionType {
    return this.#once(type, () => {
      const parameters = this.#mapped(type.parameters, (each) => changedOr(each, this.value(each.type)));
      const result = type.result && this.value(type.result);
      return parameters === type.parameters && result === type.result ? type : { parameters, result };
    });
  }

  value(type: ValueType): ValueType {
    return this.#once(type, () => this.#value(type));
  }

  #value(type: ValueType): ValueType {
    switch (type.kind) {
      case 'list':
      case 'option': {
        const element = this.value(type.element);
        return element === type.element ? type : { ...type, element };
      }
      case 'record': {
        const fields = this.#mapped(type.fields, (each) => changedOr(each, this.value(each.type)));
        return fields === type.fields ? type : { ...type, fields };
      }
      case 'tuple': {
        const elements = this.#mapped(type.elements, (each) => this.value(each));
        return elements === type.elements ? type : { ...type, elements };
      }
      case 'variant': {
        const cases = this.#mapped(type.cases, (each): Case =>
          each.type ? changedOr(each, this.value(each.type)) : each,
        );
        return cases === type.cases ? type : { ...type, cases };
      }
      case 'result': {
        const ok = type.ok && this.value(type.ok);
        const err = type.err && this.value(type.err);
        return ok === type.ok && err === type.err ? type : { ...type, ok, err };
      }
      case 'own':
      case 'borrow': {
        const resource = this.#resource(type.resource);
        return resource === type.resource ? type : { ...type, resource };
      }
      default:
        return type;
    }
  }

  #mapped<T>(items: readonly T[], replace: (item: T) => T): readonly T[] {
    this.#budget.spend(items.length);
    const all = items.map(replace);
    return all.every((each, index) => each === items[index]) ? items : all;
  }

  #resource(resource: Resource): Resource {
    return this.#once(resource, () => {
      const by = this.#resources.get(resource.index);
      return by === undefined ? resource : { index: by.index, name: by.name };
    });
  }

  #once<T extends object>(type: T, replace: () => T): T {
    const known = this.#known.get(type);
    if (known !== undefined) return known as T;
    this.#budget.spend(1);
    const replaced = replace();
    this.#known.set(type, replaced);
    return replaced;
  }
}

function changedOr<T extends { readonly type: unknown }>(holder: T, type: T['type']): T {
  return holder.type === type ? holder : { ...holder, type };
}
