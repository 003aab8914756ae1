import type { Interface, Item, Package, Type, TypeDefinition, Use, WitFunction, World, WorldItem } from './model.ts';

/**
 * Prints packages as one WIT source with `root` as its own package and the others nested in it: what tools that take a single
 * text need. Names are written with `%`, so that none is taken for a keyword; includes are written out; docs are left out.
 */
export function printPackages(root: Package, packages: readonly Package[]): string {
  const others = packages.filter((one) => one !== root);
  return [
    `package ${root.id};`,
    ...printItems(root),
    ...others.flatMap((one) => [`package ${one.id} {`, ...printItems(one), '}']),
  ].join('\n');
}

function printItems(one: Package): string[] {
  return [
    ...[...one.interfaces.values()].flatMap((item) => [`interface ${id(item)} {`, ...printInterface(item), '}']),
    ...[...one.worlds.values()].flatMap((item) => [`world ${id(item)} {`, ...printWorld(item), '}']),
  ];
}

function printInterface(one: Interface): string[] {
  return [
    ...one.uses.map((use) => printUse(use, one)),
    ...[...one.types.values()].flatMap((type) => printDefinition(type, one)),
    ...[...one.functions.values()].map((fn) => `${id(fn)}: ${printFunction(fn, one)};`),
  ];
}

function printWorld(world: World): string[] {
  const extern = (kind: string, { name, target }: WorldItem): string[] => {
    if (target.kind === 'function') return [`${kind} %${name}: ${printFunction(target, world)};`];
    if (!target.inline) return [`${kind} ${path(target, world)};`];
    return [`${kind} %${name}: interface {`, ...printInterface(target), '}'];
  };
  return [
    ...world.uses.map((use) => printUse(use, world)),
    ...[...world.types.values()].flatMap((type) => printDefinition(type, world)),
    ...[...world.imports.values()].flatMap((item) => extern('import', item)),
    ...[...world.exports.values()].flatMap((item) => extern('export', item)),
  ];
}

function printUse({ name, target }: Use, scope: Interface | World): string {
  return `use ${path(target.owner, scope)}.{${id(target)} as %${name}};`;
}

/** How an interface is referred to: within its own package by its plain name. */
function path(target: Interface | World, scope: Interface | World): string {
  return target.package === scope.package ? id(target) : target.id;
}

function printDefinition(type: TypeDefinition, scope: Interface | World): string[] {
  const { definition } = type;
  const text = (inner: Type): string => printType(inner, scope);
  switch (definition.kind) {
    case 'alias':
      return [`type ${id(type)} = ${text(definition.type)};`];
    case 'record':
      return [
        `record ${id(type)} { ${definition.fields.map((field) => `${id(field)}: ${text(field.type)}`).join(', ')} }`,
      ];
    case 'variant': {
      const cases = definition.cases.map((one) => (one.type ? `${id(one)}(${text(one.type)})` : id(one)));
      return [`variant ${id(type)} { ${cases.join(', ')} }`];
    }
    case 'enum':
      return [`enum ${id(type)} { ${definition.cases.map(id).join(', ')} }`];
    case 'flags':
      return [`flags ${id(type)} { ${definition.flags.map(id).join(', ')} }`];
    case 'resource':
      return [`resource ${id(type)} {`, ...definition.functions.map((fn) => printResourceFunction(fn, scope)), '}'];
  }
}

function printResourceFunction(fn: WitFunction, scope: Interface | World): string {
  if (fn.form !== 'constructor') {
    return `${id(fn)}: ${fn.form === 'static' ? 'static ' : ''}${printFunction(fn, scope)};`;
  }
  const result = fn.result && fn.result.kind !== 'own' ? ` -> ${printType(fn.result, scope)}` : '';
  return `constructor(${printParameters(fn, scope)})${result};`;
}

function printFunction(fn: WitFunction, scope: Interface | World): string {
  const result = fn.result ? ` -> ${printType(fn.result, scope)}` : '';
  return `${fn.isAsync ? 'async ' : ''}func(${printParameters(fn, scope)})${result}`;
}

function printParameters(fn: WitFunction, scope: Interface | World): string {
  return fn.parameters.map((parameter) => `${id(parameter)}: ${printType(parameter.type, scope)}`).join(', ');
}

function printType(type: Type, scope: Interface | World): string {
  const text = (inner: Type): string => printType(inner, scope);
  switch (type.kind) {
    case 'named':
    case 'own':
      return nameIn(type.definition, scope);
    case 'borrow':
      return `borrow<${nameIn(type.definition, scope)}>`;
    case 'list':
      return type.length === undefined ? `list<${text(type.element)}>` : `list<${text(type.element)}, ${type.length}>`;
    case 'option':
      return `option<${text(type.element)}>`;
    case 'result':
      if (!type.err) return type.ok ? `result<${text(type.ok)}>` : 'result';
      return `result<${type.ok ? text(type.ok) : '_'}, ${text(type.err)}>`;
    case 'tuple':
      return `tuple<${type.elements.map(text).join(', ')}>`;
    case 'map':
      return `map<${text(type.key)}, ${text(type.value)}>`;
    case 'future':
    case 'stream':
      return type.element ? `${type.kind}<${text(type.element)}>` : type.kind;
    default:
      return type.kind;
  }
}

/** What a type is called in an interface or world: its own name, or the one a `use` gives it. */
function nameIn(definition: TypeDefinition, scope: Interface | World): string {
  const use = definition.owner === scope ? undefined : scope.uses.find((one) => one.target === definition);
  return `%${use?.name ?? definition.name}`;
}

function id(item: Item): string {
  return `%${item.name}`;
}
