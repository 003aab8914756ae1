import { Budget } from './budget.ts';
import { readCoreModule, type CoreModule } from './core-module.ts';
import { indexed, invalid, unsupported } from './invalid.ts';
import type { Definition, ExternType, InstanceDefinition, TypeDefinition } from './model.ts';
import type { Resource, ValueType } from './types.ts';
import { validateCanon } from './validate-canon.ts';
import { checkedModule, validateCoreAlias, validateCoreInstance, validateCoreType } from './validate-core.ts';
import {
  buildFunction,
  buildValue,
  checkFunction,
  checkSize,
  checkValueDefinition,
  MAX_TYPE_DEPTH,
} from './validate-definitions.ts';
import { Matching } from './validate-matching.ts';
import { enterName } from './validate-names.ts';
import { Naming } from './validate-naming.ts';
import { NameTable, ValidationScope } from './validate-scope.ts';
import { Substitution } from './validate-substitution.ts';
import {
  depthOver,
  identityOf,
  labelOf,
  NO_VARIABLES,
  renamed,
  type ComponentType,
  type DefinedType,
  type Entities,
  type EntityType,
  type InstanceType,
} from './validate-types.ts';
import { FreeVariables } from './validate-variables.ts';

/**
 * Types looked at while comparing, renaming and naming them: a few instance types that mention each other multiply. A
 * large program of 200 KB takes 5,000.
 */
const MAX_WORK = 1_000_000;

/** What validation found out and elaboration goes on with. */
export interface Validated {
  /** What imports, instances and exports with a type of their own are seen as. */
  readonly types: ReadonlyMap<Definition, EntityType>;
  /** Core modules by where they start. */
  readonly modules: ReadonlyMap<number, CoreModule>;
}

type Side = 'imports' | 'exports';

class Validator {
  readonly types = new Map<Definition, EntityType>();
  readonly modules = new Map<number, CoreModule>();
  readonly #bytes: Uint8Array;
  readonly #budget = new Budget(MAX_WORK, 'types to compare');
  readonly #matching = new Matching(this.#budget);
  readonly #naming = new Naming(this.#budget);
  #resources = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  component(definitions: readonly Definition[], parent: ValidationScope | undefined, offset: number): ComponentType {
    const scope = new ValidationScope('component', parent, this.#budget);
    for (const definition of definitions) this.#definition(definition, scope);
    return this.#closed(scope, offset);
  }

  #newResource(name: string): Resource {
    return { index: this.#resources++, name };
  }

