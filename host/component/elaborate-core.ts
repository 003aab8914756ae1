import { equalCoreFunctions, printCoreFunction, type ExternKind } from './core-extern.ts';
import { ComponentError } from './errors.ts';
import type { CoreInstanceDefinition, Definition, Sort } from './model.ts';
import type { CoreInstantiation } from './plan.ts';
import type { Elaborator } from './elaborate.ts';
import type { CoreExternal, Scope } from './scope.ts';

function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', reason, offset);
}

function external(sort: Sort, index: number, scope: Scope, offset: number): CoreExternal {
  switch (sort) {
    case 'core func':
      return { kind: 'func', ...scope.at(scope.coreFuncs, index, 'core function', offset) };
    case 'core table':
      return { kind: 'table', item: scope.at(scope.coreTables, index, 'core table', offset) };
    case 'core memory':
      return { kind: 'memory', item: scope.at(scope.coreMemories, index, 'core memory', offset) };
    case 'core global':
      return { kind: 'global', item: scope.at(scope.coreGlobals, index, 'core global', offset) };
    default:
      return invalid(`a core instance cannot export a ${sort}`, offset);
  }
}

/** Carries out one core instance definition. */
export function instantiateCore(
  definition: CoreInstanceDefinition,
  scope: Scope,
  elaborator: Elaborator,
  offset: number,
): ReadonlyMap<string, CoreExternal> {
  const exports = new Map<string, CoreExternal>();
  if (definition.kind === 'exports') {
    for (const { name, sort, index } of definition.exports) {
      if (exports.has(name)) invalid(`a core instance exports ${JSON.stringify(name)} twice`, offset);
      exports.set(name, external(sort, index, scope, offset));
    }
    return exports;
  }

  const number = scope.at(scope.coreModules, definition.module, 'core module', offset);
  const module = elaborator.modules[number]!;
  const args = new Map<string, ReadonlyMap<string, CoreExternal>>();
  for (const { name, instance } of definition.args) {
    if (args.has(name)) invalid(`core argument ${JSON.stringify(name)} is given twice`, offset);
    args.set(name, scope.at(scope.coreInstances, instance, 'core instance', offset));
  }
  const imports: CoreInstantiation['imports'][number][] = [];
  for (const wanted of module.imports) {
    const given = args.get(wanted.module)?.get(wanted.name);
    const what = `core import ${JSON.stringify(wanted.module)} ${JSON.stringify(wanted.name)}`;
    if (given === undefined) return invalid(`${what} is not given`, offset);
    if (given.kind !== wanted.kind) return invalid(`${what} is a ${wanted.kind}, and a ${given.kind} is given`, offset);
    if (wanted.kind === 'func' && !equalCoreFunctions(given.type!, wanted.type)) {
      return invalid(
        `${what} is ${printCoreFunction(wanted.type)}, and ${printCoreFunction(given.type!)} is given`,
        offset,
      );
    }
    imports.push({ module: wanted.module, name: wanted.name, item: given.item });
  }
  const slot = elaborator.addStep({ module: number, instance: scope.instance, imports }, offset);
  for (const [name, exported] of module.exports) {
    const item = { kind: 'export', slot, name } as const;
    const { kind } = exported;
    exports.set(name, kind === 'func' ? { kind, item, type: exported.type } : { kind, item });
  }
  return exports;
}

const ALIASED_KINDS: Readonly<Partial<Record<Sort, ExternKind>>> = {
  'core func': 'func',
  'core table': 'table',
  'core memory': 'memory',
  'core global': 'global',
};

/** Adds what an alias of a core sort stands for. */
export function aliasedCore(alias: Definition & { kind: 'alias' }, scope: Scope): void {
  const { sort, target, offset } = alias;
  if (target.kind !== 'core export') return invalid(`an alias of a ${sort} is of no core export`, offset);
  const kind = ALIASED_KINDS[sort];
  if (kind === undefined) {
    throw new ComponentError('unsupported', `alias of a ${sort} is not supported`, offset);
  }
  const found = scope.at(scope.coreInstances, target.instance, 'core instance', offset).get(target.name);
  const what = JSON.stringify(target.name);
  if (found === undefined) return invalid(`core instance ${target.instance} does not export ${what}`, offset);
  if (found.kind !== kind) return invalid(`core export ${what} is a ${found.kind}, not a ${kind}`, offset);
  switch (kind) {
    case 'func':
      scope.coreFuncs.push({ item: found.item, type: found.type! });
      return;
    case 'table':
      scope.coreTables.push(found.item);
      return;
    case 'memory':
      scope.coreMemories.push(found.item);
      return;
    case 'global':
      scope.coreGlobals.push(found.item);
      return;
  }
}
