import { decodeComponent } from '../component/decode.ts';
import { elaborate } from '../component/elaborate.ts';
import type { Entity, Plan } from '../component/plan.ts';
import { printType } from '../component/print-types.ts';
import type { FunctionType, Resource, ValueType } from '../component/types.ts';

/** `kernel:store/slots@0.1.0`. */
const INTERFACE_NAME = /^([^/]+)\/([^@]+)(@.+)?$/;
const RESOURCE_FUNCTION = /^\[(constructor|method|static)\]([^.]+)(?:\.(.+))?$/;

type Members = ReadonlyMap<string, Entity>;
type Named = Exclude<ValueType['kind'], 'own' | 'borrow'>;
/** WIT gives these a name before they can be used. */
const NAMED_KINDS: readonly Named[] = ['record', 'variant', 'enum', 'flags'];

interface Place {
  /** The interface's full name. */
  readonly owner: string;
  readonly name: string;
}

/** A WIT package as source text. */
export interface PackageText {
  readonly id: string;
  readonly text: string;
}

/**
 * The WIT packages of the interfaces that a built component exports, for components that call it. Of an interface that it imports, no
 * more is told than the resources that the exported ones speak of. Functions that it exports by themselves belong to no package.
 * Throws `ComponentError`.
 */
export function witOfComponent(bytes: Uint8Array): PackageText[] {
  return new Printer(elaborate(bytes, decodeComponent(bytes))).packages();
}

class Printer {
  readonly #exports = new Map<string, Members>();
  /** Where a resource, or a named type of a value, is defined: types that are used elsewhere are the same objects. */
  readonly #places = new Map<Resource | ValueType, Place>();
  /** Resources of imported interfaces that exported ones use. */
  readonly #borrowed = new Map<string, Set<string>>();

