import type { ExternKind } from './core-extern.ts';
import type { Definition, Sort } from './model.ts';
import type { ComponentFunctionSource, CoreItem, Entity, TypeEntity } from './plan.ts';
import type { Resource, ValueType } from './types.ts';
import type { TypeIndex } from './validate-definitions.ts';

/** A component definition with the scope its outer aliases look into. */
export interface Closure {
  readonly definitions: readonly Definition[];
  readonly scope: Scope | undefined;
}

export interface CoreExternal {
  readonly kind: ExternKind;
  readonly item: CoreItem;
}

/** A component or instance type, evaluated when it is used. */
export interface DeclaredType {
  readonly declarations: readonly Definition[];
  readonly scope: Scope;
}

/** The index spaces of one component, or of one component or instance type. Validation has found every index in them right. */
export class Scope implements TypeIndex {
  readonly parent: Scope | undefined;
  /** Number of the component instance being built. */
  readonly instance: number;
  readonly coreFuncs: CoreItem[] = [];
  readonly coreTables: CoreItem[] = [];
  readonly coreMemories: CoreItem[] = [];
  readonly coreGlobals: CoreItem[] = [];
  readonly coreModules: number[] = [];
  readonly coreInstances: ReadonlyMap<string, CoreExternal>[] = [];
  readonly funcs: ComponentFunctionSource[] = [];
  readonly types: TypeEntity[] = [];
  readonly components: Closure[] = [];
  readonly instances: ReadonlyMap<string, Entity>[] = [];

  constructor(parent: Scope | undefined, instance: number) {
    this.parent = parent;
    this.instance = instance;
  }

  /** The scope `count` levels out, from 0 for this one. */
  outer(count: number): Scope {
    return count === 0 ? this : this.parent!.outer(count - 1);
  }

  type<K extends TypeEntity['kind']>(index: number, _kind: K): TypeEntity & { readonly kind: K } {
    return this.types[index] as TypeEntity & { readonly kind: K };
  }

  valueType(index: number): ValueType {
    return this.type(index, 'value').type;
  }

  resource(index: number): Resource {
    return this.type(index, 'resource').resource;
  }

  /** The items of a core sort that core instances can export. */
  core(kind: ExternKind): CoreItem[] {
    switch (kind) {
      case 'func':
        return this.coreFuncs;
      case 'table':
        return this.coreTables;
      case 'memory':
        return this.coreMemories;
      case 'global':
        return this.coreGlobals;
    }
  }

  entity(sort: Sort, index: number): Entity {
    switch (sort) {
      case 'func':
        return { sort, func: this.funcs[index]! };
      case 'type':
        return { sort, type: this.types[index]! };
      case 'instance':
        return { sort, exports: this.instances[index]! };
      case 'component':
        return { sort, component: this.components[index]! };
      case 'core module':
        return { sort, module: this.coreModules[index]! };
      default:
        throw new TypeError(`a ${sort} is no entity`);
    }
  }

  /** Adds what an import, export or alias introduces. */
  add(entity: Entity): void {
    switch (entity.sort) {
      case 'func':
        this.funcs.push(entity.func);
        return;
      case 'type':
        this.types.push(entity.type);
        return;
      case 'instance':
        this.instances.push(entity.exports);
        return;
      case 'component':
        this.components.push(entity.component);
        return;
      case 'core module':
        this.coreModules.push(entity.module);
        return;
    }
  }
}
