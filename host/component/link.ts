import { ComponentError } from './errors.ts';
import { clipped } from './invalid.ts';
import { equalFunctions } from './equal-types.ts';
import type { Pace } from './glue.ts';
import type { ResourceType } from './handles.ts';
import { HostResource } from './host-resource.ts';
import { camelCase, functionLabel } from './names.ts';
import { nearest } from './nearest.ts';
import type { Entity, ImportDeclaration, ImportedFunction, Plan } from './plan.ts';
import { printFunction } from './print-types.ts';
import type { Bindings, FunctionBinding, Runtime } from './runtime.ts';
import { isSuspending } from './suspending.ts';
import { compatibleName, unversioned } from './versions.ts';

/** An interface exported by an instance, behind the object the host holds. */
export interface Offer {
  readonly runtime: Runtime;
  readonly exports: ReadonlyMap<string, Entity>;
}

/** Marks what instances export, so that it can be linked to another component instead of called through the host. */
export const offers = new WeakMap<object, Offer>();

/**
 * Which pairs of resources (importer's index, exporter's index) must be one type for an import to fit an export. Types are compared
 * once for each pair of components; later links compare only these.
 */
const fits = new WeakMap<
  ImportDeclaration,
  WeakMap<ReadonlyMap<string, Entity>, readonly (readonly [number, number])[]>
>();

/** Names or functions that one message lists. */
const MAX_SHOWN = 8;

class Linker {
  readonly #component: string;
  readonly #plan: Plan;
  readonly #given: Record<string, unknown>;
  readonly #pace: Pace;
  readonly #resources = new Map<number, ResourceType>();

  constructor(component: string, plan: Plan, given: Record<string, unknown>, pace: Pace) {
    this.#component = component;
    this.#plan = plan;
    this.#given = given;
    this.#pace = pace;
  }

  run(): Bindings {
    const found: object[] = [];
    const needed = neededOf(this.#plan.imports);
    for (const [index, declaration] of this.#plan.imports.entries()) {
      found.push(needed.has(index) ? this.#find(declaration, found) : {});
    }
    this.#plan.imports.forEach((declaration, index) => this.#bindResources(declaration, found[index]!));
    const functions = this.#plan.imports.map((declaration, index) => this.#bindFunctions(declaration, found[index]!));
    return { functions, resources: this.#resources };
  }

  #fail(reason: string): never {
    throw new ComponentError('link', clipped(`${this.#component}: ${reason}`));
  }

  /** What is given for a declaration; `found` is what was for those before it. */
  #find(declaration: ImportDeclaration, found: readonly object[]): object {
    const { name, within } = declaration;
    if (within !== undefined) return this.#instance(declaration, found[within]!, this.#plan.imports[within]!);
    const best = compatibleName(name, Object.keys(this.#given));
    const given = best === undefined ? undefined : this.#given[best];
    if ((typeof given === 'object' && given !== null) || typeof given === 'function') {
      // A bare import is its own only member.
      return declaration.bare ? { [name]: given } : given;
    }
    return this.#fail(`import ${name} is not given: ${this.#needs(declaration)}${this.#offer(name)}`);
  }

  /** An instance that another one has as a member: the host gives it under its name, an instance exports it in camel case. */
  #instance(declaration: ImportDeclaration, outer: object, outerDeclaration: ImportDeclaration): object {
    const { name } = declaration;
    const given = member(outer, offers.has(outer) ? camelCase(name) : name);
    if (typeof given === 'object' && given !== null) return given;
    return this.#fail(`import ${outerDeclaration.name} lacks instance ${name}: ${this.#needs(declaration)}`);
  }

  /** What an import must have, types written out. */
  #needs({ name, bare, functions, resources }: ImportDeclaration): string {
    const needed = [
      ...[...resources.keys()].map((resource) => `resource ${resource}`),
      ...[...functions].map(([member, { type }]) => (bare ? printFunction(type) : `${member}: ${printFunction(type)}`)),
    ];
    const shown = needed.slice(0, MAX_SHOWN).join('; ');
    const rest = needed.length > MAX_SHOWN ? `; and ${needed.length - MAX_SHOWN} more` : '';
    return `${this.#component} needs ${bare ? name : 'of it'} ${shown}${rest}`;
  }

  /** What comes nearest to a name among what is given. */
  #offer(name: string): string {
    const given = Object.keys(this.#given);
    const versions = given.filter((each) => unversioned(each) === unversioned(name));
    if (versions.length > 0) return `; given is ${versions.join(', ')}, which semver does not call compatible`;
    const near = nearest(name, given);
    if (near !== undefined) return `; the nearest given is ${near}`;
    return given.length === 0 ? '; nothing is given' : `; given are ${given.slice(0, MAX_SHOWN).join(', ')}`;
  }

  #suspends(declaration: ImportDeclaration, what: string): never {
    return this.#fail(`import ${declaration.name}: ${what} may suspend; make the instance by instantiateSuspending`);
  }

  #bindResources(declaration: ImportDeclaration, given: object): void {
    for (const [name, resource] of declaration.resources) {
      const bound = this.#resourceOf(given, name);
      if (bound === undefined) this.#fail(`import ${declaration.name} lacks resource ${name}; give a hostResource`);
      if (bound.suspends && this.#pace === 'direct') this.#suspends(declaration, `the destructor of resource ${name}`);
      this.#resources.set(resource.index, bound);
    }
  }

