import { readCoreModule, type CoreModule } from './core-module.ts';
import { elaborateCanon } from './elaborate-canon.ts';
import { aliasedCore, instantiateCore } from './elaborate-core.ts';
import { aliased, evaluateType, GivenSupply, supply, supplyInstance, type Supply } from './elaborate-types.ts';
import { ComponentError } from './errors.ts';
import type { Definition } from './model.ts';
import type { CoreInstantiation, Entity, ImportDeclaration, Plan, ResourceDeclaration, Trampoline } from './plan.ts';
import { validate } from './validate.ts';
import { Scope, type Closure, type CoreExternal, type DeclaredType } from './scope.ts';
import type { FunctionType, Resource } from './types.ts';

/**
 * Definitions carried out and types of functions used, when nested components are inlined: a component that instantiates another
 * many times multiplies. A componentize-js component with all of WASI takes about 20,000.
 */
const MAX_WORK = 500_000;
/** Bytes of core modules, counted again for each instantiation: what instances of one component may hold besides memory. */
const MAX_INSTANTIATED_BYTES = 64 * 1024 * 1024;
/** Tables of one component: the element limit holds for each. */
const MAX_TABLES = 64;
/** Components being instantiated by one another at once. */
const MAX_INSTANTIATION_DEPTH = 100;
/** Memories of one component. Each reserves 8 GiB of address space in V8, and the page limit holds for each. */
const MAX_MEMORIES = 8;
/** Core instances of one component: what wit-component emits has under 10. */
const MAX_CORE_INSTANCES = 1_000;

function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', reason, offset);
}

/** Builds the plan while walking the definitions in order. */
export class Elaborator {
  readonly #bytes: Uint8Array;
  readonly #moduleNumbers = new Map<number, number>();
  readonly modules: CoreModule[] = [];
  readonly resources: ResourceDeclaration[] = [];
  readonly imports: ImportDeclaration[] = [];
  readonly steps: CoreInstantiation[] = [];
  readonly trampolines: Trampoline[] = [];
  readonly #parents: (number | undefined)[] = [];
  #depth = 0;
  #memories = 0;
  #tables = 0;
  #instantiatedBytes = 0;
  #spent = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(definitions: readonly Definition[]): Plan {
    const exports = this.#component({ definitions, scope: undefined }, undefined, undefined);
    const { modules, resources, imports, steps, trampolines } = this;
    return { modules, parents: this.#parents, resources, imports, steps, trampolines, exports };
  }

