import type { FunctionDescription } from './description.ts';
import type { FunctionType, ValueType } from './types.ts';

/** A type as WIT writes it, structure spelled out: `result<list<u8>, variant { missing, other(string) }>`. */
export function printType(type: ValueType): string {
  switch (type.kind) {
    case 'list':
      return `list<${printType(type.element)}>`;
    case 'option':
      return `option<${printType(type.element)}>`;
    case 'tuple':
      return `tuple<${type.elements.map(printType).join(', ')}>`;
    case 'record':
      return `record { ${type.fields.map((field) => `${field.name}: ${printType(field.type)}`).join(', ')} }`;
    case 'variant':
      return `variant { ${type.cases.map((each) => (each.type ? `${each.name}(${printType(each.type)})` : each.name)).join(', ')} }`;
    case 'enum':
      return `enum { ${type.labels.join(', ')} }`;
    case 'flags':
      return `flags { ${type.labels.join(', ')} }`;
    case 'result':
      return printResult(type.ok, type.err);
    case 'own':
      return type.resource.name || 'resource';
    case 'borrow':
      return `borrow<${type.resource.name || 'resource'}>`;
    default:
      return type.kind;
  }
}

function printResult(ok: ValueType | undefined, err: ValueType | undefined): string {
  if (err === undefined) return ok === undefined ? 'result' : `result<${printType(ok)}>`;
  return `result<${ok === undefined ? '_' : printType(ok)}, ${printType(err)}>`;
}

export function printFunction(type: FunctionType): string {
  const parameters = type.parameters.map((each) => `${each.name}: ${printType(each.type)}`).join(', ');
  return `func(${parameters})${type.result === undefined ? '' : ` -> ${printType(type.result)}`}`;
}

export function describeFunction(name: string, type: FunctionType): FunctionDescription {
  const parameters = type.parameters.map((each) => ({ name: each.name, type: printType(each.type) }));
  return type.result === undefined ? { name, parameters } : { name, parameters, result: printType(type.result) };
}
