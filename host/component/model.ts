import type { CoreExternDeclaration } from './core-extern.ts';
import type { CoreFunctionType } from './types.ts';

/**
 * The component binary as it is written: definitions in order, referring to each other by index. What the indices mean is found
 * out by `validate.ts`, and what they do by `elaborate.ts`.
 */

export type CoreSort = 'func' | 'table' | 'memory' | 'global' | 'tag' | 'type' | 'module' | 'instance';
export type ComponentSort = 'func' | 'value' | 'type' | 'component' | 'instance';
export type Sort = `core ${CoreSort}` | ComponentSort;

export interface SortIndex {
  readonly sort: Sort;
  readonly index: number;
}

export interface NamedSortIndex extends SortIndex {
  readonly name: string;
}

export type Primitive =
  'bool' | 's8' | 'u8' | 's16' | 'u16' | 's32' | 'u32' | 's64' | 'u64' | 'f32' | 'f64' | 'char' | 'string';

/** A primitive, or the index of a type. */
export type TypeReference = Primitive | number;

export interface NamedTypeReference {
  readonly name: string;
  readonly type: TypeReference;
}

export type ValueTypeDefinition =
  | { readonly kind: 'primitive'; readonly type: Primitive }
  | { readonly kind: 'record'; readonly fields: readonly NamedTypeReference[] }
  | { readonly kind: 'variant'; readonly cases: readonly { name: string; type: TypeReference | undefined }[] }
  | { readonly kind: 'list' | 'option'; readonly element: TypeReference }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeReference[] }
  | { readonly kind: 'flags' | 'enum'; readonly labels: readonly string[] }
  | { readonly kind: 'result'; readonly ok: TypeReference | undefined; readonly err: TypeReference | undefined }
  | { readonly kind: 'own' | 'borrow'; readonly resource: number };

/** One declaration of a core module type. */
export type ModuleDeclaration = { readonly offset: number } & (
  | { readonly kind: 'type'; readonly type: CoreFunctionType }
  | { readonly kind: 'alias'; readonly count: number; readonly index: number }
  | { readonly kind: 'import'; readonly module: string; readonly name: string; readonly type: CoreExternDeclaration }
  | { readonly kind: 'export'; readonly name: string; readonly type: CoreExternDeclaration }
);

export type CoreTypeDefinition =
  | { readonly kind: 'func'; readonly type: CoreFunctionType }
  | { readonly kind: 'module'; readonly declarations: readonly ModuleDeclaration[] };

export type TypeDefinition =
  | { readonly kind: 'value'; readonly type: ValueTypeDefinition }
  | {
      readonly kind: 'func';
      readonly parameters: readonly NamedTypeReference[];
      readonly result: TypeReference | undefined;
    }
  | { readonly kind: 'component'; readonly declarations: readonly Definition[] }
  | { readonly kind: 'instance'; readonly declarations: readonly Definition[] }
  | { readonly kind: 'resource'; readonly destructor: number | undefined };

export type ExternType =
  | { readonly kind: 'core module'; readonly type: number }
  | { readonly kind: 'func' | 'component' | 'instance'; readonly type: number }
  | { readonly kind: 'type'; readonly equal: number | undefined };

export type StringEncoding = 'utf8' | 'utf16' | 'latin1+utf16';

export interface CanonicalOptions {
  readonly encoding: StringEncoding;
  readonly memory: number | undefined;
  readonly realloc: number | undefined;
  readonly postReturn: number | undefined;
}

export type Canon =
  | { readonly kind: 'lift'; readonly coreFunc: number; readonly options: CanonicalOptions; readonly type: number }
  | { readonly kind: 'lower'; readonly func: number; readonly options: CanonicalOptions }
  | { readonly kind: 'resource.new' | 'resource.drop' | 'resource.rep'; readonly resource: number };

export type AliasTarget =
  | { readonly kind: 'export'; readonly instance: number; readonly name: string }
  | { readonly kind: 'core export'; readonly instance: number; readonly name: string }
  | { readonly kind: 'outer'; readonly count: number; readonly index: number };

export type CoreInstanceDefinition =
  | {
      readonly kind: 'instantiate';
      readonly module: number;
      readonly args: readonly { name: string; instance: number }[];
    }
  | { readonly kind: 'exports'; readonly exports: readonly NamedSortIndex[] };

export type InstanceDefinition =
  | { readonly kind: 'instantiate'; readonly component: number; readonly args: readonly NamedSortIndex[] }
  | { readonly kind: 'exports'; readonly exports: readonly NamedSortIndex[] };

/** One definition or, inside a component or instance type, one declaration. `offset` is its place in the binary. */
export type Definition = { readonly offset: number } & (
  | { readonly kind: 'core module'; readonly start: number; readonly end: number }
  | { readonly kind: 'core instance'; readonly definition: CoreInstanceDefinition }
  | { readonly kind: 'core type'; readonly type: CoreTypeDefinition }
  | { readonly kind: 'component'; readonly definitions: readonly Definition[] }
  | { readonly kind: 'instance'; readonly definition: InstanceDefinition }
  | { readonly kind: 'alias'; readonly sort: Sort; readonly target: AliasTarget }
  | { readonly kind: 'type'; readonly type: TypeDefinition }
  | { readonly kind: 'canon'; readonly canon: Canon }
  | { readonly kind: 'import'; readonly name: string; readonly type: ExternType }
  | { readonly kind: 'export'; readonly name: string; readonly item: SortIndex; readonly type: ExternType | undefined }
  | { readonly kind: 'export declaration'; readonly name: string; readonly type: ExternType }
);