  /** Counts work against the bound on all of it. */
  readonly spend = (count: number): void => {
    if ((this.#spent += count) <= MAX_WORK) return;
    throw new ComponentError(
      'unsupported',
      `a component of over ${MAX_WORK} definitions and types, nested ones counted each time`,
    );
  };

  /** Instantiates a component with arguments; the root has none, and its imports become those of the plan. */
  #component(
    closure: Closure,
    args: ReadonlyMap<string, Entity> | undefined,
    parent: number | undefined,
  ): ReadonlyMap<string, Entity> {
    if (++this.#depth > MAX_INSTANTIATION_DEPTH) {
      throw new ComponentError('invalid', `components instantiate each other deeper than ${MAX_INSTANTIATION_DEPTH}`);
    }
    const scope = new Scope(closure.scope, this.#parents.push(parent) - 1);
    const exports = new Map<string, Entity>();
    const imported = new Set<string>();
    for (const definition of closure.definitions) {
      this.spend(1);
      if (definition.kind === 'import') {
        if (imported.has(definition.name)) invalid(`${definition.name} is imported twice`, definition.offset);
        imported.add(definition.name);
      }
      this.#definition(definition, scope, args, exports);
    }
    this.#depth--;
    return exports;
  }

  #definition(
    definition: Definition,
    scope: Scope,
    args: ReadonlyMap<string, Entity> | undefined,
    exports: Map<string, Entity>,
  ): void {
    const { offset } = definition;
    switch (definition.kind) {
      case 'core module':
        scope.coreModules.push(this.#module(definition.start, definition.end));
        return;
      case 'core instance':
        scope.coreInstances.push(instantiateCore(definition.definition, scope, this, offset));
        return;
      case 'component':
        scope.components.push({ definitions: definition.definitions, scope });
        return;
      case 'instance':
        scope.instances.push(this.#instance(definition, scope));
        return;
      case 'alias':
        if (definition.sort.startsWith('core ') && definition.sort !== 'core module') aliasedCore(definition, scope);
        else scope.add(aliased(definition, scope));
        return;
      case 'type':
        if (definition.type.kind === 'resource') this.#resource(definition.type.destructor, scope, offset);
        else scope.types.push(evaluateType(definition.type, scope, offset));
        return;
      case 'core type':
        return;
      case 'canon':
        elaborateCanon(definition.canon, scope, this, offset);
        return;
      case 'import': {
        const from = args === undefined ? new RootSupply(this, definition.name) : new GivenSupply(args, this.spend);
        scope.add(supply(definition.type, scope, from, this.spend, definition.name, offset));
        return;
      }
      case 'export': {
        if (exports.has(definition.name)) invalid(`${definition.name} is exported twice`, offset);
        const entity = this.#exported(definition, scope);
        exports.set(definition.name, entity);
        scope.add(entity);
        return;
      }
      default:
        invalid(`a component holds a ${definition.kind}`, offset);
    }
  }

  #exported(definition: Definition & { kind: 'export' }, scope: Scope): Entity {
    const { name, item, type, offset } = definition;
    const entity = scope.entity(item.sort, item.index, offset);
    if (entity.sort === 'type' && entity.type.kind === 'resource' && entity.type.resource.name === '') {
      entity.type.resource.name = name;
    }
    if (type === undefined) return entity;
    return supply(type, scope, new GivenSupply(new Map([[name, entity]]), this.spend), this.spend, name, offset);
  }

  #module(start: number, end: number): number {
    const known = this.#moduleNumbers.get(start);
    if (known !== undefined) return known;
    this.#moduleNumbers.set(start, this.modules.length);
    return this.modules.push(readCoreModule(this.#bytes, start, end)) - 1;
  }

  #instance(definition: Definition & { kind: 'instance' }, scope: Scope): ReadonlyMap<string, Entity> {
    const { definition: instance, offset } = definition;
    const named = new Map<string, Entity>();
    for (const each of instance.kind === 'exports' ? instance.exports : instance.args) {
      if (named.has(each.name)) invalid(`${each.name} is given twice`, offset);
      named.set(each.name, scope.entity(each.sort, each.index, offset));
    }
    if (instance.kind === 'exports') return named;
    return this.#component(scope.at(scope.components, instance.component, 'component', offset), named, scope.instance);
  }

  #resource(destructor: number | undefined, scope: Scope, offset: number): void {
    const func = destructor === undefined ? undefined : scope.at(scope.coreFuncs, destructor, 'core function', offset);
    if (func !== undefined && (func.type.parameters.join() !== 'i32' || func.type.results.length > 0)) {
      invalid('a destructor is no core function from i32 to nothing', offset);
    }
    const resource: Resource = { index: this.resources.length, name: '' };
    this.resources.push({ kind: 'defined', resource, instance: scope.instance, destructor: func?.item });
    scope.types.push({ kind: 'resource', resource });
  }

  /** Adds a step; returns its slot. */
  addStep(step: CoreInstantiation, offset: number): number {
    const { memories, tables, start, end, exports } = this.modules[step.module]!;
    this.spend(exports.size);
    const bounded = (count: number, most: number, what: string) => {
      if (count > most) throw new ComponentError('unsupported', `more than ${most} ${what} in one component`, offset);
    };
    bounded((this.#memories += memories), MAX_MEMORIES, 'memories');
    bounded((this.#tables += tables), MAX_TABLES, 'tables');
    bounded((this.#instantiatedBytes += end - start), MAX_INSTANTIATED_BYTES, 'bytes of core modules');
    bounded(this.steps.length + 1, MAX_CORE_INSTANCES, 'core instances');
    return this.steps.push(step) - 1;
  }

  addTrampoline(trampoline: Trampoline): CoreExternal['item'] {
    return { kind: 'trampoline', index: this.trampolines.push(trampoline) - 1 };
  }

  addImportedResource(declaration: number, name: string): Resource {
    const resource: Resource = { index: this.resources.length, name };
    this.resources.push({ kind: 'imported', resource, import: declaration, name });
    return resource;
  }
}

/** Supplies the root's imports: each becomes something the host has to give. */
class RootSupply implements Supply {
  readonly #elaborator: Elaborator;
  readonly #name: string;
  #declaration: number | undefined;

  constructor(elaborator: Elaborator, name: string) {
    this.#elaborator = elaborator;
    this.#name = name;
  }

  /** The declaration of this import, made when something is first asked of it. */
  #declare(bare: boolean): { index: number; declaration: ImportDeclaration } {
    const { imports } = this.#elaborator;
    this.#declaration ??= imports.push({ name: this.#name, bare, functions: new Map(), resources: new Map() }) - 1;
    return { index: this.#declaration, declaration: imports[this.#declaration]! };
  }

  func(name: string, type: FunctionType): Entity {
    const { index, declaration } = this.#declare(true);
    const func = { kind: 'imported', import: index, name, type } as const;
    declaration.functions.set(name, func);
    return { sort: 'func', func };
  }

  resource(name: string): Entity {
    const { index, declaration } = this.#declare(true);
    const resource = this.#elaborator.addImportedResource(index, name);
    declaration.resources.set(name, resource);
    return { sort: 'type', type: { kind: 'resource', resource } };
  }

  instance(name: string, type: DeclaredType, offset: number): Entity {
    if (this.#declaration !== undefined) {
      throw new ComponentError(
        'unsupported',
        `import of an instance inside an instance (${name}) is not supported`,
        offset,
      );
    }
    this.#declare(false);
    return { sort: 'instance', exports: supplyInstance(type, this, this.#elaborator.spend) };
  }

  type(_name: string, type: Entity & { sort: 'type' } extends { type: infer T } ? T : never): Entity {
    return { sort: 'type', type };
  }

  component(name: string, offset: number): Entity {
    throw new ComponentError('unsupported', `import of a component (${name}) is not supported`, offset);
  }
}

/** Resolves a component into the plan its instances are made by. */
export function elaborate(bytes: Uint8Array, definitions: readonly Definition[]): Plan {
  validate(bytes, definitions);
  return new Elaborator(bytes).run(definitions);
}
