import { nearest } from '../../component/nearest.ts';
import { WitError, type Location } from './error.ts';
import type { Definition, Interface, Package, TypeDefinition, Use, World, WorldItem } from './model.ts';
import { definitionTypes } from './model.ts';
import {
  checkDistinct,
  contains,
  duplicate,
  item,
  resolveDefinition,
  resolveFunction,
  type Scope,
} from './resolve-types.ts';
import type {
  ExternSyntax,
  FileSyntax,
  IncludeSyntax,
  InterfaceItemSyntax,
  PackageNameSyntax,
  PathSyntax,
  SyntaxItem,
  TypeDefinitionSyntax,
  UseSyntax,
  WorldSyntax,
} from './syntax.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** An interface or world of the package, or a name that a `use` at the top of the file gives one. */
type FileScope = Map<string, PathSyntax>;

/** One package's files: all declare it, or leave the declaration to another file of the same folder. */
export interface PackageFiles {
  readonly name: PackageNameSyntax;
  readonly files: readonly FileSyntax[];
}

/** `kernel:store@0.1.0`. */
export function packageId(name: { namespace: string; name: string; version: string | undefined }): string {
  return `${name.namespace}:${name.name}${name.version === undefined ? '' : `@${name.version}`}`;
}

/** Resolves every name of every package; each must be among them. */
export function resolvePackages(sources: readonly PackageFiles[]): Package[] {
  return new Resolver(sources).resolve();
}

class Resolver {
  readonly #sources: readonly PackageFiles[];
  readonly #packages = new Map<string, Package>();
  /** What is still to be resolved, by the object that will hold it; removed while and after it is resolved. */
  readonly #pending = new Map<Interface | World, () => void>();
  readonly #resolving: (Interface | World)[] = [];
  readonly #scopes = new Map<Interface | World, Scope>();

  constructor(sources: readonly PackageFiles[]) {
    this.#sources = sources;
  }

  resolve(): Package[] {
    for (const source of this.#sources) this.#declare(source);
    for (const item of this.#pending.keys()) this.#demand(item, item.location);
    for (const one of this.#packages.values()) this.#checkRecursion(one);
    return [...this.#packages.values()];
  }

  /** Registers a package's interfaces and worlds, so that they can refer to each other in any order. */
  #declare({ name, files }: PackageFiles): void {
    const id = packageId(name);
    const earlier = this.#packages.get(id);
    if (earlier) {
      throw new WitError(
        name.location,
        `package ${id} is already in ${earlier.location.file}: keep its files in one folder`,
      );
    }
    const docs = files.map((file) => file.package?.docs ?? '').find((text) => text !== '') ?? '';
    const { namespace, version, location } = name;
    const found: Package = {
      namespace,
      name: name.name,
      version,
      id,
      docs,
      location,
      interfaces: new Map(),
      worlds: new Map(),
    };
    this.#packages.set(id, found);
    for (const file of files) {
      const scope: FileScope = new Map();
      for (const item of file.items) {
        if (item.kind === 'top-use') {
          scope.set(item.as, item.path);
          continue;
        }
        const taken = found.interfaces.get(item.name) ?? found.worlds.get(item.name);
        if (taken) throw duplicate(item, taken);
        const itemId = `${namespace}:${name.name}/${item.name}${version === undefined ? '' : `@${version}`}`;
        if (item.kind === 'interface') {
          const one = emptyInterface(item, itemId, found, false);
          found.interfaces.set(item.name, one);
          this.#pending.set(one, () => this.#resolveInterface(one, item.items, scope));
        } else {
          const { name: worldName, docs: worldDocs, location: at } = item;
          const world: World = {
            kind: 'world',
            name: worldName,
            docs: worldDocs,
            location: at,
            id: itemId,
            package: found,
            uses: [],
            types: new Map(),
            imports: new Map(),
            exports: new Map(),
          };
          found.worlds.set(item.name, world);
          this.#pending.set(world, () => this.#resolveWorld(world, item, scope));
        }
      }
    }
  }

  /** Resolves an interface or world now, if it is not yet. */
  #demand(item: Interface | World, from: Location): void {
    const resolve = this.#pending.get(item);
    if (!resolve) {
      const at = this.#resolving.indexOf(item);
      if (at < 0) return;
      const chain = [...this.#resolving.slice(at), item].map((one) => one.name).join(' -> ');
      throw new WitError(
        from,
        `\`use\` goes in a circle (${chain}): move the shared types to an interface of their own`,
      );
    }
    this.#pending.delete(item);
    this.#resolving.push(item);
    resolve();
    this.#resolving.pop();
  }

  #lookUp(path: PathSyntax, from: Package, scope: FileScope): Interface | World {
    const renamed = path.package ? undefined : scope.get(path.name);
    if (renamed && renamed !== path) {
      return this.#lookUp({ ...renamed, location: path.location }, from, new Map());
    }
    const holder = path.package ? this.#packageOf(path, path.package, from) : from;
    const found = holder.interfaces.get(path.name) ?? holder.worlds.get(path.name);
    if (found) return found;
    const known = [...holder.interfaces.keys(), ...holder.worlds.keys()];
    const meant = nearest(path.name, known);
    const mend = meant === undefined ? `it has ${known.join(', ') || 'nothing'}` : `is \`${meant}\` meant?`;
    throw new WitError(path.location, `package ${holder.id} has no \`${path.name}\`: ${mend}`);
  }

  #packageOf(path: PathSyntax, wanted: NonNullable<PathSyntax['package']>, from: Package): Package {
    const id = packageId(wanted);
    const exact = this.#packages.get(id);
    if (exact) return exact;
    if (wanted.version === undefined && wanted.namespace === from.namespace && wanted.name === from.name) return from;
    const others = [...this.#packages.values()].filter(
      (one) => one.namespace === wanted.namespace && one.name === wanted.name,
    );
    const [only] = others;
    if (wanted.version === undefined && only && others.length === 1) return only;
    const mend = only ? `name one of ${others.map((one) => one.id).join(', ')}` : 'add its folder';
    throw new WitError(path.location, `there is no package ${id}: ${mend}`);
  }

  #interfaceAt(path: PathSyntax, from: Package, scope: FileScope): Interface {
    const found = this.#lookUp(path, from, scope);
    if (found.kind === 'interface') return found;
    throw new WitError(path.location, `\`${path.name}\` is a world: an interface is needed here`);
  }

