import { posix } from 'node:path';

import { WitError } from '../wit/error.ts';
import type { Interface, Package, Type, TypeDefinition, World } from '../wit/model.ts';
import { dealias, definitionTypes, innerTypes } from '../wit/model.ts';
import type { ResolvedWorld } from '../wit/world.ts';
import { typeName } from './names.ts';

/** Whether a component imports an interface or exports it: its resources differ, so its types do. */
export type Side = 'import' | 'export';

/** One interface (or the world itself) on one side, and the files it is bound in. Paths have no `.ts`. */
export interface Module {
  readonly owner: Interface | World;
  readonly side: Side;
  /** What authors use: types, imported functions and resources. */
  readonly path: string;
  /** How its values cross the boundary. */
  readonly abiPath: string;
  /** For an exported interface: what the author writes. */
  readonly authorPath: string;
  /** For an exported interface: the core functions it is exported as. */
  readonly entryPath: string;
  /** The core module that imported functions come from. */
  readonly coreModule: string;
  /** A name for the module that is unique among those of its side, in camel case. */
  readonly label: string;
}

/** Files of an author that are no exported interface. */
const RESERVED_AUTHOR_NAMES = ['world'];

/** Where everything of a world goes in the generated sources. */
export class Plan {
  readonly world: ResolvedWorld;
  readonly modules: readonly Module[];
  readonly #imports = new Map<Interface | World, Module>();
  readonly #exports = new Map<Interface | World, Module>();
  readonly #handles = new Map<TypeDefinition, boolean>();

  constructor(world: ResolvedWorld) {
    this.world = world;
    const imported = new Set<Interface>();
    const exported = new Set<Interface>();
    for (const { target } of world.imports) if (target.kind === 'interface') imported.add(target);
    for (const { target } of world.exports) if (target.kind === 'interface') exported.add(target);

    const packages = new Set([...imported, ...exported].map((one) => one.package));
    const authorNames = authorNamesOf([...exported], packages);
    for (const one of imported) {
      const folder = folderOf(one, packages);
      this.#imports.set(one, this.#module(one, 'import', folder, one.name));
    }
    for (const one of exported) {
      const isImported = imported.has(one) || [...imported].some((other) => isNamesake(one, other));
      const folder = isImported ? `exported/${folderOf(one, packages)}` : folderOf(one, packages);
      this.#exports.set(one, this.#module(one, 'export', folder, authorNames.get(one) ?? one.name));
    }
    this.#imports.set(world.world, this.#module(world.world, 'import', '', 'world'));
    this.#exports.set(world.world, this.#module(world.world, 'export', 'exported', 'world'));
    this.modules = [...this.#imports.values(), ...this.#exports.values()];
    this.#checkDistinct();
  }

  /** The module in which code of `from` finds the types of `owner`. */
  moduleOf(owner: Interface | World, from: Side): Module {
    const imported = this.#imports.get(owner);
    const exported = owner.kind === 'interface' ? this.#exports.get(owner) : undefined;
    const module = from === 'export' ? (exported ?? imported) : (imported ?? exported);
    if (!module) throw new WitError(owner.location, `\`${owner.name}\` is used but is not part of the world`);
    return module;
  }

  /**
   * The module in which code of `from` finds one type. Values without handles are the same on both sides, so an interface that
   * is imported and exported has one class for them.
   */
  moduleOfType(definition: TypeDefinition, from: Side): Module {
    return this.moduleOf(definition.owner, this.#hasHandles(definition) ? from : 'import');
  }

  /** Where the class of a resource is: generated for an imported one, the author's for an exported one. */
  resourceClass(definition: TypeDefinition, from: Side): { module: Module; path: string; name: string } {
    const resource = dealias(definition);
    const module = this.moduleOf(resource.owner, from);
    const path = module.side === 'export' ? module.authorPath : module.path;
    return { module, path, name: typeName(resource.name) };
  }

  #hasHandles(definition: TypeDefinition): boolean {
    const known = this.#handles.get(definition);
    if (known !== undefined) return known;
    const { kind } = definition.definition;
    const found =
      kind === 'resource' || definitionTypes(definition.definition).some((type) => this.#carriesHandles(type));
    this.#handles.set(definition, found);
    return found;
  }

  #carriesHandles(type: Type): boolean {
    if (type.kind === 'own' || type.kind === 'borrow') return true;
    if (type.kind === 'named') return this.#hasHandles(type.definition);
    return innerTypes(type).some((inner) => this.#carriesHandles(inner));
  }

  #module(owner: Interface | World, side: Side, folder: string, author: string): Module {
    const path = posix.join(folder, owner.kind === 'world' ? 'world' : owner.name);
    const isPlain = owner.kind === 'world' || owner.inline;
    const coreModule = owner.kind === 'world' ? '$root' : owner.id;
    return {
      owner,
      side,
      path: `bindings/${path}`,
      abiPath: `bindings/abi/${path}`,
      authorPath: `assembly/${author}`,
      entryPath: `bindings/entry/${path.replaceAll('/', '-')}`,
      coreModule,
      label: (isPlain ? owner.name : path).replace(/[-/.@+]+(.)/g, (_, letter: string) => letter.toUpperCase()),
    };
  }

  /** Different WIT names can come to one file or identifier: `a-b:c` and `a:b-c`. */
  #checkDistinct(): void {
    const exported = [...this.#exports.values()];
    this.#checkEach(this.modules, ({ path }) => `${path}.ts`);
    this.#checkEach(exported, ({ authorPath }) => `${authorPath}.ts`);
    this.#checkEach(exported, ({ label }) => label);
  }

  #checkEach(modules: readonly Module[], key: (module: Module) => string): void {
    const taken = new Map<string, Module>();
    for (const module of modules) {
      const other = taken.get(key(module));
      if (other) {
        throw new WitError(
          module.owner.location,
          `${module.owner.id} and ${other.owner.id} would both be bound as ${key(module)}: rename one of them`,
        );
      }
      taken.set(key(module), module);
    }
  }
}

/** `kernel-store`; with the version when the world has two versions of the package. */
function folderOf(one: Interface, packages: ReadonlySet<Package>): string {
  if (one.inline) return 'world';
  const { namespace, name, version } = one.package;
  const same = [...packages].filter((other) => other.namespace === namespace && other.name === name);
  return `${namespace}-${name}${same.length > 1 ? `-${version ?? ''}` : ''}`;
}

/** Whether a world writes both of two interfaces, under one name: it may import one and export the other. */
function isNamesake(one: Interface, other: Interface): boolean {
  return one.inline && other.inline && one.name === other.name;
}

/** What the author's file of each exported interface is called: no more than it takes to tell it from the others. */
function authorNamesOf(exported: readonly Interface[], packages: ReadonlySet<Package>): Map<Interface, string> {
  const withPackage = (one: Interface): string => `${one.package.name}-${one.name}`;
  const isAlone = (one: Interface, name: (one: Interface) => string): boolean =>
    exported.every((other) => other === one || name(other) !== name(one));
  return new Map(
    exported.map((one) => {
      const isPlain = isAlone(one, ({ name }) => name) && !RESERVED_AUTHOR_NAMES.includes(one.name);
      if (one.inline || isPlain) return [one, one.name];
      return [one, isAlone(one, withPackage) ? withPackage(one) : `${folderOf(one, packages)}-${one.name}`];
    }),
  );
}
