import { Budget } from './budget.ts';
import type { CoreModule } from './core-module.ts';
import { elaborateCanon } from './elaborate-canon.ts';
import { aliasCore, instantiateCore } from './elaborate-core.ts';
import { RootImports } from './elaborate-imports.ts';
import { evaluateType, seenAs } from './elaborate-types.ts';
import { unsupported } from './invalid.ts';
import type { Definition } from './model.ts';
import type {
  CoreInstantiation,
  CoreItem,
  Entity,
  ImportDeclaration,
  Plan,
  ResourceDeclaration,
  Trampoline,
} from './plan.ts';
import { Scope, type Closure } from './scope.ts';
import type { Resource } from './types.ts';
import { validate, type Validated } from './validate.ts';

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

/** Counts work against the bound on all of it. */
export type Spend = (count: number) => void;

/** Builds the plan while walking the definitions in order. */
export class Elaborator {
  readonly #validated: Validated;
  readonly #rootImports = new RootImports(this);
  readonly #moduleNumbers = new Map<number, number>();
  readonly modules: CoreModule[] = [];
  readonly resources: ResourceDeclaration[] = [];
  readonly imports: ImportDeclaration[] = [];
  readonly steps: CoreInstantiation[] = [];
  readonly trampolines: Trampoline[] = [];
  readonly #budget = new Budget(MAX_WORK, 'definitions and types, nested ones counted each time');
  readonly #parents: (number | undefined)[] = [];
  #depth = 0;
  #memories = 0;
  #tables = 0;
  #instantiatedBytes = 0;

  constructor(validated: Validated) {
    this.#validated = validated;
  }

  run(definitions: readonly Definition[]): Plan {
    const exports = this.#component({ definitions, scope: undefined }, undefined, undefined);
    // Also those that nothing instantiates, so that the engine checks their code.
    for (const start of this.#validated.modules.keys()) this.#module(start);
    const { modules, resources, imports, steps, trampolines } = this;
    return { modules, parents: this.#parents, resources, imports, steps, trampolines, exports };
  }

  readonly spend: Spend = (count) => this.#budget.spend(count);

  /** Instantiates a component with arguments; the root has none, and its imports become those of the plan. */
  #component(
    closure: Closure,
    args: ReadonlyMap<string, Entity> | undefined,
    parent: number | undefined,
  ): ReadonlyMap<string, Entity> {
    if (++this.#depth > MAX_INSTANTIATION_DEPTH) {
      unsupported(`components instantiate each other deeper than ${MAX_INSTANTIATION_DEPTH}`, this.#budget.at);
    }
    const scope = new Scope(closure.scope, this.#parents.push(parent) - 1);
    const exports = new Map<string, Entity>();
    for (const definition of closure.definitions) {
      this.spend(1);
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
    this.#budget.at = offset;
    switch (definition.kind) {
      case 'core module':
        scope.coreModules.push(this.#module(definition.start));
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
        return this.alias(definition, scope);
      case 'type':
        if (definition.type.kind === 'resource') this.#resource(definition.type.destructor, scope);
        else scope.types.push(evaluateType(definition.type, scope, this.spend));
        return;
      case 'canon':
        return elaborateCanon(definition.canon, scope, this, offset);
      case 'import':
        scope.add(
          args === undefined
            ? this.#rootImports.import(definition.name, definition.type, scope, offset)
            : this.#seen(args.get(definition.name)!, definition),
        );
        return;
      case 'export': {
        const entity = this.#exported(definition, scope);
        exports.set(definition.name, entity);
        scope.add(entity);
        return;
      }
      case 'core type':
      case 'export declaration':
        return;
    }
  }

  /** An entity as its definition says that it is seen. */
  #seen(entity: Entity, definition: Definition): Entity {
    return seenAs(entity, this.#validated.types.get(definition)!, this.spend);
  }

  #exported(definition: Definition & { kind: 'export' }, scope: Scope): Entity {
    const { name, item } = definition;
    const entity = scope.entity(item.sort, item.index);
    if (entity.sort === 'type' && entity.type.kind === 'resource' && entity.type.resource.name === '') {
      entity.type.resource.name = name;
    }
    return this.#seen(entity, definition);
  }

  /** Adds what an alias stands for. */
  alias({ sort, target }: Definition & { kind: 'alias' }, scope: Scope): void {
    if (target.kind === 'core export') return aliasCore(sort, target, scope);
    // Core types are for validation alone.
    if (sort === 'core type') return;
    if (target.kind === 'outer') return scope.add(scope.outer(target.count).entity(sort, target.index));
    scope.add(scope.instances[target.instance]!.get(target.name)!);
  }

  #module(start: number): number {
    const known = this.#moduleNumbers.get(start);
    if (known !== undefined) return known;
    this.#moduleNumbers.set(start, this.modules.length);
    return this.modules.push(this.#validated.modules.get(start)!) - 1;
  }

  #instance(definition: Definition & { kind: 'instance' }, scope: Scope): ReadonlyMap<string, Entity> {
    const { definition: instance } = definition;
    const named = new Map<string, Entity>();
    for (const { name, sort, index } of instance.kind === 'exports' ? instance.exports : instance.args) {
      named.set(name, scope.entity(sort, index));
    }
    this.spend(named.size);
    if (instance.kind === 'exports') return named;
    const exports = this.#component(scope.components[instance.component]!, named, scope.instance);
    const seen = this.#seen({ sort: 'instance', exports }, definition) as Entity & { sort: 'instance' };
    return seen.exports;
  }

  #resource(destructor: number | undefined, scope: Scope): void {
    const item = destructor === undefined ? undefined : scope.coreFuncs[destructor]!;
    const resource: Resource = { index: this.resources.length, name: '' };
    this.resources.push({ kind: 'defined', resource, instance: scope.instance, destructor: item });
    scope.types.push({ kind: 'resource', resource });
  }

  /** Adds a step; returns its slot. */
  addStep(step: CoreInstantiation, offset: number): number {
    const { memories, tables, start, end, exports } = this.modules[step.module]!;
    this.spend(exports.size);
    const bounded = (count: number, most: number, what: string) => {
      if (count > most) unsupported(`more than ${most} ${what} in one component`, offset);
    };
    bounded((this.#memories += memories), MAX_MEMORIES, 'memories');
    bounded((this.#tables += tables), MAX_TABLES, 'tables');
    bounded((this.#instantiatedBytes += end - start), MAX_INSTANTIATED_BYTES, 'bytes of core modules');
    bounded(this.steps.length + 1, MAX_CORE_INSTANCES, 'core instances');
    return this.steps.push(step) - 1;
  }

  addTrampoline(trampoline: Trampoline): CoreItem {
    return { kind: 'trampoline', index: this.trampolines.push(trampoline) - 1 };
  }

  /** Adds a declaration of what the host has to give; returns its number. */
  addImport(declaration: Omit<ImportDeclaration, 'functions' | 'resources'>): number {
    return this.imports.push({ ...declaration, functions: new Map(), resources: new Map() }) - 1;
  }

  addImportedResource(declaration: number, name: string): Resource {
    const resource: Resource = { index: this.resources.length, name };
    this.resources.push({ kind: 'imported', resource, import: declaration, name });
    return resource;
  }
}

/** Checks a component and resolves it into the plan its instances are made by. */
export function elaborate(bytes: Uint8Array, definitions: readonly Definition[]): Plan {
  return new Elaborator(validate(bytes, definitions)).run(definitions);
}
