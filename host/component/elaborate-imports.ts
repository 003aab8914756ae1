import { evaluateType } from './elaborate-types.ts';
import type { Elaborator } from './elaborate.ts';
import { unsupported } from './invalid.ts';
import type { Definition, ExternType } from './model.ts';
import type { Entity } from './plan.ts';
import { Scope, type DeclaredType } from './scope.ts';
import { functionNodes } from './types.ts';

/** Turns the imports of the root into what the host has to give. */
export class RootImports {
  readonly #elaborator: Elaborator;

  constructor(elaborator: Elaborator) {
    this.#elaborator = elaborator;
  }

  /** What one import of the root stands for. */
  import(name: string, type: ExternType, scope: Scope, offset: number): Entity {
    return this.#entity(name, type, scope, undefined, offset);
  }

  /** `within` is the declaration of the instance that has it as a member; a bare import is its own only member. */
  #entity(name: string, type: ExternType, scope: Scope, within: number | undefined, offset: number): Entity {
    const elaborator = this.#elaborator;
    switch (type.kind) {
      case 'func': {
        const func = scope.type(type.type, 'func').type;
        elaborator.spend(functionNodes(func));
        const declared = within ?? elaborator.addImport({ name, bare: true });
        const imported = { kind: 'imported', import: declared, name, type: func } as const;
        elaborator.imports[declared]!.functions.set(name, imported);
        return { sort: 'func', func: imported };
      }
      case 'type': {
        if (type.equal !== undefined) return scope.entity('type', type.equal);
        const declared = within ?? elaborator.addImport({ name, bare: true });
        const resource = elaborator.addImportedResource(declared, name);
        elaborator.imports[declared]!.resources.set(name, resource);
        return { sort: 'type', type: { kind: 'resource', resource } };
      }
      case 'instance': {
        const declared = elaborator.addImport(
          within === undefined ? { name, bare: false } : { name, bare: false, within },
        );
        return { sort: 'instance', exports: this.#instance(scope.type(type.type, 'instance').declared, declared) };
      }
      case 'component':
      case 'core module':
        return unsupported(`import of a ${type.kind} (${name}) from the host is not supported`, offset);
    }
  }

  /** Everything an instance type declares, each export a member of the declaration. */
  #instance(type: DeclaredType, declared: number): ReadonlyMap<string, Entity> {
    const scope = new Scope(type.scope, type.scope.instance);
    const exports = new Map<string, Entity>();
    for (const declaration of type.declarations) {
      this.#elaborator.spend(1);
      this.#declaration(declaration, scope, declared, exports);
    }
    return exports;
  }

  #declaration(declaration: Definition, scope: Scope, declared: number, exports: Map<string, Entity>): void {
    switch (declaration.kind) {
      case 'type':
        scope.types.push(evaluateType(declaration.type, scope, this.#elaborator.spend));
        return;
      case 'alias':
        this.#elaborator.alias(declaration, scope);
        return;
      case 'export declaration': {
        const entity = this.#entity(declaration.name, declaration.type, scope, declared, declaration.offset);
        exports.set(declaration.name, entity);
        scope.add(entity);
        return;
      }
    }
  }
}
