import type { CoreExternType } from './core-extern.ts';
import type { CoreFunctionType, FunctionType, Resource, ValueType } from './types.ts';

/**
 * Types as validation sees them. A resource type is a variable: its `index` says which, and each name given to it by an import or
 * export is an object of its own, because the types of imports and exports may only mention types that were given names there.
 * For the same reason a value type that is imported or exported is a copy of the one it equals.
 */

export interface CoreModuleType {
  readonly imports: readonly { readonly module: string; readonly name: string; readonly type: CoreExternType }[];
  readonly exports: ReadonlyMap<string, CoreExternType>;
}

export type CoreDefinedType =
  | { readonly kind: 'func'; readonly type: CoreFunctionType }
  | { readonly kind: 'module'; readonly type: CoreModuleType };

/** Resource types by index. */
export type Variables = ReadonlyMap<number, Resource>;

export interface InstanceType {
  readonly kind: 'instance';
  readonly exports: Entities;
  /** Resource types that each instance of this type has anew; none for the type of an instance that exists. */
  readonly fresh: Variables;
  /** Levels of instance and component types in each other. */
  readonly depth: number;
}

export interface ComponentType {
  readonly kind: 'component';
  readonly imports: Entities;
  readonly exports: Entities;
  /** Resource types that are given to it. */
  readonly given: Variables;
  /** Resource types that each of its instances has anew. */
  readonly fresh: Variables;
  readonly depth: number;
}

/** What a type index stands for. */
export type DefinedType =
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'func'; readonly type: FunctionType }
  | { readonly kind: 'resource'; readonly resource: Resource }
  | InstanceType
  | ComponentType;

/** What a component or instance imports or exports under a name. */
export type EntityType =
  | { readonly sort: 'func'; readonly type: FunctionType }
  | { readonly sort: 'type'; readonly type: DefinedType }
  | { readonly sort: 'instance'; readonly type: InstanceType }
  | { readonly sort: 'component'; readonly type: ComponentType }
  | { readonly sort: 'core module'; readonly type: CoreModuleType };

export type Entities = ReadonlyMap<string, EntityType>;

export const NO_VARIABLES: Variables = new Map();

/** Levels of instance and component types in what has these imports or exports. */
export function depthOver(...sides: readonly Entities[]): number {
  let depth = 0;
  for (const side of sides) {
    for (const { type } of side.values()) if ('depth' in type) depth = Math.max(depth, type.depth);
  }
  return depth + 1;
}

/** The object that stands for a type: what a name is given to. */
export function identityOf(type: DefinedType): object {
  switch (type.kind) {
    case 'value':
    case 'func':
      return type.type;
    case 'resource':
      return type.resource;
    case 'instance':
    case 'component':
      return type;
  }
}

/** The same type under a name of its own. */
export function renamed(type: DefinedType, name: string): DefinedType {
  switch (type.kind) {
    case 'value':
      return { kind: 'value', type: { ...type.type } };
    case 'func':
      return { kind: 'func', type: { ...type.type } };
    case 'resource':
      return { kind: 'resource', resource: { index: type.resource.index, name } };
    case 'instance':
    case 'component':
      return { ...type };
  }
}

/** How messages speak of a resource type. */
export function labelOf({ name }: Resource): string {
  return name === '' ? 'a resource type without a name' : `the resource type ${name}`;
}
