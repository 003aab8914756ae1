import { WitError } from '../wit/error.ts';
import type { Type, TypeDefinition, WitFunction } from '../wit/model.ts';
import type { Abi } from './abi.ts';
import { MAX_FLAT_PARAMETERS, MAX_FLAT_RESULTS, flatten, type CoreType } from './layout.ts';
import { methodName, parameterName, typeName } from './names.ts';
import type { SourceFile } from './source-file.ts';

/** One function of an interface, a resource or a world, as both sides of a call see it. */
export interface Signature {
  /** `[method]handle.name`: the function's name in core modules, without its interface. */
  readonly coreName: string;
  readonly parameters: readonly { readonly name: string; readonly type: Type }[];
  readonly result: Type | undefined;
  /** The core parameters, without a result pointer; one pointer when they are spilled. */
  readonly core: readonly { readonly name: string; readonly type: CoreType | 'usize' }[];
  /** Whether the parameters are passed in memory because there are too many. */
  readonly spilled: boolean;
  /** The core result; nothing when there is none or it is passed in memory. */
  readonly coreResult: CoreType | undefined;
  /** Whether the result is passed in memory. */
  readonly inMemory: boolean;
}

export function signatureOf(fn: WitFunction, resource: string | undefined): Signature {
  if (fn.isAsync) {
    throw new WitError(
      fn.location,
      `\`async func\` \`${fn.name}\` cannot be carried to AssemblyScript: make it a \`func\``,
    );
  }
  const parameters = fn.parameters.map(({ name, type }) => ({ name: parameterName(name), type }));
  const flat = parameters.flatMap(({ name, type }) => coreNames(name, type));
  const self = fn.form === 'method' ? [{ name: 'self', type: 'i32' as const }] : [];
  const spilled = self.length + flat.length > MAX_FLAT_PARAMETERS;
  const result = fn.result ? flatten(fn.result) : [];
  const inMemory = result.length > MAX_FLAT_RESULTS;
  return {
    coreName: coreName(fn, resource),
    parameters,
    result: fn.result,
    core: spilled ? [{ name: 'parameters_', type: 'usize' }] : [...self, ...flat],
    spilled,
    coreResult: inMemory ? undefined : result[0],
    inMemory,
  };
}

/** What the classes of resources have besides their functions. */
const CLASS_MEMBERS = ['drop'];
/** The static function that stands for a constructor that may fail, since AssemblyScript's constructors cannot. */
export const FALLIBLE_CONSTRUCTOR = 'create';

/** Whether a constructor returns a result. */
export function isFallible({ form, result }: WitFunction): boolean {
  return form === 'constructor' && result?.kind !== 'own';
}

/** What a function of a resource is called in its class, but for a constructor that cannot fail. */
export function memberName(fn: WitFunction, { definition }: TypeDefinition): string {
  if (fn.form === 'constructor') return FALLIBLE_CONSTRUCTOR;
  const functions = definition.kind === 'resource' ? definition.functions : [];
  const taken =
    functions.some(isFallible) && fn.form === 'static' ? [...CLASS_MEMBERS, FALLIBLE_CONSTRUCTOR] : CLASS_MEMBERS;
  return methodName(fn.name, taken);
}

/** An identifier for a function of a resource, unique among those of its interface. */
export function memberLabel(fn: WitFunction, resource: TypeDefinition): string {
  return `${typeName(resource.name)}_${fn.form === 'constructor' ? 'constructor' : memberName(fn, resource)}`;
}

function coreName(fn: WitFunction, resource: string | undefined): string {
  if (fn.form === 'free' || resource === undefined) return fn.name;
  if (fn.form === 'constructor') return `[constructor]${resource}`;
  return `[${fn.form}]${resource}.${fn.name}`;
}

/** `name`, or `name_1`, `name_2`... for a parameter that is several core values. */
function coreNames(name: string, type: Type): { name: string; type: CoreType }[] {
  const core = flatten(type);
  if (core.length === 1) return [{ name, type: core[0] ?? 'i32' }];
  return core.map((one, i) => ({ name: `${name}_${i + 1}`, type: one }));
}

/** `name: Type, name: Type` of the parameters, as authors see them. */
export function parameterList(abi: Abi, file: SourceFile, signature: Signature): string {
  return signature.parameters.map(({ name, type }) => `${name}: ${abi.typeText(file, type)}`).join(', ');
}

/** The result as authors see it. */
export function resultText(abi: Abi, file: SourceFile, signature: Signature): string {
  return signature.result ? abi.typeText(file, signature.result) : 'void';
}
