import { camelCase } from '../../component/names.ts';
import { unversioned } from '../../component/versions.ts';
import { pascalCase } from '../assemblyscript/names.ts';
import type { Definition, Interface, TypeDefinition, WitFunction, World } from '../wit/model.ts';
import { resolveWorld } from '../wit/world.ts';
import {
  definitionText,
  docsText,
  functionDocs,
  identifier,
  parametersText,
  resultText,
  typeIdentifier,
  type Scope,
} from './declared-types.ts';
import type { EngineName } from './engine.ts';

/**
 * What TypeScript and editors know of a world: a module for each interface that it imports, by which JavaScript imports it, and one with the
 * name of the world, of types alone, for what it exports. `World` is all of that.
 */
export function declarationsOf(world: World, engine: EngineName): string {
  const { imports, exports } = resolveWorld(world);
  const exported = new Set(exports.map(({ target }) => target));
  const modules: string[] = [];
  const shorts = imports.map(({ target }) => (target.kind === 'interface' ? unversioned(target.id) : ''));
  for (const { name, target } of imports) {
    if (target.kind === 'interface') {
      modules.push(importedModule(target, importScope(target, engine)));
      const short = unversioned(target.id);
      const isOne = shorts.filter((other) => other === short).length === 1;
      if (short !== target.id && isOne) modules.push(`declare module '${short}' {\n  export * from '${target.id}';\n}`);
    } else if (engine === 'spidermonkey') modules.push(importedFunction(name, target, importScope(world, engine)));
  }
  modules.push(worldModule(world, exportScope(world, engine, exported)));
  if (unversioned(world.id) !== world.id) {
    modules.push(`declare module '${unversioned(world.id)}' {\n  export * from '${world.id}';\n}`);
  }
  return `// Made by "atrium build" of the world ${world.id}: change nothing here.\n\n${modules.join('\n\n')}\n`;
}

function importScope(owner: Interface | World, engine: EngineName): Scope {
  return {
    engine,
    nameOf: (definition) =>
      definition.owner === owner && owner.kind === 'interface'
        ? typeIdentifier(definition.name)
        : `import('${definition.owner.id}').${pascalCase(definition.name)}`,
  };
}

/** Types of exported interfaces are in a namespace of each, those of the world beside them. */
function exportScope(world: World, engine: EngineName, exported: ReadonlySet<unknown>): Scope {
  return {
    engine,
    nameOf: ({ name, owner }: TypeDefinition) => {
      if (owner === world) return typeIdentifier(name);
      if (exported.has(owner)) return `${interfaceName(owner)}.${typeIdentifier(name)}`;
      return `import('${owner.id}').${pascalCase(name)}`;
    },
  };
}

/** How an author's module, where nothing is imported for it, names the types of what it exports. */
export function authorScope(world: World, engine: EngineName): Scope {
  const exported = new Set([...world.exports.values()].map(({ target }) => target));
  const { nameOf } = exportScope(world, engine, exported);
  return {
    engine,
    nameOf: (definition) => {
      const name = nameOf(definition);
      return name.startsWith('import(') ? name : `import('${world.id}').${name}`;
    },
  };
}

/** The type of an exported interface; no type of the world and no global has it. */
function interfaceName(one: Interface | World): string {
  const pascal = typeIdentifier(one.name);
  return pascal === 'World' ? 'World_' : pascal;
}

function importedModule(one: Interface, scope: Scope): string {
  const parts = [...typeParts(one, '  ', scope), ...resourcesOf(one).map((type) => classText(type, scope))];
  for (const fn of one.functions.values()) {
    const plain = camelCase(fn.name);
    const local = identifier(fn.name);
    parts.push(
      `${docsText(functionDocs(fn, scope), '  ')}${named(
        `function ${local}(${parametersText(fn.parameters, scope)}): ${resultText(fn, scope)};`,
        local,
        plain,
        false,
      )}`,
    );
  }
  return `${docsText(one.docs, '')}declare module '${one.id}' {\n${[...parts, '  export {};'].join('\n\n')}\n}`;
}

/** A declaration that is exported by a name, which may be one that it cannot be declared by. */
function named(text: string, local: string, exportedName: string, isType: boolean, indent = '  '): string {
  if (local === exportedName) return `${indent}export ${text}`;
  return `${indent}${text}\n${indent}export ${isType ? 'type ' : ''}{ ${local} as ${exportedName} };`;
}

function importedFunction(name: string, fn: WitFunction, scope: Scope): string {
  const local = identifier(name);
  const text = `export default function ${local}(${parametersText(fn.parameters, scope)}): ${resultText(fn, scope)};`;
  return `declare module '${name}' {\n${docsText(functionDocs(fn, scope), '  ')}  ${text}\n}`;
}

