import { equalCoreFunctions, printCoreFunction } from './core-extern.ts';
import type { Elaborator } from './elaborate.ts';
import { ComponentError } from './errors.ts';
import type { Canon, CanonicalOptions } from './model.ts';
import type { CoreItem, Options } from './plan.ts';
import type { Scope } from './scope.ts';
import {
  contains,
  flattenFunction,
  functionNodes,
  MAX_FLAT_PARAMETERS,
  MAX_FLAT_RESULTS,
  type CoreFunctionType,
  type FunctionType,
  type ValueType,
} from './types.ts';

const REALLOC: CoreFunctionType = { parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] };

function invalid(reason: string, offset: number): never {
  throw new ComponentError('invalid', reason, offset);
}

const allocates = (type: ValueType) => contains(type, (each) => each.kind === 'string' || each.kind === 'list');

/** Which options the values passed need (canonical ABI: canon lift and canon lower, validation). */
function needs(type: FunctionType, direction: 'lift' | 'lower'): { memory: boolean; realloc: boolean } {
  const parameters = type.parameters.map((parameter) => parameter.type);
  const spilledParameters = parameters.flatMap((each) => each.layout.flat).length > MAX_FLAT_PARAMETERS;
  const spilledResult = (type.result?.layout.flat.length ?? 0) > MAX_FLAT_RESULTS;
  const parametersAllocate = parameters.some(allocates);
  const resultAllocates = type.result !== undefined && allocates(type.result);
  return {
    memory: spilledParameters || spilledResult || parametersAllocate || resultAllocates,
    realloc: direction === 'lift' ? spilledParameters || parametersAllocate : resultAllocates,
  };
}

function resolveOptions(
  options: CanonicalOptions,
  type: FunctionType,
  direction: 'lift' | 'lower',
  scope: Scope,
  offset: number,
): Options {
  const core = (index: number | undefined, expected: CoreFunctionType, what: string): CoreItem | undefined => {
    if (index === undefined) return undefined;
    const found = scope.at(scope.coreFuncs, index, 'core function', offset);
    if (!equalCoreFunctions(found.type, expected)) {
      invalid(`${what} is ${printCoreFunction(found.type)}, not ${printCoreFunction(expected)}`, offset);
    }
    return found.item;
  };
  const needed = needs(type, direction);
  if (needed.memory && options.memory === undefined) invalid(`canon ${direction} needs a memory`, offset);
  if (needed.realloc && options.realloc === undefined) invalid(`canon ${direction} needs a realloc`, offset);
  if (options.postReturn !== undefined && direction === 'lower') invalid('canon lower has a post-return', offset);
  const { results } = flattenFunction(type, direction);
  return {
    encoding: options.encoding,
    memory:
      options.memory === undefined ? undefined : scope.at(scope.coreMemories, options.memory, 'core memory', offset),
    realloc: core(options.realloc, REALLOC, 'realloc'),
    postReturn: core(options.postReturn, { parameters: results, results: [] }, 'post-return'),
  };
}

/** Carries out one canonical definition: a component function, or a core function that is a trampoline. */
export function elaborateCanon(canon: Canon, scope: Scope, elaborator: Elaborator, offset: number): void {
  const { instance } = scope;
  switch (canon.kind) {
    case 'lift': {
      const type = scope.functionType(canon.type, offset);
      const core = scope.at(scope.coreFuncs, canon.coreFunc, 'core function', offset);
      elaborator.spend(functionNodes(type));
      const expected = flattenFunction(type, 'lift');
      if (!equalCoreFunctions(core.type, expected)) {
        invalid(`canon lift takes ${printCoreFunction(expected)} and is given ${printCoreFunction(core.type)}`, offset);
      }
      const options = resolveOptions(canon.options, type, 'lift', scope, offset);
      scope.funcs.push({ kind: 'lifted', core: core.item, type, options, instance });
      return;
    }
    case 'lower': {
      const func = scope.at(scope.funcs, canon.func, 'function', offset);
      const { type } = func;
      elaborator.spend(functionNodes(type));
      const options = resolveOptions(canon.options, type, 'lower', scope, offset);
      const item = elaborator.addTrampoline({ kind: 'lower', func, type, options, instance });
      scope.coreFuncs.push({ item, type: flattenFunction(type, 'lower') });
      return;
    }
    default: {
      const resource = scope.resource(canon.resource, offset);
      const declaration = elaborator.resources[resource.index]!;
      const own = declaration.kind === 'defined' && declaration.instance === instance;
      if (canon.kind !== 'resource.drop' && !own) {
        invalid(`${canon.kind} is for a resource type of another component`, offset);
      }
      const item = elaborator.addTrampoline({ kind: canon.kind, resource, instance });
      const results = canon.kind === 'resource.drop' ? [] : (['i32'] as const);
      scope.coreFuncs.push({ item, type: { parameters: ['i32'], results } });
      return;
    }
  }
}
