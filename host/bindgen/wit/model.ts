import type { Location } from './error.ts';
import type { PrimitiveName } from './syntax.ts';

/** WIT packages with every name resolved. */

export interface Item {
  /** In kebab case, as written (without `%`). */
  readonly name: string;
  /** The doc comment's text, without its markers; empty when there is none. */
  readonly docs: string;
  readonly location: Location;
}

export interface Package {
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;
  /** `kernel:store@0.1.0`. */
  readonly id: string;
  /** Of the package declaration, from whichever file documents it. */
  readonly docs: string;
  readonly location: Location;
  readonly interfaces: Map<string, Interface>;
  readonly worlds: Map<string, World>;
}

export interface Interface extends Item {
  readonly kind: 'interface';
  /** `kernel:store/slots@0.1.0`; the plain name for an interface written inside a world. */
  readonly id: string;
  readonly package: Package;
  /** Whether it is written inside a world. */
  readonly inline: boolean;
  readonly uses: Use[];
  readonly types: Map<string, TypeDefinition>;
  readonly functions: Map<string, WitFunction>;
}

/** A type taken from another interface: `name` here, `target` there. */
export interface Use {
  readonly name: string;
  readonly target: TypeDefinition;
  readonly location: Location;
}

export interface World extends Item {
  readonly kind: 'world';
  /** `atrium:worlds/driver@0.1.0`. */
  readonly id: string;
  readonly package: Package;
  readonly uses: Use[];
  readonly types: Map<string, TypeDefinition>;
  /** As written, with what is included, in order; what types need besides is added by `resolveWorld`. */
  readonly imports: Map<string, WorldItem>;
  readonly exports: Map<string, WorldItem>;
}

/** One import or export: keyed by an interface's id or by a plain name. Its docs are those of the import or export. */
export interface WorldItem extends Item {
  readonly target: Interface | WitFunction;
}

export interface WitFunction extends Item {
  readonly kind: 'function';
  readonly form: 'free' | 'method' | 'static' | 'constructor';
  readonly isAsync: boolean;
  /** Without the implicit `self` of a method. */
  readonly parameters: readonly Field[];
  readonly result: Type | undefined;
}

export interface Field extends Item {
  readonly type: Type;
}

export interface Case extends Item {
  readonly type: Type | undefined;
}

export interface TypeDefinition extends Item {
  readonly kind: 'type';
  readonly owner: Interface | World;
  readonly definition: Definition;
}

export type Definition =
  | { readonly kind: 'alias'; readonly type: Type }
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'variant'; readonly cases: readonly Case[] }
  | { readonly kind: 'enum'; readonly cases: readonly Item[] }
  | { readonly kind: 'flags'; readonly flags: readonly Item[] }
  | { readonly kind: 'resource'; readonly functions: readonly WitFunction[] };

export type Type = { readonly location: Location } & (
  | { readonly kind: PrimitiveName }
  /** A record, variant, enum, flags or alias of any of these; never a resource. */
  | { readonly kind: 'named'; readonly definition: TypeDefinition }
  | { readonly kind: 'own' | 'borrow'; readonly definition: TypeDefinition }
  | { readonly kind: 'list'; readonly element: Type; readonly length: number | undefined }
  | { readonly kind: 'option'; readonly element: Type }
  | { readonly kind: 'result'; readonly ok: Type | undefined; readonly err: Type | undefined }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'future' | 'stream'; readonly element: Type | undefined }
  | { readonly kind: 'error-context' }
);

/** The definition behind a chain of aliases (`type a = b;`). */
export function dealias(definition: TypeDefinition): TypeDefinition {
  let at = definition;
  for (;;) {
    if (at.definition.kind !== 'alias') return at;
    const { type } = at.definition;
    if (type.kind !== 'named' && type.kind !== 'own') return at;
    at = type.definition;
  }
}

/** A type behind a chain of aliases: never `named` with an alias. */
export function dealiasType(type: Type): Type {
  let at = type;
  while (at.kind === 'named' && at.definition.definition.kind === 'alias') at = at.definition.definition.type;
  return at;
}

/** The types a type is written with, one level deep. */
export function innerTypes(type: Type): Type[] {
  switch (type.kind) {
    case 'list':
    case 'option':
      return [type.element];
    case 'future':
    case 'stream':
      return type.element ? [type.element] : [];
    case 'result':
      return [type.ok, type.err].filter((inner) => inner !== undefined);
    case 'tuple':
      return [...type.elements];
    case 'map':
      return [type.key, type.value];
    default:
      return [];
  }
}

/** The types a definition is written with, one level deep; of a resource those of its functions. */
export function definitionTypes(definition: Definition): Type[] {
  switch (definition.kind) {
    case 'alias':
      return [definition.type];
    case 'record':
      return definition.fields.map((field) => field.type);
    case 'variant':
      return definition.cases.map((one) => one.type).filter((type) => type !== undefined);
    case 'resource':
      return definition.functions.flatMap(functionTypes);
    default:
      return [];
  }
}

/** The types of a function's parameters and result. */
export function functionTypes(fn: WitFunction): Type[] {
  const types = fn.parameters.map((parameter) => parameter.type);
  return fn.result ? [...types, fn.result] : types;
}
