import { matchesCore, printCoreExtern, refersByIndex, type CoreExternType } from './core-extern.ts';
import { indexed, invalid, unsupported } from './invalid.ts';
import type { AliasTarget, CoreInstanceDefinition, CoreTypeDefinition, ModuleDeclaration, Sort } from './model.ts';
import type { CoreFunctionType } from './types.ts';
import type { ValidationScope } from './validate-scope.ts';
import type { CoreDefinedType, CoreModuleType } from './validate-types.ts';

/** A core type definition, in the scope of a component or of a component or instance type. */
export function validateCoreType(definition: CoreTypeDefinition, scope: ValidationScope): CoreDefinedType {
  if (definition.kind === 'func') return definition;
  return { kind: 'module', type: moduleType(definition.declarations, scope) };
}

/** Checks what module types and modules inside components have in common. */
export function checkedModule(type: CoreModuleType, offset: number): CoreModuleType {
  const seen = new Set<string>();
  for (const { module, name } of type.imports) {
    const key = JSON.stringify([module, name]);
    if (seen.has(key))
      invalid(`${JSON.stringify(name)} is imported twice from core module ${JSON.stringify(module)}`, offset);
    seen.add(key);
  }
  return type;
}

function moduleType(declarations: readonly ModuleDeclaration[], scope: ValidationScope): CoreModuleType {
  const types: CoreFunctionType[] = [];
  const imports: CoreModuleType['imports'][number][] = [];
  const exports = new Map<string, CoreExternType>();
  for (const declaration of declarations) {
    const { offset } = declaration;
    const resolved = ({ type }: ModuleDeclaration & { kind: 'import' | 'export' }): CoreExternType =>
      type.kind === 'func' ? { kind: 'func', type: indexed(types, type.typeIndex, 'core type', offset) } : type;
    switch (declaration.kind) {
      case 'type':
        types.push(declaration.type);
        break;
      case 'alias': {
        const { count, index } = declaration;
        // The module type is a scope of its own, which holds nothing but function types.
        if (count === 0) types.push(indexed(types, index, 'core type', offset));
        else types.push(outerFunctionType(scope.outer(count - 1, offset), index, offset));
        break;
      }
      case 'import':
        imports.push({ module: declaration.module, name: declaration.name, type: resolved(declaration) });
        break;
      case 'export':
        if (exports.has(declaration.name)) {
          invalid(`a module type exports ${JSON.stringify(declaration.name)} twice`, offset);
        }
        exports.set(declaration.name, resolved(declaration));
        break;
    }
  }
  return checkedModule({ imports, exports }, declarations[0]?.offset ?? 0);
}

function outerFunctionType(scope: ValidationScope, index: number, offset: number): CoreFunctionType {
  const type = indexed(scope.coreTypes, index, 'core type', offset);
  return type.kind === 'func'
    ? type.type
    : invalid(`core type ${index} is a module type, which no module holds`, offset);
}

/** A core instance: what it exports. */
export function validateCoreInstance(
  definition: CoreInstanceDefinition,
  scope: ValidationScope,
  offset: number,
): ReadonlyMap<string, CoreExternType> {
  if (definition.kind === 'exports') {
    const exports = new Map<string, CoreExternType>();
    for (const { name, sort, index } of definition.exports) {
      if (exports.has(name)) invalid(`a core instance exports ${JSON.stringify(name)} twice`, offset);
      exports.set(name, coreEntity(sort, index, scope, offset));
    }
    return exports;
  }
  const module = indexed(scope.coreModules, definition.module, 'core module', offset);
  const args = new Map<string, ReadonlyMap<string, CoreExternType>>();
  for (const { name, instance } of definition.args) {
    if (args.has(name)) invalid(`core argument ${JSON.stringify(name)} is given twice`, offset);
    args.set(name, indexed(scope.coreInstances, instance, 'core instance', offset));
  }
  scope.budget.spend(module.imports.length);
  for (const wanted of module.imports) {
    const what = `core import ${JSON.stringify(wanted.module)} ${JSON.stringify(wanted.name)}`;
    const given = args.get(wanted.module)?.get(wanted.name);
    if (given === undefined) return invalid(`${what} is not given`, offset);
    if (matchesCore(given, wanted.type)) continue;
    if (refersByIndex(wanted.type) && refersByIndex(given)) {
      unsupported(`${what}: a type that mentions another of its module`, offset);
    }
    invalid(`${what} is a ${printCoreExtern(wanted.type)}, and a ${printCoreExtern(given)} is given`, offset);
  }
  return module.exports;
}

function coreEntity(sort: Sort, index: number, scope: ValidationScope, offset: number): CoreExternType {
  switch (sort) {
    case 'core func':
      return { kind: 'func', type: scope.coreFunc(index, offset) };
    case 'core table':
      return indexed(scope.coreTables, index, 'core table', offset);
    case 'core memory':
      return indexed(scope.coreMemories, index, 'core memory', offset);
    case 'core global':
      return indexed(scope.coreGlobals, index, 'core global', offset);
    default:
      return invalid(`a core instance cannot export a ${sort}`, offset);
  }
}

/** Adds the export of a core instance that an alias names. */
export function validateCoreAlias(
  sort: Sort,
  target: AliasTarget & { kind: 'core export' },
  scope: ValidationScope,
  offset: number,
): void {
  const instance = indexed(scope.coreInstances, target.instance, 'core instance', offset);
  const found = instance.get(target.name);
  const what = JSON.stringify(target.name);
  if (found === undefined) return invalid(`core instance ${target.instance} does not export ${what}`, offset);
  if (sort !== `core ${found.kind}`)
    return invalid(`core export ${what} is a core ${found.kind}, not a ${sort}`, offset);
  switch (found.kind) {
    case 'func':
      scope.coreFuncs.push(found.type);
      return;
    case 'table':
      scope.coreTables.push(found);
      return;
    case 'memory':
      scope.coreMemories.push(found);
      return;
    case 'global':
      scope.coreGlobals.push(found);
      return;
  }
}
