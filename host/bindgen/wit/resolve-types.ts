import { WitError, type Location } from './error.ts';
import type { Case, Definition, Field, Item, Type, TypeDefinition, WitFunction } from './model.ts';
import { dealias, innerTypes } from './model.ts';
import type { FieldSyntax, FunctionSyntax, SyntaxItem, TypeDefinitionSyntax, TypeSyntax } from './syntax.ts';

/** The types an interface or world can name. */
export type Scope = Map<string, TypeDefinition>;

export function resolveDefinition(syntax: TypeDefinitionSyntax, scope: Scope): Definition {
  switch (syntax.kind) {
    case 'alias':
      return { kind: 'alias', type: resolveType(syntax.type, scope) };
    case 'record':
      return { kind: 'record', fields: resolveFields(syntax.fields, scope) };
    case 'variant': {
      checkDistinct(syntax.cases);
      const cases = syntax.cases.map((one): Case => {
        return { ...item(one), type: one.type && resolveType(one.type, scope) };
      });
      return { kind: 'variant', cases };
    }
    case 'enum':
      checkDistinct(syntax.cases);
      return { kind: 'enum', cases: syntax.cases.map(item) };
    case 'flags':
      checkDistinct(syntax.flags);
      return { kind: 'flags', flags: syntax.flags.map(item) };
    case 'resource':
      checkDistinct(syntax.functions);
      return { kind: 'resource', functions: syntax.functions.map((one) => resolveFunction(one, scope)) };
  }
}

function resolveFields(fields: readonly FieldSyntax[], scope: Scope): Field[] {
  checkDistinct(fields);
  return fields.map((field) => ({ ...item(field), type: resolveType(field.type, scope) }));
}

export function resolveFunction(syntax: FunctionSyntax, scope: Scope): WitFunction {
  const parameters = resolveFields(syntax.parameters, scope);
  const result = syntax.result && resolveType(syntax.result, scope);
  if (result && contains(result, (type) => type.kind === 'borrow')) {
    throw new WitError(
      syntax.location,
      `\`${syntax.name}\` returns a borrow: a borrow ends with the call, return an own`,
    );
  }
  return { kind: 'function', form: syntax.form, ...item(syntax), isAsync: syntax.isAsync, parameters, result };
}

function resolveType(syntax: TypeSyntax, scope: Scope): Type {
  const { location } = syntax;
  switch (syntax.kind) {
    case 'primitive':
      return { kind: syntax.name, location };
    case 'error-context':
      return { kind: 'error-context', location };
    case 'named': {
      const definition = resolveNamed(syntax.name, scope, location);
      const isResource = dealias(definition).definition.kind === 'resource';
      return { kind: isResource ? 'own' : 'named', definition, location };
    }
    case 'own':
    case 'borrow': {
      const definition = resolveNamed(syntax.name, scope, location);
      if (dealias(definition).definition.kind !== 'resource') {
        throw new WitError(location, `\`${syntax.name}\` is not a resource: only resources can be ${syntax.kind}ed`);
      }
      return { kind: syntax.kind, definition, location };
    }
    case 'list':
      return { kind: 'list', location, element: resolveType(syntax.element, scope), length: syntax.length };
    case 'option':
      return { kind: 'option', location, element: resolveType(syntax.element, scope) };
    case 'result': {
      const ok = syntax.ok && resolveType(syntax.ok, scope);
      return { kind: 'result', location, ok, err: syntax.err && resolveType(syntax.err, scope) };
    }
    case 'tuple': {
      if (syntax.elements.length === 0) throw new WitError(location, 'a tuple has at least one element');
      return { kind: 'tuple', location, elements: syntax.elements.map((element) => resolveType(element, scope)) };
    }
    case 'map':
      return { kind: 'map', location, key: resolveType(syntax.key, scope), value: resolveType(syntax.value, scope) };
    case 'future':
    case 'stream':
      return { kind: syntax.kind, location, element: syntax.element && resolveType(syntax.element, scope) };
  }
}

function resolveNamed(name: string, scope: Scope, location: Location): TypeDefinition {
  const found = scope.get(name);
  if (found) return found;
  throw new WitError(
    location,
    `there is no type \`${name}\` here: define it, or bring it in with \`use INTERFACE.{${name}}\``,
  );
}

export function contains(type: Type, test: (type: Type) => boolean): boolean {
  return test(type) || innerTypes(type).some((inner) => contains(inner, test));
}

export function item({ name, docs, location }: SyntaxItem): Item {
  return { name, docs, location };
}

function checkDistinct(items: readonly SyntaxItem[]): void {
  const seen = new Map<string, SyntaxItem>();
  for (const one of items) {
    const taken = seen.get(one.name);
    if (taken) throw duplicate(one, taken.location);
    seen.set(one.name, one);
  }
}

export function duplicate(one: SyntaxItem, earlier: Location): WitError {
  return new WitError(
    one.location,
    `\`${one.name}\` is already defined at ${earlier.file}:${earlier.line}: rename one of them`,
  );
}
