import { camelCase } from '../../component/names.ts';
import { pascalCase } from '../assemblyscript/names.ts';
import { formatLocation } from '../wit/error.ts';
import { dealiasType, type Interface, type WitFunction, type World } from '../wit/model.ts';

/** What one export of a world is in JavaScript. */
export interface Demand {
  /** `greeting`, or `greeting.greet`, or `counter.Counter.prototype.add`. */
  readonly path: string;
  readonly kind: 'function' | 'object';
  /** How many arguments it is called with. */
  readonly parameters: number;
  /** Whether its result may be an error, which JavaScript throws. */
  readonly isFallible: boolean;
  /** How it is written, and the place of the WIT that demands it. */
  readonly text: string;
}

/** What a module must export to be of a world. */
export function demandsOf(world: World): Demand[] {
  const demands: Demand[] = [];
  for (const { name, target } of world.exports.values()) {
    if (target.kind === 'function') demands.push(functionDemand(target, camelCase(name), 'export function '));
    else demands.push(...interfaceDemands(target));
  }
  return demands;
}

function interfaceDemands(one: Interface): Demand[] {
  const path = camelCase(one.name);
  const text = `"export const ${path} = { ... }", for ${formatLocation(one.location)}`;
  const demands: Demand[] = [{ path, kind: 'object', parameters: 0, isFallible: false, text }];
  for (const fn of one.functions.values()) demands.push(functionDemand(fn, `${path}.${camelCase(fn.name)}`, ''));
  for (const { name, definition, location } of one.types.values()) {
    if (definition.kind !== 'resource') continue;
    const type = `${path}.${pascalCase(name)}`;
    const classText = `"class ${pascalCase(name)}" in ${path}, for ${formatLocation(location)}`;
    demands.push({ path: type, kind: 'function', parameters: Infinity, isFallible: false, text: classText });
    for (const fn of definition.functions) {
      if (fn.form === 'method') demands.push(functionDemand(fn, `${type}.prototype.${camelCase(fn.name)}`, ''));
      if (fn.form === 'static') demands.push(functionDemand(fn, `${type}.${camelCase(fn.name)}`, 'static '));
    }
  }
  return demands;
}

function functionDemand(fn: WitFunction, path: string, before: string): Demand {
  const list = fn.parameters.map(({ name }) => camelCase(name)).join(', ');
  const name = path.split('.').at(-1);
  const text = `"${before}${name}(${list}) { ... }", for ${formatLocation(fn.location)}`;
  const isFallible = fn.result !== undefined && dealiasType(fn.result).kind === 'result';
  return { path, kind: 'function', parameters: fn.parameters.length, isFallible, text };
}
