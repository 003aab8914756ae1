import type { FunctionType, Resource, ValueType } from './types.ts';

/** Whether two resource types are one. Within a component the index says; across a link the binder decides. */
export type SameResource = (a: Resource, b: Resource) => boolean;

const identical: SameResource = (a, b) => a.index === b.index;

/** Structural equality, as the component model wants it for values (it has no subtyping of values). */
export function equalTypes(a: ValueType, b: ValueType, same: SameResource = identical): boolean {
  if (a === b && same === identical) return true;
  const equal = (x: ValueType, y: ValueType) => equalTypes(x, y, same);
  const equalOptional = (x: ValueType | undefined, y: ValueType | undefined) =>
    x === undefined || y === undefined ? x === y : equal(x, y);
  const pairwise = <T>(xs: readonly T[], ys: readonly T[], test: (x: T, y: T) => boolean) =>
    xs.length === ys.length && xs.every((x, index) => test(x, ys[index]!));
  switch (a.kind) {
    case 'list':
    case 'option':
      return b.kind === a.kind && equal(a.element, b.element);
    case 'record':
      return b.kind === 'record' && pairwise(a.fields, b.fields, (x, y) => x.name === y.name && equal(x.type, y.type));
    case 'tuple':
      return b.kind === 'tuple' && pairwise(a.elements, b.elements, equal);
    case 'variant':
      return (
        b.kind === 'variant' && pairwise(a.cases, b.cases, (x, y) => x.name === y.name && equalOptional(x.type, y.type))
      );
    case 'enum':
    case 'flags':
      return b.kind === a.kind && pairwise(a.labels, b.labels, (x, y) => x === y);
    case 'result':
      return b.kind === 'result' && equalOptional(a.ok, b.ok) && equalOptional(a.err, b.err);
    case 'own':
    case 'borrow':
      return b.kind === a.kind && same(a.resource, b.resource);
    default:
      return a.kind === b.kind;
  }
}

export function equalFunctions(a: FunctionType, b: FunctionType, same: SameResource = identical): boolean {
  if (a.parameters.length !== b.parameters.length) return false;
  if ((a.result === undefined) !== (b.result === undefined)) return false;
  const parameters = a.parameters.every((parameter, index) => {
    const other = b.parameters[index]!;
    return parameter.name === other.name && equalTypes(parameter.type, other.type, same);
  });
  return parameters && (a.result === undefined || equalTypes(a.result, b.result!, same));
}
