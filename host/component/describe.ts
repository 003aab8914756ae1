import type { FunctionDescription, InterfaceDescription } from './description.ts';
import type { Entity, Plan } from './plan.ts';
import { describeFunction } from './print-types.ts';

export function describeImports(plan: Plan): InterfaceDescription[] {
  return plan.imports.map(({ name, functions, resources }) => ({
    name,
    functions: [...functions].map(([functionName, { type }]) => describeFunction(functionName, type)),
    resources: [...resources.keys()],
  }));
}

export function describeExports(plan: Plan): InterfaceDescription[] {
  return [...plan.exports].flatMap(([name, entity]) => describeEntity(name, entity) ?? []);
}

function describeEntity(name: string, entity: Entity): InterfaceDescription | undefined {
  if (entity.sort === 'func') return { name, functions: [describeFunction(name, entity.func.type)], resources: [] };
  if (entity.sort !== 'instance') return undefined;
  const functions: FunctionDescription[] = [];
  const resources: string[] = [];
  for (const [member, inner] of entity.exports) {
    if (inner.sort === 'func') functions.push(describeFunction(member, inner.func.type));
    if (inner.sort === 'type' && inner.type.kind === 'resource') resources.push(member);
  }
  return { name, functions, resources };
}
