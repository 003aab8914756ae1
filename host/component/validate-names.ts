import { invalid } from './invalid.ts';
import { parseExternName, uniquenessKey, type ExternName } from './names.ts';
import type { FunctionType, Resource, ValueType } from './types.ts';
import type { NameTable } from './validate-scope.ts';
import type { EntityType } from './validate-types.ts';

/** Enters something under a name among what a scope imports or exports, if the name may stand for it and beside the others. */
export function enterName(table: NameTable, name: string, entity: EntityType, offset: number): void {
  const parsed = parseExternName(name);
  if (typeof parsed === 'string') return invalid(`${JSON.stringify(name)} is no name of an import or export`, offset);
  checkForm(table, name, parsed, entity, offset);
  const key = uniquenessKey(name);
  const other = table.keys.get(key);
  if (other === name) invalid(`the name ${name} is used twice`, offset);
  if (other !== undefined) invalid(`the name ${name} is too much like ${other}`, offset);
  table.keys.set(key, name);
  table.entities.set(name, entity);
}

/** A name that says it is a function of a resource type must be one (component model binary format: import and export definitions). */
function checkForm(table: NameTable, name: string, parsed: ExternName, entity: EntityType, offset: number): void {
  if (parsed.form === 'label' || parsed.form === 'interface') return;
  if (entity.sort !== 'func') return invalid(`${name} is a ${entity.sort}, not a function`, offset);
  switch (parsed.form) {
    case 'constructor': {
      const resource = constructed(entity.type);
      if (resource === undefined) {
        invalid(`${name} returns neither a ${parsed.resource} nor a result with one`, offset);
      }
      return checkResource(table, name, resource, parsed.resource, offset);
    }
    case 'method': {
      const self = entity.type.parameters[0];
      if (self?.name !== 'self') return invalid(`the first parameter of ${name} is not called self`, offset);
      if (self.type.kind !== 'borrow') {
        return invalid(`the parameter self of ${name} is no borrow<${parsed.resource}>`, offset);
      }
      return checkResource(table, name, self.type.resource, parsed.resource, offset);
    }
    case 'static':
      if (table.resourceNames.has(parsed.resource)) return;
      return invalid(`${name} is named after a resource type ${parsed.resource}, which has no such name here`, offset);
  }
}

function constructed({ result }: FunctionType): Resource | undefined {
  const owned = (type: ValueType | undefined) => (type?.kind === 'own' ? type.resource : undefined);
  return result?.kind === 'result' ? owned(result.ok) : owned(result);
}

function checkResource(table: NameTable, name: string, resource: Resource, wanted: string, offset: number): void {
  const own = table.resources.get(resource);
  if (own === wanted) return;
  const instead = own === undefined ? 'one without a name here' : own;
  invalid(`${name} is a function of the resource type ${wanted}, but its type has ${instead}`, offset);
}