  #resolveInterface(target: Interface, items: readonly InterfaceItemSyntax[], files: FileScope): void {
    const scope = this.#typeScope(target, items, files);
    for (const item of items) {
      if (item.kind !== 'function') continue;
      const taken = scope.get(item.name) ?? target.functions.get(item.name);
      if (taken) throw duplicate(item, taken);
      target.functions.set(item.name, resolveFunction(item, scope));
    }
    checkDistinct([...target.uses, ...target.types.values(), ...target.functions.values()]);
  }

  /** The types an interface or world uses and defines. Order does not matter, so all are declared before any is resolved. */
  #typeScope(owner: Interface | World, items: readonly { kind: string }[], files: FileScope): Scope {
    const scope: Scope = new Map();
    this.#scopes.set(owner, scope);
    for (const item of items) if (item.kind === 'use') this.#use(owner, item as UseSyntax, scope, files);
    const declared: { definition: Writable<TypeDefinition>; syntax: TypeDefinitionSyntax }[] = [];
    for (const item of items) {
      if (!isTypeDefinition(item)) continue;
      const taken = scope.get(item.name);
      if (taken) throw duplicate(item, taken);
      const { name, docs, location } = item;
      const definition: Writable<TypeDefinition> = {
        kind: 'type',
        name,
        docs,
        location,
        owner,
        definition: UNRESOLVED,
      };
      if (item.kind === 'resource') definition.definition = { kind: 'resource', functions: [] };
      scope.set(name, definition);
      owner.types.set(name, definition);
      declared.push({ definition, syntax: item });
    }
    const inAliasOrder = orderAliases(declared);
    for (const { definition, syntax } of inAliasOrder) definition.definition = resolveDefinition(syntax, scope);
    return scope;
  }

  #use(owner: Interface | World, use: UseSyntax, scope: Scope, files: FileScope): void {
    const from = this.#interfaceAt(use.path, owner.package, files);
    this.#demand(from, use.location);
    for (const { name, as, location } of use.names) {
      const found = this.#scopes.get(from)?.get(name);
      if (!found) {
        const known = [...(this.#scopes.get(from)?.keys() ?? [])].join(', ') || 'no types';
        throw new WitError(location, `interface ${from.id} has no type \`${name}\`: it has ${known}`);
      }
      const taken = scope.get(as);
      if (taken) throw duplicate({ name: as, location }, { name: as, location: taken.location });
      scope.set(as, found);
      const entry: Use = { name: as, target: found, location };
      owner.uses.push(entry);
    }
  }

  #resolveWorld(world: World, syntax: WorldSyntax, files: FileScope): void {
    const scope = this.#typeScope(world, syntax.items, files);
    for (const entry of syntax.items) {
      if (entry.kind === 'include') this.#include(world, entry, files);
      if (entry.kind === 'import' || entry.kind === 'export') this.#extern(world, entry, scope, files);
    }
    // An interface goes by its full name.
    const named = (items: World['imports']) => [...items].map(([name, { location }]) => ({ name, location }));
    checkDistinct([...world.uses, ...world.types.values(), ...named(world.imports)]);
    checkDistinct(named(world.exports));
  }

  #extern(world: World, entry: ExternSyntax, scope: Scope, files: FileScope): void {
    const { target, docs, location } = entry;
    const items = entry.kind === 'import' ? world.imports : world.exports;
    let found: WorldItem;
    let key: string;
    if (target.kind === 'path') {
      const imported = this.#interfaceAt(target, world.package, files);
      key = imported.id;
      found = { name: imported.name, docs, location, target: imported };
    } else if (target.kind === 'function') {
      key = target.name;
      found = { name: key, docs, location, target: resolveFunction(target, scope) };
    } else {
      key = target.name;
      const inline = emptyInterface(target, key, world.package, true);
      this.#resolveInterface(inline, target.items, files);
      found = { name: key, docs, location, target: inline };
    }
    const taken = items.get(key);
    if (taken) throw duplicate({ name: key, location }, { name: key, location: taken.location });
    items.set(key, found);
  }

  #include(world: World, include: IncludeSyntax, files: FileScope): void {
    const from = this.#lookUp(include.path, world.package, files);
    if (from.kind !== 'world') {
      throw new WitError(
        include.location,
        `\`${include.path.name}\` is an interface: only worlds are included, import it`,
      );
    }
    this.#demand(from, include.location);
    for (const { name, location } of include.renames) {
      if (from.imports.has(name) || from.exports.has(name)) continue;
      throw new WitError(location, `world ${from.id} has no plain name \`${name}\``);
    }
    const rename = new Map(include.renames.map(({ name, as }) => [name, as]));
    for (const [name, definition] of from.types) {
      if (world.types.has(name)) continue;
      world.types.set(name, definition);
    }
    for (const kind of ['imports', 'exports'] as const) {
      for (const [key, entry] of from[kind]) {
        const as = rename.get(key) ?? key;
        const taken = world[kind].get(as);
        const isPlainName = entry.target.kind === 'function' || entry.target.inline;
        if (taken && isPlainName) {
          throw new WitError(
            include.location,
            `\`${as}\` is already in world ${world.name}: rename it with \`with { ${key} as ... }\``,
          );
        }
        if (taken) continue;
        world[kind].set(as, isPlainName && as !== key ? renamed(entry, as) : entry);
      }
    }
  }

  /** No type may contain itself: a value of it would have no end. */
  #checkRecursion(one: Package): void {
    const owners: (Interface | World)[] = [...one.interfaces.values(), ...one.worlds.values()];
    const done = new Set<TypeDefinition>();
    const visit = (definition: TypeDefinition, path: readonly TypeDefinition[]): void => {
      if (path.includes(definition)) {
        throw new WitError(
          definition.location,
          `\`${definition.name}\` contains itself: WIT types are finite, use a resource or a list of indices`,
        );
      }
      if (done.has(definition) || definition.definition.kind === 'resource') return;
      for (const type of definitionTypes(definition.definition)) {
        const named: TypeDefinition[] = [];
        contains(type, (inner) => {
          if (inner.kind === 'named') named.push(inner.definition);
          return false;
        });
        for (const inner of named) visit(inner, [...path, definition]);
      }
      done.add(definition);
    };
    for (const owner of owners) for (const definition of owner.types.values()) visit(definition, []);
  }
}