/** The types of an interface or a world that are no resources, and those that it uses of others. */
function typeParts({ types, uses }: Interface | World, indent: string, scope: Scope): string[] {
  // A namespace, which is inside of a module, cannot export by another name.
  const exportedName = indent === '  ' ? pascalCase : typeIdentifier;
  const used = uses.map(({ name, target }) => ({
    name,
    docs: '',
    text: `type ${typeIdentifier(name)} = ${scope.nameOf(target)};`,
  }));
  const own = [...types.values()]
    .filter(({ definition }) => definition.kind !== 'resource')
    .map(({ name, docs, definition }) => ({
      name,
      docs,
      text: definitionText(typeIdentifier(name), definition, indent, scope),
    }));
  return [...used, ...own].map(
    ({ name, docs, text }) =>
      `${docsText(docs, indent)}${named(text, typeIdentifier(name), exportedName(name), true, indent)}`,
  );
}

type Resource = TypeDefinition & { readonly definition: Definition & { readonly kind: 'resource' } };

function resourcesOf(one: Interface | World): Resource[] {
  return [...one.types.values()].filter((type): type is Resource => type.definition.kind === 'resource');
}

/** A resource that is imported. Nobody but its interface makes one that has no constructor. */
function classText({ name, docs, definition }: Resource, scope: Scope): string {
  const local = typeIdentifier(name);
  const lines = definition.functions.map(
    (fn) => `${docsText(functionDocs(fn, scope), '    ')}    ${memberText(fn, scope)}`,
  );
  if (definition.functions.every(({ form }) => form !== 'constructor')) lines.unshift('    private constructor();');
  lines.push('    /** Gives it up; after that it can be used no more. */\n    [Symbol.dispose](): void;');
  return `${docsText(docs, '  ')}${named(`class ${local} {\n${lines.join('\n')}\n  }`, local, pascalCase(name), false)}`;
}

function memberText(fn: WitFunction, scope: Scope): string {
  const parameters = parametersText(fn.parameters, scope);
  if (fn.form === 'constructor') return `constructor(${parameters});`;
  return `${fn.form === 'static' ? 'static ' : ''}${keyOf(fn)}(${parameters}): ${resultText(fn, scope)};`;
}

function keyOf({ name }: WitFunction): string {
  const camel = camelCase(name);
  return camel === 'constructor' ? "['constructor']" : camel;
}

function worldModule(world: World, scope: Scope): string {
  const parts = typeParts(world, '  ', scope);
  // Two interfaces of one name are one object, whose type is declared in two parts.
  const members = new Map<string, string>();
  for (const { name, docs, target } of world.exports.values()) {
    if (target.kind === 'function') {
      members.set(camelCase(name), functionMember(target, '    ', scope));
    } else {
      parts.push(...exportedInterface(target, scope));
      const key = camelCase(target.name);
      members.set(key, `${docsText(docs, '    ')}    ${key}: ${interfaceName(target)};`);
    }
  }
  const all = `${docsText(world.docs, '  ')}  export interface World {\n${[...members.values()].join('\n')}\n  }`;
  return `declare module '${world.id}' {\n${[...parts, all, '  export {};'].join('\n\n')}\n}`;
}

/** An interface that JavaScript exports as an object of its functions and classes, and a namespace of its types. */
function exportedInterface(one: Interface, scope: Scope): string[] {
  const name = interfaceName(one);
  const members = [...one.functions.values()].map((fn) => functionMember(fn, '    ', scope));
  const types = typeParts(one, '    ', scope);
  for (const resource of resourcesOf(one)) {
    const { functions } = resource.definition;
    const local = typeIdentifier(resource.name);
    const methods = functions.filter(({ form }) => form === 'method');
    const lines = methods.map((fn) => methodMember(fn, '      ', scope));
    types.push(`${docsText(resource.docs, '    ')}    export interface ${local} {\n${lines.join('\n')}\n    }`);
    const statics = functions.map((fn) => {
      if (fn.form === 'constructor') return `      new (${parametersText(fn.parameters, scope)}): ${name}.${local};`;
      return fn.form === 'static' ? methodMember(fn, '      ', scope) : undefined;
    });
    const body = [`      prototype: ${name}.${local};`, ...statics.filter((line) => line !== undefined)];
    members.push(`${docsText(resource.docs, '    ')}    ${pascalCase(resource.name)}: {\n${body.join('\n')}\n    };`);
  }
  const text = `${docsText(one.docs, '  ')}  export interface ${name} {\n${members.join('\n')}\n  }`;
  if (types.length === 0) return [text];
  return [text, `  export namespace ${name} {\n${types.join('\n\n')}\n  }`];
}

/** A function that a component gives. SpiderMonkey waits for a promise. */
function functionMember(fn: WitFunction, indent: string, scope: Scope): string {
  const result = resultText(fn, scope);
  return member(fn, scope.engine === 'spidermonkey' ? `${result} | Promise<${result}>` : result, indent, scope);
}

function methodMember(fn: WitFunction, indent: string, scope: Scope): string {
  return member(fn, resultText(fn, scope), indent, scope);
}

function member(fn: WitFunction, result: string, indent: string, scope: Scope): string {
  const parameters = parametersText(fn.parameters, scope);
  return `${docsText(functionDocs(fn, scope), indent)}${indent}${keyOf(fn)}(${parameters}): ${result};`;
}
