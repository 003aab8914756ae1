import type { Budget } from './budget.ts';
import { innerTypes, type Resource, type ValueType } from './types.ts';
import { identityOf, type DefinedType, type EntityType } from './validate-types.ts';

/** The resource types that types mention and do not bring with them. */
export class FreeVariables {
  readonly found = new Map<number, Resource>();
  readonly #bound = new Set<number>();
  readonly #seen = new Set<object>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  entities(entities: Iterable<EntityType>): void {
    for (const entity of entities) this.entity(entity);
  }

  entity(entity: EntityType): void {
    switch (entity.sort) {
      case 'func':
        return this.type({ kind: 'func', type: entity.type });
      case 'type':
      case 'instance':
      case 'component':
        return this.type(entity.type);
      case 'core module':
        return;
    }
  }

  type(type: DefinedType): void {
    const identity = identityOf(type);
    this.#budget.spend(1);
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    switch (type.kind) {
      case 'value':
        return this.#inside(type.type);
      case 'func':
        for (const { type: each } of type.type.parameters) this.#value(each);
        if (type.type.result !== undefined) this.#value(type.type.result);
        return;
      case 'resource':
        return this.#mention(type.resource);
      case 'component':
        for (const index of type.given.keys()) this.#bound.add(index);
        for (const index of type.fresh.keys()) this.#bound.add(index);
        this.entities(type.imports.values());
        this.entities(type.exports.values());
        return;
      case 'instance':
        for (const index of type.fresh.keys()) this.#bound.add(index);
        this.entities(type.exports.values());
        return;
    }
  }

  #value(type: ValueType): void {
    this.#budget.spend(1);
    if (this.#seen.has(type)) return;
    this.#seen.add(type);
    this.#inside(type);
  }

  #inside(type: ValueType): void {
    if (type.kind === 'own' || type.kind === 'borrow') this.#mention(type.resource);
    for (const inner of innerTypes(type)) this.#value(inner);
  }

  /** Each variable is bound in one place only, which is reached before what mentions it. */
  #mention(resource: Resource): void {
    if (!this.#bound.has(resource.index)) this.found.set(resource.index, resource);
  }
}
