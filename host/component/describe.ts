import type { FunctionDescription, InterfaceDescription } from './description.ts';
import type { Entity, ImportDeclaration, Plan } from './plan.ts';
import { describeFunction } from './print-types.ts';

export function describeImports(plan: Plan): InterfaceDescription[] {
  return plan.imports.map((declaration) => {
    const { functions, resources } = declaration;
    return {
      name: nameOf(declaration, plan),
      functions: [...functions].map(([functionName, { type }]) => describeFunction(functionName, type)),
      resources: [...resources.keys()],
    };
  });
}

/** The names of an instance and of those that it is within, from the outermost on. */
function nameOf({ name, within }: ImportDeclaration, plan: Plan): string {
  return within === undefined ? name : `${nameOf(plan.imports[within]!, plan)}.${name}`;
}

export function describeExports(plan: Plan): InterfaceDescription[] {
  return [...plan.exports].flatMap(([name, entity]) => describeEntity(name, entity));
}

function describeEntity(name: string, entity: Entity): InterfaceDescription[] {
  if (entity.sort === 'func') return [{ name, functions: [describeFunction(name, entity.func.type)], resources: [] }];
  if (entity.sort !== 'instance') return [];
  const functions: FunctionDescription[] = [];
  const resources: string[] = [];
  const within: InterfaceDescription[] = [];
  for (const [member, inner] of entity.exports) {
    if (inner.sort === 'func') functions.push(describeFunction(member, inner.func.type));
    if (inner.sort === 'type' && inner.type.kind === 'resource') resources.push(member);
    if (inner.sort === 'instance') within.push(...describeEntity(`${name}.${member}`, inner));
  }
  return [{ name, functions, resources }, ...within];
}
