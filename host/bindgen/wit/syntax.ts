import type { Location } from './error.ts';

/** What a parsed WIT file says, before names are resolved. */

export interface SyntaxItem {
  readonly name: string;
  readonly docs: string;
  readonly location: Location;
}

export interface PackageNameSyntax {
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly docs: string;
  readonly location: Location;
}

/** `slots`, or `kernel:store/slots@0.1.0`. */
export interface PathSyntax {
  readonly package:
    { readonly namespace: string; readonly name: string; readonly version: string | undefined } | undefined;
  readonly name: string;
  readonly location: Location;
}

export type TypeSyntax = { readonly location: Location } & (
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'borrow'; readonly name: string }
  | { readonly kind: 'own'; readonly name: string }
  | { readonly kind: 'list'; readonly element: TypeSyntax; readonly length: number | undefined }
  | { readonly kind: 'option'; readonly element: TypeSyntax }
  | { readonly kind: 'result'; readonly ok: TypeSyntax | undefined; readonly err: TypeSyntax | undefined }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeSyntax[] }
  | { readonly kind: 'map'; readonly key: TypeSyntax; readonly value: TypeSyntax }
  | { readonly kind: 'future' | 'stream'; readonly element: TypeSyntax | undefined }
  | { readonly kind: 'error-context' }
);

export const PRIMITIVE_NAMES = [
  'bool',
  'u8',
  'u16',
  'u32',
  'u64',
  's8',
  's16',
  's32',
  's64',
  'f32',
  'f64',
  'char',
  'string',
] as const;
export type PrimitiveName = (typeof PRIMITIVE_NAMES)[number];

export interface FieldSyntax extends SyntaxItem {
  readonly type: TypeSyntax;
}

export interface CaseSyntax extends SyntaxItem {
  readonly type: TypeSyntax | undefined;
}

export interface FunctionSyntax extends SyntaxItem {
  readonly kind: 'function';
  readonly form: 'free' | 'method' | 'static' | 'constructor';
  readonly isAsync: boolean;
  readonly parameters: readonly FieldSyntax[];
  readonly result: TypeSyntax | undefined;
}

export type TypeDefinitionSyntax = SyntaxItem &
  (
    | { readonly kind: 'alias'; readonly type: TypeSyntax }
    | { readonly kind: 'record'; readonly fields: readonly FieldSyntax[] }
    | { readonly kind: 'variant'; readonly cases: readonly CaseSyntax[] }
    | { readonly kind: 'enum'; readonly cases: readonly SyntaxItem[] }
    | { readonly kind: 'flags'; readonly flags: readonly SyntaxItem[] }
    | { readonly kind: 'resource'; readonly functions: readonly FunctionSyntax[] }
  );

export interface UseSyntax {
  readonly kind: 'use';
  readonly path: PathSyntax;
  readonly names: readonly { readonly name: string; readonly as: string; readonly location: Location }[];
  readonly location: Location;
}

export type InterfaceItemSyntax = UseSyntax | TypeDefinitionSyntax | FunctionSyntax;

export interface InterfaceSyntax extends SyntaxItem {
  readonly kind: 'interface';
  readonly items: readonly InterfaceItemSyntax[];
}

/** `import NAME: func`, `import NAME: interface {}`, or `import PATH`; the same for `export`. */
export interface ExternSyntax {
  readonly kind: 'import' | 'export';
  readonly docs: string;
  readonly location: Location;
  readonly target: ({ readonly kind: 'path' } & PathSyntax) | FunctionSyntax | InterfaceSyntax;
}

export interface IncludeSyntax {
  readonly kind: 'include';
  readonly path: PathSyntax;
  readonly renames: readonly { readonly name: string; readonly as: string; readonly location: Location }[];
  readonly location: Location;
}

export type WorldItemSyntax = ExternSyntax | IncludeSyntax | UseSyntax | TypeDefinitionSyntax;

export interface WorldSyntax extends SyntaxItem {
  readonly kind: 'world';
  readonly items: readonly WorldItemSyntax[];
}

/** `use PATH as NAME;` outside every interface. */
export interface TopUseSyntax {
  readonly kind: 'top-use';
  readonly path: PathSyntax;
  readonly as: string;
  readonly location: Location;
}

export type PackageItemSyntax = InterfaceSyntax | WorldSyntax | TopUseSyntax;

/** One file's share of one package. A file has several when it holds nested packages. */
export interface FileSyntax {
  readonly file: string;
  readonly package: PackageNameSyntax | undefined;
  readonly items: readonly PackageItemSyntax[];
}