  constructor(plan: Plan) {
    for (const { name, resources } of plan.imports) {
      for (const [member, resource] of resources) this.#places.set(resource, { owner: name, name: member });
    }
    for (const [name, entity] of plan.exports) {
      if (entity.sort !== 'instance' || !INTERFACE_NAME.test(name)) continue;
      this.#exports.set(name, entity.exports);
      for (const [member, { sort, ...rest }] of entity.exports) {
        const type = sort === 'type' ? definedType({ sort, ...rest } as Entity) : undefined;
        if (type !== undefined && !this.#places.has(type)) this.#places.set(type, { owner: name, name: member });
      }
    }
  }

  packages(): PackageText[] {
    const bodies = new Map<string, string[]>();
    const add = (name: string, lines: readonly string[]): void => {
      const [, holder = '', one = '', version = ''] = INTERFACE_NAME.exec(name) ?? [];
      const id = `${holder}${version}`;
      const body = [`interface %${one} {`, ...lines.map((line) => `  ${line}`), '}'];
      bodies.set(id, [...(bodies.get(id) ?? []), ...body]);
    };
    for (const [name, members] of this.#exports) add(name, this.#interface(name, members));
    for (const [name, resources] of this.#borrowed) {
      if (!this.#exports.has(name))
        add(
          name,
          [...resources].map((resource) => `resource %${resource};`),
        );
    }
    return [...bodies].map(([id, lines]) => ({ id, text: [`package ${id};`, ...lines, ''].join('\n') }));
  }

  #interface(owner: string, members: Members): string[] {
    const scope = new Scope(members);
    const lines: string[] = [];
    for (const [name, entity] of members) {
      if (entity.sort === 'type') lines.push(...this.#type(owner, name, entity, members, scope));
      if (entity.sort === 'func' && !name.startsWith('[')) lines.push(`%${name}: ${scope.func(entity.func.type)};`);
    }
    return lines;
  }

  #type(owner: string, name: string, entity: Entity, members: Members, scope: Scope): string[] {
    const type = definedType(entity);
    if (type === undefined) return [];
    const place = this.#places.get(type);
    if (place !== undefined && place.owner !== owner) {
      if (!('layout' in type)) {
        this.#borrowed.set(place.owner, (this.#borrowed.get(place.owner) ?? new Set()).add(place.name));
      }
      return [`use ${place.owner.replace(INTERFACE_NAME, '$1/%$2$3')}.{%${place.name} as %${name}};`];
    }
    if ('layout' in type) return [scope.definition(name, type)];
    const functions = [...members].flatMap(([member, { sort, ...rest }]) => {
      const [, form, resource, called] = RESOURCE_FUNCTION.exec(member) ?? [];
      if (sort !== 'func' || resource !== name || !('func' in rest)) return [];
      return [`  ${scope.resourceFunction(form!, called, rest.func.type)}`];
    });
    return [`resource %${name} {`, ...functions, '}'];
  }
}

/** What a name of an interface stands for, where that can be a type of WIT. */
function definedType(entity: Entity): Resource | ValueType | undefined {
  if (entity.sort !== 'type') return undefined;
  if (entity.type.kind === 'value') return entity.type.type;
  return entity.type.kind === 'resource' ? entity.type.resource : undefined;
}

/** The names of one interface. */
class Scope {
  readonly #resources = new Map<Resource, string>();
  /** By structure: types of values are equal when they look alike. */
  readonly #names = new Map<string, string>();

  constructor(members: Members) {
    for (const [name, entity] of members) {
      const type = definedType(entity);
      if (type === undefined) continue;
      if (!('layout' in type)) this.#resources.set(type, name);
      else if (NAMED_KINDS.includes(type.kind as Named)) this.#names.set(printType(type), name);
    }
  }

  definition(name: string, type: ValueType): string {
    switch (type.kind) {
      case 'record':
        return `record %${name} { ${type.fields.map((field) => `%${field.name}: ${this.text(field.type)}`).join(', ')} }`;
      case 'variant': {
        const cases = type.cases.map((one) => (one.type ? `%${one.name}(${this.text(one.type)})` : `%${one.name}`));
        return `variant %${name} { ${cases.join(', ')} }`;
      }
      case 'enum':
      case 'flags':
        return `${type.kind} %${name} { ${type.labels.map((label) => `%${label}`).join(', ')} }`;
      default:
        return `type %${name} = ${this.text(type)};`;
    }
  }

  resourceFunction(form: string, name: string | undefined, type: FunctionType): string {
    if (form === 'static') return `%${name}: static ${this.func(type)};`;
    // The implicit first parameter of a method is not written.
    if (form === 'method') return `%${name}: ${this.func({ ...type, parameters: type.parameters.slice(1) })};`;
    const result = type.result?.kind === 'result' ? ` -> ${this.text(type.result)}` : '';
    return `constructor(${this.#parameters(type)})${result};`;
  }

  func(type: FunctionType): string {
    return `func(${this.#parameters(type)})${type.result ? ` -> ${this.text(type.result)}` : ''}`;
  }

  #parameters({ parameters }: FunctionType): string {
    return parameters.map(({ name, type }) => `%${name}: ${this.text(type)}`).join(', ');
  }

  text(type: ValueType): string {
    switch (type.kind) {
      case 'list':
      case 'option':
        return `${type.kind}<${this.text(type.element)}>`;
      case 'tuple':
        return `tuple<${type.elements.map((element) => this.text(element)).join(', ')}>`;
      case 'result': {
        if (type.err === undefined) return type.ok === undefined ? 'result' : `result<${this.text(type.ok)}>`;
        return `result<${type.ok === undefined ? '_' : this.text(type.ok)}, ${this.text(type.err)}>`;
      }
      case 'own':
      case 'borrow':
        return `${type.kind}<%${this.#resources.get(type.resource) ?? type.resource.name}>`;
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags':
        return `%${this.#names.get(printType(type)) ?? 'unnamed'}`;
      default:
        return type.kind;
    }
  }
}
