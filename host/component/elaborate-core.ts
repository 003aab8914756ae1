import type { ExternKind } from './core-extern.ts';
import type { Elaborator } from './elaborate.ts';
import type { AliasTarget, CoreInstanceDefinition, Sort } from './model.ts';
import type { CoreInstantiation } from './plan.ts';
import type { CoreExternal, Scope } from './scope.ts';

function kindOf(sort: Sort): ExternKind {
  return sort.slice('core '.length) as ExternKind;
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
      exports.set(name, { kind: kindOf(sort), item: scope.core(kindOf(sort))[index]! });
    }
    return exports;
  }
  const number = scope.coreModules[definition.module]!;
  const module = elaborator.modules[number]!;
  const args = new Map(definition.args.map(({ name, instance }) => [name, scope.coreInstances[instance]!]));
  const imports = module.imports.map((wanted): CoreInstantiation['imports'][number] => ({
    module: wanted.module,
    name: wanted.name,
    item: args.get(wanted.module)!.get(wanted.name)!.item,
  }));
  const slot = elaborator.addStep({ module: number, instance: scope.instance, imports }, offset);
  for (const [name, { kind }] of module.exports) exports.set(name, { kind, item: { kind: 'export', slot, name } });
  return exports;
}

/** Adds what an alias of a core export stands for. */
export function aliasCore(sort: Sort, target: AliasTarget & { kind: 'core export' }, scope: Scope): void {
  scope.core(kindOf(sort)).push(scope.coreInstances[target.instance]!.get(target.name)!.item);
}
