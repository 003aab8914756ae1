import type { Budget } from './budget.ts';
import type { CoreExternType } from './core-extern.ts';
import { indexed, invalid } from './invalid.ts';
import type { CoreFunctionType, FunctionType, Resource, ValueType } from './types.ts';
import type {
  ComponentType,
  CoreDefinedType,
  CoreModuleType,
  DefinedType,
  EntityType,
  InstanceType,
} from './validate-types.ts';

/** The names that a scope imports, or those that it exports. */
export class NameTable {
  readonly entities = new Map<string, EntityType>();
  /** What no other name may be mistaken for. */
  readonly keys = new Map<string, string>();
  /** Resource types by the object that stands for them under the name. */
  readonly resources = new Map<Resource, string>();
  readonly resourceNames = new Set<string>();
  /** Types that the types of further imports or exports may mention (by the object that stands for them). */
  readonly types = new Set<object>();
}

/** The index spaces of one component, or of one component or instance type, while it is validated. */
export class ValidationScope {
  readonly kind: 'component' | 'component type' | 'instance type';
  readonly parent: ValidationScope | undefined;
  readonly budget: Budget;
  readonly coreTypes: CoreDefinedType[] = [];
  readonly coreModules: CoreModuleType[] = [];
  readonly coreInstances: ReadonlyMap<string, CoreExternType>[] = [];
  readonly coreFuncs: CoreFunctionType[] = [];
  readonly coreTables: (CoreExternType & { kind: 'table' })[] = [];
  readonly coreMemories: (CoreExternType & { kind: 'memory' })[] = [];
  readonly coreGlobals: (CoreExternType & { kind: 'global' })[] = [];
  readonly types: DefinedType[] = [];
  readonly funcs: FunctionType[] = [];
  readonly instances: InstanceType[] = [];
  readonly components: ComponentType[] = [];
  readonly imports = new NameTable();
  readonly exports = new NameTable();
  /** Resource types that imports bring. */
  readonly given = new Map<number, Resource>();
  /** Resource types that come into being with each instance: defined here, or by what is instantiated here. */
  readonly fresh = new Map<number, Resource>();
  /** Those of them that are defined here, whose representation is known. */
  readonly own = new Set<number>();

  constructor(kind: ValidationScope['kind'], parent: ValidationScope | undefined, budget: Budget) {
    this.kind = kind;
    this.parent = parent;
    this.budget = budget;
  }

  /** The scope `count` levels out, from 0 for this one. */
  outer(count: number, offset: number): ValidationScope {
    return this.#outer(count) ?? invalid(`there is no scope ${count} levels further out`, offset);
  }

  #outer(count: number): ValidationScope | undefined {
    if (count === 0) return this;
    return this.parent === undefined ? undefined : this.parent.#outer(count - 1);
  }

  type(index: number, offset: number): DefinedType {
    return indexed(this.types, index, 'type', offset);
  }

  valueType(index: number, offset: number): ValueType {
    const type = this.type(index, offset);
    return type.kind === 'value'
      ? type.type
      : invalid(`type ${index} is a ${type.kind} type, not a value type`, offset);
  }

  functionType(index: number, offset: number): FunctionType {
    const type = this.type(index, offset);
    return type.kind === 'func'
      ? type.type
      : invalid(`type ${index} is a ${type.kind} type, not a function type`, offset);
  }

  resource(index: number, offset: number): Resource {
    const type = this.type(index, offset);
    if (type.kind === 'resource') return type.resource;
    return invalid(`type ${index} is a ${type.kind} type, not a resource type`, offset);
  }

  instanceType(index: number, offset: number): InstanceType {
    const type = this.type(index, offset);
    return type.kind === 'instance'
      ? type
      : invalid(`type ${index} is a ${type.kind} type, not an instance type`, offset);
  }

  componentType(index: number, offset: number): ComponentType {
    const type = this.type(index, offset);
    return type.kind === 'component'
      ? type
      : invalid(`type ${index} is a ${type.kind} type, not a component type`, offset);
  }

  moduleType(index: number, offset: number): CoreModuleType {
    const type = indexed(this.coreTypes, index, 'core type', offset);
    return type.kind === 'module' ? type.type : invalid(`core type ${index} is no module type`, offset);
  }

  coreFunc(index: number, offset: number): CoreFunctionType {
    return indexed(this.coreFuncs, index, 'core function', offset);
  }

  /** What a sort and an index stand for, where it can be exported or given to a component. */
  entity(sort: string, index: number, offset: number): EntityType {
    switch (sort) {
      case 'func':
        return { sort, type: indexed(this.funcs, index, 'function', offset) };
      case 'type':
        return { sort, type: this.type(index, offset) };
      case 'instance':
        return { sort, type: indexed(this.instances, index, 'instance', offset) };
      case 'component':
        return { sort, type: indexed(this.components, index, 'component', offset) };
      case 'core module':
        return { sort, type: indexed(this.coreModules, index, 'core module', offset) };
      default:
        return invalid(`a ${sort} cannot be exported or given to a component`, offset);
    }
  }

  /** Adds what an import, export or alias introduces. */
  add(entity: EntityType): void {
    switch (entity.sort) {
      case 'func':
        this.funcs.push(entity.type);
        return;
      case 'type':
        this.types.push(entity.type);
        return;
      case 'instance':
        this.instances.push(entity.type);
        return;
      case 'component':
        this.components.push(entity.type);
        return;
      case 'core module':
        this.coreModules.push(entity.type);
        return;
    }
  }
}
