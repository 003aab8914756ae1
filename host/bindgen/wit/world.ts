import type { Interface, Type, TypeDefinition, World, WorldItem } from './model.ts';
import { dealias, definitionTypes, functionTypes, innerTypes } from './model.ts';

/** A world with everything its types need: what a component of it imports and exports. */
export interface ResolvedWorld {
  readonly world: World;
  /** Written imports, and interfaces that only types are taken from; each after the interfaces it takes types from. */
  readonly imports: readonly WorldItem[];
  readonly exports: readonly WorldItem[];
}

/**
 * Adds the imports a world implies: an interface takes its types from the exported interface that defines them if it is
 * exported itself and there is one, otherwise from an imported one.
 */
export function resolveWorld(world: World): ResolvedWorld {
  const imports = new Map<string, WorldItem>();
  const exported = new Set<Interface | World>();
  for (const { target } of world.exports.values()) if (target.kind === 'interface') exported.add(target);

  const requireImport = (owner: Interface | World): void => {
    if (owner.kind === 'world' || owner.inline || imports.has(owner.id)) return;
    for (const needed of neededInterfaces(owner)) requireImport(needed);
    const { name, docs, location } = owner;
    imports.set(owner.id, { name, docs, location, target: owner });
  };
  for (const [key, entry] of world.imports) {
    const needed =
      entry.target.kind === 'interface' ? neededInterfaces(entry.target) : ownersOf(functionTypes(entry.target));
    for (const owner of needed) requireImport(owner);
    // An interface that was only implied so far takes the documentation of its own import.
    imports.set(key, entry);
  }
  for (const definition of world.types.values()) {
    for (const owner of ownersOf(definitionTypes(definition.definition))) requireImport(owner);
  }
  for (const use of world.uses) requireImport(use.target.owner);
  for (const { target } of world.exports.values()) {
    const needed = target.kind === 'interface' ? neededInterfaces(target) : ownersOf(functionTypes(target));
    for (const owner of needed) if (!exported.has(owner) || target.kind === 'function') requireImport(owner);
  }
  return { world, imports: [...imports.values()], exports: [...world.exports.values()] };
}

/** The other interfaces whose types an interface is written with. */
function neededInterfaces(one: Interface): Set<Interface | World> {
  const types = [...one.types.values()].flatMap((definition) => definitionTypes(definition.definition));
  for (const fn of one.functions.values()) types.push(...functionTypes(fn));
  const owners = ownersOf(types);
  for (const use of one.uses) addOwners(use.target, owners);
  owners.delete(one);
  return owners;
}

function ownersOf(types: readonly Type[]): Set<Interface | World> {
  const owners = new Set<Interface | World>();
  const visit = (type: Type): void => {
    if ('definition' in type) addOwners(type.definition, owners);
    for (const inner of innerTypes(type)) visit(inner);
  };
  for (const type of types) visit(type);
  return owners;
}

function addOwners(definition: TypeDefinition, owners: Set<Interface | World>): void {
  owners.add(definition.owner);
  owners.add(dealias(definition).owner);
}
