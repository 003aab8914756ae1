import { ComponentError } from './errors.ts';
import type { Definition, Sort } from './model.ts';
import type { ComponentFunctionSource, CoreFunction, CoreItem, Entity, TypeEntity } from './plan.ts';
import type { CoreFunctionType, FunctionType, Resource, ValueType } from './types.ts';
import type { ExternKind } from './core-extern.ts';

/** A component definition with the scope its outer aliases look into. */
export interface Closure {
  readonly definitions: readonly Definition[];
  readonly scope: Scope | undefined;
}

export interface CoreExternal {
  readonly kind: ExternKind;
  readonly item: CoreItem;
  /** Of a function. */
  readonly type?: CoreFunctionType;
}

/** A component or instance type, evaluated when it is used. */
export interface DeclaredType {
  readonly declarations: readonly Definition[];
  readonly scope: Scope;
}

/** The index spaces of one component, or of one component or instance type. */
export class Scope {
  readonly parent: Scope | undefined;
  /** Number of the component instance being built. */
  readonly instance: number;
  readonly coreFuncs: CoreFunction[] = [];
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

  at<T>(space: readonly T[], index: number, what: string, offset: number): T {
    const found = space[index];
    if (found !== undefined) return found;
    throw new ComponentError('invalid', `there is no ${what} ${index}: ${space.length} are defined so far`, offset);
  }

  /** The scope `count` levels out, from 0 for this one. */
  outer(count: number, offset: number): Scope {
    if (count === 0) return this;
    if (this.parent !== undefined) return this.parent.outer(count - 1, offset);
    throw new ComponentError('invalid', `there is no scope ${count} levels further out`, offset);
  }

  entity(sort: Sort, index: number, offset: number): Entity {
    switch (sort) {
      case 'func':
        return { sort, func: this.at(this.funcs, index, 'function', offset) };
      case 'type':
        return { sort, type: this.at(this.types, index, 'type', offset) };
      case 'instance':
        return { sort, exports: this.at(this.instances, index, 'instance', offset) };
      case 'component':
        return { sort, component: this.at(this.components, index, 'component', offset) };
      case 'core module':
        return { sort, module: this.at(this.coreModules, index, 'core module', offset) };
      default:
        throw new ComponentError('invalid', `a ${sort} cannot be exported or given to a component`, offset);
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

  valueType(index: number, offset: number): ValueType {
    const type = this.at(this.types, index, 'type', offset);
    if (type.kind === 'value') return type.type;
    throw new ComponentError('invalid', `type ${index} is no value type`, offset);
  }

  functionType(index: number, offset: number): FunctionType {
    const type = this.at(this.types, index, 'type', offset);
    if (type.kind === 'func') return type.type;
    throw new ComponentError('invalid', `type ${index} is no function type`, offset);
  }

  resource(index: number, offset: number): Resource {
    const type = this.at(this.types, index, 'type', offset);
    if (type.kind === 'resource') return type.resource;
    throw new ComponentError('invalid', `type ${index} is no resource type`, offset);
  }
}
