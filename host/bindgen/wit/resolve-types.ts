import { uniquenessKey } from '../../component/names.ts';
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
      checkResourceNames(syntax);
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

interface Named {
  readonly name: string;
  readonly location: Location;
}

/** No two may differ in nothing but case and hyphens, as components are refused that have such names. */
export function checkDistinct(items: readonly Named[]): void {
  const seen = new Map<string, Named>();
  for (const one of items) {
    const key = uniquenessKey(one.name);
    const taken = seen.get(key);
    if (taken) throw duplicate(one, taken);
    seen.set(key, one);
  }
}

function checkResourceNames(resource: TypeDefinitionSyntax & { kind: 'resource' }): void {
  const isConstructor = ({ form }: FunctionSyntax): boolean => form === 'constructor';
  const functions = resource.functions.filter((one) => !isConstructor(one));
  checkDistinct(functions);
  const [, second] = resource.functions.filter(isConstructor);
  if (second) throw new WitError(second.location, `\`${resource.name}\` has two constructors: make one a static func`);
  for (const { name, form, location, parameters } of functions) {
    if (uniquenessKey(name) === uniquenessKey(resource.name)) {
      throw new WitError(location, `\`${name}\` is also the name of its resource: rename one of them`);
    }
    const self = form === 'method' ? parameters.find((one) => uniquenessKey(one.name) === 'self') : undefined;
    if (self) throw new WitError(self.location, '`self` is what every method has already: rename this parameter');
  }
}

export function duplicate(one: Named, earlier: Named): WitError {
  const { file, line } = earlier.location;
  const fault =
    one.name === earlier.name
      ? `\`${one.name}\` is already defined at ${file}:${line}`
      : `\`${one.name}\` differs from \`${earlier.name}\` at ${file}:${line} in case or hyphens only`;
  return new WitError(one.location, `${fault}: rename one of them`);
}