  #definition(definition: Definition, scope: ValidationScope): void {
    const { offset } = definition;
    this.#budget.at = offset;
    switch (definition.kind) {
      case 'core module': {
        const module = readCoreModule(this.#bytes, definition.start, definition.end);
        this.modules.set(definition.start, module);
        const imports = module.imports.map((each) => ({ module: each.module, name: each.name, type: each }));
        scope.coreModules.push(checkedModule({ imports, exports: module.exports }, offset));
        return;
      }
      case 'core instance':
        scope.coreInstances.push(validateCoreInstance(definition.definition, scope, offset));
        return;
      case 'core type':
        scope.coreTypes.push(validateCoreType(definition.type, scope));
        return;
      case 'component':
        scope.components.push(this.component(definition.definitions, scope, offset));
        return;
      case 'instance': {
        const type = this.#instance(definition.definition, scope, offset);
        this.types.set(definition, { sort: 'instance', type });
        scope.instances.push(type);
        return;
      }
      case 'alias':
        return this.#alias(definition, scope);
      case 'type':
        scope.types.push(this.#type(definition.type, scope, offset));
        return;
      case 'canon':
        return validateCanon(definition.canon, scope, offset);
      case 'import': {
        const entity = this.#described(definition.type, definition.name, scope, scope.given, offset);
        this.types.set(definition, entity);
        return this.#introduce(scope, 'imports', definition.name, entity, offset);
      }
      case 'export': {
        const entity = this.#exported(definition, scope);
        this.types.set(definition, entity);
        return this.#introduce(scope, 'exports', definition.name, entity, offset);
      }
      case 'export declaration': {
        const entity = this.#described(definition.type, definition.name, scope, scope.fresh, offset);
        return this.#introduce(scope, 'exports', definition.name, entity, offset);
      }
    }
  }

  #type(definition: TypeDefinition, scope: ValidationScope, offset: number): DefinedType {
    switch (definition.kind) {
      case 'value': {
        checkValueDefinition(definition.type, offset);
        const type = buildValue(definition.type, scope, offset);
        checkSize(type, offset);
        return { kind: 'value', type };
      }
      case 'func': {
        const type = buildFunction(definition, scope, offset);
        this.#budget.spend(type.result?.layout.nodes ?? 0);
        checkFunction(type, offset);
        return { kind: 'func', type };
      }
      case 'component':
        return this.#closed(this.#declarations('component type', definition.declarations, scope), offset);
      case 'instance': {
        const { exports, fresh } = this.#declarations('instance type', definition.declarations, scope);
        return this.#bounded(
          { kind: 'instance', exports: exports.entities, fresh, depth: depthOver(exports.entities) },
          offset,
        );
      }
      case 'resource': {
        const { destructor } = definition;
        const type = destructor === undefined ? undefined : scope.coreFunc(destructor, offset);
        if (type !== undefined && (type.parameters.join() !== 'i32' || type.results.length > 0)) {
          invalid('a destructor is no core function from i32 to nothing', offset);
        }
        const resource = this.#newResource('');
        scope.own.add(resource.index);
        scope.fresh.set(resource.index, resource);
        return { kind: 'resource', resource };
      }
    }
  }

  #declarations(
    kind: 'component type' | 'instance type',
    declarations: readonly Definition[],
    parent: ValidationScope,
  ): ValidationScope {
    const scope = new ValidationScope(kind, parent, this.#budget);
    for (const declaration of declarations) this.#definition(declaration, scope);
    return scope;
  }

  /** What an import, an export declaration or an ascribed type describes. Resource types that it brings are added to `brought`. */
  #described(
    type: ExternType,
    name: string,
    scope: ValidationScope,
    brought: Map<number, Resource>,
    offset: number,
  ): EntityType {
    switch (type.kind) {
      case 'func':
        return { sort: 'func', type: scope.functionType(type.type, offset) };
      case 'type': {
        if (type.equal !== undefined) return { sort: 'type', type: renamed(scope.type(type.equal, offset), name) };
        const resource = this.#newResource(name);
        brought.set(resource.index, resource);
        return { sort: 'type', type: { kind: 'resource', resource } };
      }
      case 'instance':
        return { sort: 'instance', type: this.#opened(scope.instanceType(type.type, offset), brought) };
      case 'component':
        return { sort: 'component', type: scope.componentType(type.type, offset) };
      case 'core module':
        return { sort: 'core module', type: scope.moduleType(type.type, offset) };
    }
  }

  /** An instance of an instance type: its fresh resource types are others than those of any other instance. */
  #opened(type: InstanceType, brought: Map<number, Resource>): InstanceType {
    if (type.fresh.size === 0) return type;
    const substitution = this.#freshened(new Substitution(new Map(), this.#budget), type, brought);
    return { ...type, exports: substitution.entities(type.exports), fresh: NO_VARIABLES };
  }

  #freshened(
    substitution: Substitution,
    type: InstanceType | ComponentType,
    brought: Map<number, Resource>,
  ): Substitution {
    for (const old of type.fresh.values()) {
      const resource = this.#newResource(old.name);
      brought.set(resource.index, resource);
      substitution.replace(old, resource);
    }
    return substitution;
  }

  #exported(definition: Definition & { kind: 'export' }, scope: ValidationScope): EntityType {
    const { name, item, type, offset } = definition;
    const entity = scope.entity(item.sort, item.index, offset);
    if (type === undefined) {
      return entity.sort === 'type' ? { sort: 'type', type: renamed(entity.type, name) } : entity;
    }
    const brought = new Map<number, Resource>();
    const ascribed = this.#described(type, name, scope, brought, offset);
    const fit = this.#matching.open(new Map([[name, entity]]), new Map([[name, ascribed]]), brought, 'export');
    if (typeof fit === 'string') invalid(fit, offset);
    for (const [index, resource] of brought) scope.fresh.set(index, resource);
    return ascribed;
  }

  /** Adds an import or export to its scope, once its name and the names in its type are found right. */
  #introduce(scope: ValidationScope, side: Side, name: string, entity: EntityType, offset: number): void {
    scope.add(entity);
    const table = scope[side];
    if (entity.sort === 'type' && entity.type.kind === 'resource') {
      table.resources.set(entity.type.resource, name);
      table.resourceNames.add(name);
    }
    if (scope.kind !== 'instance type') this.#nameTypes(scope, side, name, entity, offset);
    enterName(table, name, entity, offset);
  }

  #nameTypes(scope: ValidationScope, side: Side, name: string, entity: EntityType, offset: number): void {
    this.#budget.spend(1);
    const named = scope[side].types;
    const check = (lacking: ValueType | undefined) => {
      if (lacking === undefined) return;
      const given = side === 'imports' ? 'imported' : 'exported';
      invalid(`the type of ${name} mentions a ${lacking.kind} type that is not ${given}`, offset);
    };
    switch (entity.sort) {
      case 'func':
        return check(this.#naming.func(entity.type, named));
      case 'type': {
        check(this.#naming.type(entity.type, named));
        const identity = identityOf(entity.type);
        scope.exports.types.add(identity);
        if (side === 'imports') scope.imports.types.add(identity);
        return;
      }
      case 'instance':
        for (const [member, inner] of entity.type.exports) {
          this.#nameTypes(scope, side, `${name} ${member}`, inner, offset);
        }
        return;
    }
  }

  #instance(definition: InstanceDefinition, scope: ValidationScope, offset: number): InstanceType {
    if (definition.kind === 'exports') {
      const table = new NameTable();
      for (const { name, sort, index } of definition.exports) {
        enterName(table, name, scope.entity(sort, index, offset), offset);
      }
      const { entities } = table;
      return this.#bounded(
        { kind: 'instance', exports: entities, fresh: NO_VARIABLES, depth: depthOver(entities) },
        offset,
      );
    }
    const component = indexed(scope.components, definition.component, 'component', offset);
    const args = new Map<string, EntityType>();
    for (const { name, sort, index } of definition.args) {
      if (args.has(name)) invalid(`${name} is given twice`, offset);
      args.set(name, scope.entity(sort, index, offset));
    }
    const fit = this.#matching.open(args, component.imports, component.given, 'import');
    if (typeof fit === 'string')
      return invalid(`component ${definition.component} cannot be instantiated: ${fit}`, offset);
    const exports = this.#freshened(fit, component, scope.fresh).entities(component.exports);
    return { kind: 'instance', exports, fresh: NO_VARIABLES, depth: component.depth };
  }

  #alias({ sort, target, offset }: Definition & { kind: 'alias' }, scope: ValidationScope): void {
    const inType = scope.kind !== 'component';
    if (target.kind === 'core export') {
      if (inType) invalid(`an alias of a ${sort} inside a ${scope.kind}`, offset);
      return validateCoreAlias(sort, target, scope, offset);
    }
    if (inType && !(sort === 'type' || sort === (target.kind === 'outer' ? 'core type' : 'instance'))) {
      invalid(`an alias of a ${sort} inside a ${scope.kind}`, offset);
    }
    if (target.kind === 'outer') {
      const from = scope.outer(target.count, offset);
      if (sort === 'core type') {
        scope.coreTypes.push(indexed(from.coreTypes, target.index, 'core type', offset));
        return;
      }
      const entity = from.entity(sort, target.index, offset);
      if (entity.sort === 'type' && target.count > 0 && scope.outer(target.count - 1, offset).kind === 'component') {
        this.#checkClosed(entity.type, target.index, offset);
      }
      return scope.add(entity);
    }
    const found = indexed(scope.instances, target.instance, 'instance', offset).exports.get(target.name);
    if (found === undefined) return invalid(`instance ${target.instance} does not export ${target.name}`, offset);
    if (found.sort !== sort) return invalid(`${target.name} is a ${found.sort}, not a ${sort}`, offset);
    scope.add(found);
  }

  /** A component is a whole: it cannot mention resource types of the components around it. */
  #checkClosed(type: DefinedType, index: number, offset: number): void {
    const free = new FreeVariables(this.#budget);
    free.type(type);
    for (const resource of free.found.values()) {
      invalid(`type ${index} mentions ${labelOf(resource)} of a component further out`, offset);
    }
  }

  /** The type of a component, or of a component type, that is read to its end. */
  #closed(scope: ValidationScope, offset: number): ComponentType {
    const imports = scope.imports.entities;
    const exports = scope.exports.entities;
    const inImports = new FreeVariables(this.#budget);
    inImports.entities(imports.values());
    const inExports = new FreeVariables(this.#budget);
    inExports.entities(exports.values());
    const exported = new Map<number, Resource>();
    this.#collectResources(exports, exported);
    const fresh = new Map<number, Resource>();
    for (const [index, resource] of scope.fresh) {
      if (inImports.found.has(index)) {
        invalid(`an import mentions ${labelOf(resource)}, which is defined inside`, offset);
      }
      if (!inExports.found.has(index)) continue;
      const name = exported.get(index);
      if (name === undefined) return invalid(`an export mentions ${labelOf(resource)}, which is not exported`, offset);
      fresh.set(index, name);
    }
    const depth = depthOver(imports, exports);
    return this.#bounded({ kind: 'component', imports, exports, given: scope.given, fresh, depth }, offset);
  }

  /** Resource types that are exported, by the first name that each has there. */
  #collectResources(entities: Entities, into: Map<number, Resource>): void {
    this.#budget.spend(entities.size);
    for (const entity of entities.values()) {
      if (entity.sort === 'instance') this.#collectResources(entity.type.exports, into);
      if (entity.sort !== 'type' || entity.type.kind !== 'resource') continue;
      const { resource } = entity.type;
      if (!into.has(resource.index)) into.set(resource.index, resource);
    }
  }

  #bounded<T extends InstanceType | ComponentType>(type: T, offset: number): T {
    if (type.depth <= MAX_TYPE_DEPTH) return type;
    return unsupported(`instances and components deeper than ${MAX_TYPE_DEPTH} in each other`, offset);
  }
}

/** Checks a component as the component model specification says, also what of it is never instantiated. */
export function validate(bytes: Uint8Array, definitions: readonly Definition[]): Validated {
  const validator = new Validator(bytes);
  validator.component(definitions, undefined, 0);
  return validator;
}
