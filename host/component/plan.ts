import type { CoreModule } from './core-module.ts';
import type { StringEncoding } from './model.ts';
import type { Closure, DeclaredType } from './scope.ts';
import type { FunctionType, Resource, ValueType } from './types.ts';

/**
 * A component made flat: nested components are inlined, indices and aliases resolved, types evaluated. What is left to do for
 * an instance is to run the steps in order. Component instances of the binary (the root is 0) remain only as numbers: each
 * has its own handle table and its own guard against re-entrance.
 */
export interface Plan {
  readonly modules: readonly CoreModule[];
  /** For each component instance the one it was instantiated in; none for the root, which is number 0. */
  readonly parents: readonly (number | undefined)[];
  readonly resources: readonly ResourceDeclaration[];
  readonly imports: readonly ImportDeclaration[];
  readonly steps: readonly CoreInstantiation[];
  readonly trampolines: readonly Trampoline[];
  readonly exports: ReadonlyMap<string, Entity>;
}

/** Something of a core instance or a trampoline. `slot` counts the steps. */
export type CoreItem =
  | { readonly kind: 'export'; readonly slot: number; readonly name: string }
  | { readonly kind: 'trampoline'; readonly index: number };

export interface CoreInstantiation {
  readonly module: number;
  /** The component instance it belongs to. */
  readonly instance: number;
  readonly imports: readonly { readonly module: string; readonly name: string; readonly item: CoreItem }[];
}

export type ResourceDeclaration =
  | { readonly kind: 'imported'; readonly resource: Resource; readonly import: number; readonly name: string }
  | {
      readonly kind: 'defined';
      readonly resource: Resource;
      readonly instance: number;
      readonly destructor: CoreItem | undefined;
    };

/** An import of the root. Members are by WIT name; a bare function or resource is its own only member. */
export interface ImportDeclaration {
  readonly name: string;
  readonly bare: boolean;
  /** Of an instance that an imported instance exports: the number of that one's declaration. */
  readonly within?: number;
  readonly functions: Map<string, ImportedFunction>;
  readonly resources: Map<string, Resource>;
}

export interface Options {
  readonly encoding: StringEncoding;
  readonly memory: CoreItem | undefined;
  readonly realloc: CoreItem | undefined;
  readonly postReturn: CoreItem | undefined;
}

export interface ImportedFunction {
  readonly kind: 'imported';
  readonly import: number;
  readonly name: string;
  readonly type: FunctionType;
}

export interface LiftedFunction {
  readonly kind: 'lifted';
  readonly core: CoreItem;
  readonly type: FunctionType;
  readonly options: Options;
  /** The component instance it enters. */
  readonly instance: number;
  /** Lifted functions behind it, one behind the other: its core functions may be lowered ones themselves. */
  readonly depth: number;
}

export type ComponentFunctionSource = ImportedFunction | LiftedFunction;

export type Trampoline =
  | {
      readonly kind: 'lower';
      readonly func: ComponentFunctionSource;
      /** The type as the lowering component instance names it: the same structure as `func.type`. */
      readonly type: FunctionType;
      readonly options: Options;
      /** The component instance that calls. */
      readonly instance: number;
    }
  | {
      readonly kind: 'resource.new' | 'resource.rep' | 'resource.drop';
      readonly resource: Resource;
      readonly instance: number;
    };

export type TypeEntity =
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'func'; readonly type: FunctionType }
  | { readonly kind: 'resource'; readonly resource: Resource }
  | { readonly kind: 'component' | 'instance'; readonly declared: DeclaredType };

/** What an instance exports, by WIT name. */
export type Entity =
  | { readonly sort: 'func'; readonly func: ComponentFunctionSource }
  | { readonly sort: 'instance'; readonly exports: ReadonlyMap<string, Entity> }
  | { readonly sort: 'type'; readonly type: TypeEntity }
  | { readonly sort: 'core module'; readonly module: number }
  | { readonly sort: 'component'; readonly component: Closure };
