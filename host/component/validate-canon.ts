import { equalCoreFunctions, printCoreFunction } from './core-extern.ts';
import { indexed, invalid } from './invalid.ts';
import type { Canon, CanonicalOptions } from './model.ts';
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
import type { ValidationScope } from './validate-scope.ts';

const REALLOC: CoreFunctionType = { parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] };

const allocates = (type: ValueType) => contains(type, (each) => each.kind === 'string' || each.kind === 'list');

/** Which options the values passed need (canonical ABI: canonopt validation, canon lift and canon lower). */
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

function checkOptions(
  options: CanonicalOptions,
  type: FunctionType,
  direction: 'lift' | 'lower',
  scope: ValidationScope,
  offset: number,
): void {
  scope.budget.spend(functionNodes(type));
  const checkCore = (index: number | undefined, expected: CoreFunctionType, what: string) => {
    if (index === undefined) return;
    const found = scope.coreFunc(index, offset);
    if (equalCoreFunctions(found, expected)) return;
    invalid(`${what} is ${printCoreFunction(found)}, not ${printCoreFunction(expected)}`, offset);
  };
  const needed = needs(type, direction);
  if (needed.memory && options.memory === undefined) invalid(`canon ${direction} needs a memory`, offset);
  if (needed.realloc && options.realloc === undefined) invalid(`canon ${direction} needs a realloc`, offset);
  if (options.postReturn !== undefined && direction === 'lower') invalid('canon lower has a post-return', offset);
  if (options.memory !== undefined) indexed(scope.coreMemories, options.memory, 'core memory', offset);
  if (options.realloc !== undefined && options.memory === undefined) {
    invalid(`canon ${direction} has a realloc and no memory`, offset);
  }
  checkCore(options.realloc, REALLOC, 'realloc');
  checkCore(options.postReturn, { parameters: flattenFunction(type, direction).results, results: [] }, 'post-return');
}

/** Checks one canonical definition and adds what it introduces: a component function, or a core function. */
export function validateCanon(canon: Canon, scope: ValidationScope, offset: number): void {
  switch (canon.kind) {
    case 'lift': {
      const type = scope.functionType(canon.type, offset);
      const core = scope.coreFunc(canon.coreFunc, offset);
      const expected = flattenFunction(type, 'lift');
      if (!equalCoreFunctions(core, expected)) {
        invalid(`canon lift takes ${printCoreFunction(expected)} and is given ${printCoreFunction(core)}`, offset);
      }
      checkOptions(canon.options, type, 'lift', scope, offset);
      scope.funcs.push(type);
      return;
    }
    case 'lower': {
      const type = indexed(scope.funcs, canon.func, 'function', offset);
      checkOptions(canon.options, type, 'lower', scope, offset);
      scope.coreFuncs.push(flattenFunction(type, 'lower'));
      return;
    }
    default: {
      const resource = scope.resource(canon.resource, offset);
      if (canon.kind !== 'resource.drop' && !scope.own.has(resource.index)) {
        invalid(`${canon.kind} is for a resource type of another component`, offset);
      }
      scope.coreFuncs.push({ parameters: ['i32'], results: canon.kind === 'resource.drop' ? [] : ['i32'] });
      return;
    }
  }
}
