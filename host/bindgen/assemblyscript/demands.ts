import type { TypeDefinition, WitFunction } from '../wit/model.ts';
import type { ResolvedWorld } from '../wit/world.ts';
import { AbiSet, type Abi } from './abi.ts';
import { functionName, typeName } from './names.ts';
import { Plan } from './plan.ts';
import { isFallible, memberName, resultText, signatureOf } from './signatures.ts';
import { SourceFile } from './source-file.ts';

/** What an author writes for one export of a world: functions and classes of one file. */
export interface Demand {
  /** The author's file, without `.ts`: `assembly/receiver`. */
  readonly path: string;
  /** The interface, or the world itself. */
  readonly owner: string;
  readonly functions: readonly DemandedFunction[];
  readonly classes: readonly DemandedClass[];
}

export interface DemandedClass {
  readonly name: string;
  readonly definition: TypeDefinition;
  readonly members: readonly DemandedFunction[];
}

export interface DemandedFunction {
  readonly form: 'function' | 'method' | 'static' | 'constructor';
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  /** `void` when there is none; of a constructor too. */
  readonly result: string;
  readonly fn: WitFunction;
}

/** What the exports of a world demand. Types are named as `fileFor(path)` imports them, one source file for each demand. */
export function demandsOf(world: ResolvedWorld, fileFor: (path: string) => SourceFile): Demand[] {
  const plan = new Plan(world);
  const abis = new AbiSet(plan);
  const demands: Demand[] = [];
  for (const module of plan.modules) {
    if (module.side !== 'export') continue;
    const abi = abis.of(module);
    const { owner } = module;
    const functions = owner.kind === 'world' ? worldFunctions(world) : [...owner.functions.values()];
    const types = owner.kind === 'world' ? [] : [...owner.types.values()];
    const resources = types.filter(({ definition }) => definition.kind === 'resource');
    if (functions.length === 0 && resources.length === 0) continue;
    const file = fileFor(module.authorPath);
    demands.push({
      path: module.authorPath,
      owner: owner.id,
      functions: functions.map((fn) => demanded(abi, file, fn, undefined)),
      classes: resources.map((definition) => ({
        name: typeName(definition.name),
        definition,
        members:
          definition.definition.kind === 'resource'
            ? definition.definition.functions.map((fn) => demanded(abi, file, fn, definition))
            : [],
      })),
    });
  }
  return demands;
}

function worldFunctions(world: ResolvedWorld): WitFunction[] {
  return world.exports.flatMap(({ target }) => (target.kind === 'function' ? [target] : []));
}

function demanded(abi: Abi, file: SourceFile, fn: WitFunction, resource: TypeDefinition | undefined): DemandedFunction {
  const signature = signatureOf(fn, resource?.name);
  const parameters = signature.parameters.map(({ name, type }) => ({ name, type: abi.typeText(file, type) }));
  const result = resultText(abi, file, signature);
  if (!resource) return { form: 'function', name: functionName(fn.name), parameters, result, fn };
  if (fn.form === 'constructor' && !isFallible(fn)) {
    return { form: 'constructor', name: 'constructor', parameters, result: 'void', fn };
  }
  const form = fn.form === 'method' ? 'method' : 'static';
  return { form, name: memberName(fn, resource), parameters, result, fn };
}