const UNRESOLVED: Definition = { kind: 'enum', cases: [] };

/** Aliases to a type of the same interface after that type, so that an alias of a resource is known to be one. */
function orderAliases<T extends { syntax: TypeDefinitionSyntax }>(declared: readonly T[]): T[] {
  const byName = new Map(declared.map((one) => [one.syntax.name, one]));
  const ordered = new Set<T>();
  const visit = (one: T, path: readonly T[]): void => {
    if (path.includes(one)) throw new WitError(one.syntax.location, `\`${one.syntax.name}\` is an alias of itself`);
    if (ordered.has(one)) return;
    if (one.syntax.kind === 'alias' && one.syntax.type.kind === 'named') {
      const target = byName.get(one.syntax.type.name);
      if (target) visit(target, [...path, one]);
    }
    ordered.add(one);
  };
  for (const one of declared) if (one.syntax.kind === 'alias') visit(one, []);
  for (const one of declared) ordered.add(one);
  return [...ordered];
}

function isTypeDefinition(item: { kind: string }): item is TypeDefinitionSyntax {
  return ['alias', 'record', 'variant', 'enum', 'flags', 'resource'].includes(item.kind);
}

function emptyInterface(syntax: SyntaxItem, id: string, holder: Package, inline: boolean): Interface {
  return {
    kind: 'interface',
    ...item(syntax),
    id,
    package: holder,
    inline,
    uses: [],
    types: new Map(),
    functions: new Map(),
  };
}

function renamed(entry: WorldItem, name: string): WorldItem {
  const target = entry.target.kind === 'function' ? { ...entry.target, name } : { ...entry.target, name, id: name };
  return { ...entry, name, target };
}
