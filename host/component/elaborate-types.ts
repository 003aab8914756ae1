import type { Spend } from './elaborate.ts';
import type { TypeDefinition, ValueTypeDefinition } from './model.ts';
import type { Entity, TypeEntity } from './plan.ts';
import type { Scope } from './scope.ts';
import { buildFunction, buildValue } from './validate-definitions.ts';
import type { EntityType } from './validate-types.ts';

/** What building a value type costs beyond one unit. */
function partsOf(type: ValueTypeDefinition): number {
  switch (type.kind) {
    case 'record':
      return type.fields.length;
    case 'variant':
      return type.cases.length;
    case 'tuple':
      return type.elements.length;
    case 'flags':
    case 'enum':
      return type.labels.length;
    default:
      return 1;
  }
}

/** Evaluates a type in one instance of a component; resource definitions, which belong to the instance, are none of these. */
export function evaluateType(definition: TypeDefinition, scope: Scope, spend: Spend): TypeEntity {
  switch (definition.kind) {
    case 'value':
      spend(partsOf(definition.type));
      return { kind: 'value', type: buildValue(definition.type, scope, 0) };
    case 'func':
      spend(definition.parameters.length);
      return { kind: 'func', type: buildFunction(definition, scope, 0) };
    case 'component':
    case 'instance':
      return { kind: definition.kind, declared: { declarations: definition.declarations, scope } };
    case 'resource':
      throw new TypeError('a resource type is defined by an instance');
  }
}

/** What is given, with no more exports than the type that it is seen as. */
export function seenAs(entity: Entity, type: EntityType, spend: Spend): Entity {
  if (entity.sort !== 'instance' || type.sort !== 'instance') return entity;
  const exports = new Map<string, Entity>();
  let same = entity.exports.size === type.type.exports.size;
  for (const [name, inner] of type.type.exports) {
    spend(1);
    const given = entity.exports.get(name)!;
    const seen = seenAs(given, inner, spend);
    same &&= seen === given;
    exports.set(name, seen);
  }
  return same ? entity : { sort: 'instance', exports };
}