  #resourceOf(given: object, name: string): ResourceType | undefined {
    const offer = offers.get(given);
    if (offer === undefined) {
      const resource = member(given, name);
      return resource instanceof HostResource ? resource.type : undefined;
    }
    const entity = offer.exports.get(name);
    if (entity?.sort !== 'type' || entity.type.kind !== 'resource') return undefined;
    return offer.runtime.resources[entity.type.resource.index];
  }

  #bindFunctions(declaration: ImportDeclaration, given: object): ReadonlyMap<string, FunctionBinding> {
    const offer = offers.get(given);
    if (offer !== undefined) return this.#bindOffer(declaration, offer);
    const bound = new Map<string, FunctionBinding>();
    for (const [name, func] of declaration.functions) {
      const call = member(given, name);
      if (typeof call !== 'function') {
        this.#lacks(declaration, name, func, '', Object.keys(given));
      }
      if (isSuspending(call) && this.#pace === 'direct') this.#suspends(declaration, `function ${name}`);
      bound.set(name, { kind: 'host', call, label: label(declaration, name) });
    }
    return bound;
  }

  #lacks(
    declaration: ImportDeclaration,
    name: string,
    func: ImportedFunction,
    whose: string,
    offered: readonly string[],
  ): never {
    const near = nearest(name, offered);
    const hint = near === undefined ? '' : `; the nearest${whose} is ${near}`;
    return this.#fail(
      `import ${declaration.name}${whose} lacks function ${name}: ${printFunction(func.type)} is needed${hint}`,
    );
  }

  #bindOffer(declaration: ImportDeclaration, offer: Offer): ReadonlyMap<string, FunctionBinding> {
    this.#checkFit(declaration, offer);
    const bound = new Map<string, FunctionBinding>();
    for (const name of declaration.functions.keys()) {
      const entity = offer.exports.get(name) as Entity & { sort: 'func' };
      if (this.#pace === 'direct' && offer.runtime.suspendsIn(entity.func)) {
        this.#suspends(declaration, `function ${name} of ${offer.runtime.name}`);
      }
      bound.set(name, { ...offer.runtime.bindingOf(entity.func), label: label(declaration, name) });
    }
    return bound;
  }

  #checkFit(declaration: ImportDeclaration, offer: Offer): void {
    let known = fits.get(declaration);
    if (known === undefined) fits.set(declaration, (known = new WeakMap()));
    let pairs = known.get(offer.exports);
    if (pairs === undefined) {
      pairs = this.#compare(declaration, offer);
      known.set(offer.exports, pairs);
    }
    for (const [mine, theirs] of pairs) {
      if (this.#resourceAt(mine) !== offer.runtime.resources[theirs]) {
        this.#fail(
          `import ${declaration.name}: resource ${this.#plan.resources[mine]!.resource.name} is of another instance`,
        );
      }
    }
  }

  #resourceAt(index: number): ResourceType | undefined {
    return this.#resources.get(index);
  }

  #compare(declaration: ImportDeclaration, offer: Offer): (readonly [number, number])[] {
    const pairs: (readonly [number, number])[] = [];
    for (const [name, func] of declaration.functions) {
      const entity = offer.exports.get(name);
      if (entity?.sort !== 'func') {
        return this.#lacks(declaration, name, func, ` of ${offer.runtime.name}`, [...offer.exports.keys()]);
      }
      const fit = equalFunctions(func.type, entity.func.type, (mine, theirs) => {
        pairs.push([mine.index, theirs.index]);
        return true;
      });
      if (!fit) this.#mismatch(declaration, func, entity.func.type, offer);
    }
    return pairs;
  }

  #mismatch(
    declaration: ImportDeclaration,
    func: ImportedFunction,
    theirs: ImportedFunction['type'],
    offer: Offer,
  ): never {
    return this.#fail(
      `import ${declaration.name}: ${func.name} is needed as ${printFunction(func.type)}; ` +
        `${offer.runtime.name} exports ${printFunction(theirs)}`,
    );
  }
}

/** The declarations that ask for a function or resource, or have one within that does. Of one with types only, nothing is given. */
function neededOf(imports: readonly ImportDeclaration[]): ReadonlySet<number> {
  const needed = new Set<number>();
  for (let index = imports.length - 1; index >= 0; index--) {
    const { functions, resources, within } = imports[index]!;
    if (functions.size === 0 && resources.size === 0 && !needed.has(index)) continue;
    needed.add(index);
    if (within !== undefined) needed.add(within);
  }
  return needed;
}

/** What an object was given under a name. What it only inherits (`constructor`, the `get` of a Map) nobody gave. */
function member(given: object, name: string): unknown {
  return Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
}

function label(declaration: ImportDeclaration, name: string): string {
  return declaration.bare ? name : functionLabel(declaration.name, name);
}

/** Binds a component's imports to what the host gives. A ComponentError `link` says what is missing or does not fit. */
export function link(component: string, plan: Plan, given: Record<string, unknown>, pace: Pace): Bindings {
  return new Linker(component, plan, given, pace).run();
}
