import type { Budget } from './budget.ts';
import { innerTypes, type FunctionType, type ValueType } from './types.ts';
import type { DefinedType, EntityType } from './validate-types.ts';

/**
 * The types of imports and exports may mention records, variants, enums, flags and resources only by names that were imported or
 * exported before (component model explainer, import and export definitions): otherwise nobody outside could name them.
 * `named` holds the objects that stand for those. A function returns the first type without a name, or nothing.
 */
export class Naming {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** What is lacking in a type that is mentioned. */
  value(type: ValueType, named: ReadonlySet<object>): ValueType | undefined {
    this.#budget.spend(1);
    switch (type.kind) {
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags':
        return named.has(type) ? undefined : type;
      default:
        return this.inside(type, named);
    }
  }

  /** What is lacking in a type that is itself being given a name. */
  inside(type: ValueType, named: ReadonlySet<object>): ValueType | undefined {
    if (type.kind === 'own' || type.kind === 'borrow') return named.has(type.resource) ? undefined : type;
    return first(innerTypes(type), (each) => this.value(each, named));
  }

  func({ parameters, result }: FunctionType, named: ReadonlySet<object>): ValueType | undefined {
    const lacking = first(parameters, (each) => this.value(each.type, named));
    return lacking ?? (result && this.value(result, named));
  }

  /** What is lacking in a type of any kind that is being given a name. */
  type(type: DefinedType, named: ReadonlySet<object>): ValueType | undefined {
    switch (type.kind) {
      case 'value':
        return this.inside(type.type, named);
      case 'func':
        return this.func(type.type, named);
      case 'instance':
        return first(type.exports.values(), (each) => this.#exported(each, named));
      case 'resource':
      case 'component':
        return undefined;
    }
  }

  #exported(entity: EntityType, named: ReadonlySet<object>): ValueType | undefined {
    this.#budget.spend(1);
    switch (entity.sort) {
      case 'func':
        return this.func(entity.type, named);
      case 'type':
      case 'instance':
        return this.type(entity.type, named);
      case 'component':
      case 'core module':
        return undefined;
    }
  }
}

function first<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
