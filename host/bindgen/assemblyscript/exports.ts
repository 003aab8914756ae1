import type { Type, TypeDefinition, WitFunction } from '../wit/model.ts';
import { dealias, dealiasType, definitionTypes, innerTypes } from '../wit/model.ts';
import { contains } from '../wit/resolve-types.ts';
import type { Abi } from './abi.ts';
import { flatten, layoutOf, recordLayout } from './layout.ts';
import { Lowering } from './lowering.ts';
import { importedResources } from './lost-handles.ts';
import { functionName, typeName } from './names.ts';
import { LOST_HANDLES_PATH, MEMORY_PATH } from './paths.ts';
import {
  isFallible,
  memberLabel,
  memberName,
  parameterList,
  resultText,
  signatureOf,
  type Signature,
} from './signatures.ts';
import { SourceFile } from './source-file.ts';

/** Core exports by the identifier they have in the generated source: what each must be called instead. */
export type ExportNames = Map<string, string>;

/** Declares the core functions that an exported interface is called through. */
export function declareExports(
  abi: Abi,
  one: { types: ReadonlyMap<string, TypeDefinition>; functions: ReadonlyMap<string, WitFunction> },
  names: ExportNames,
): SourceFile {
  const { module } = abi;
  const file = new SourceFile(module.entryPath, `How ${module.owner.id} is called.`);
  const entry = new ExportFile(abi, file, names);
  for (const definition of one.types.values()) entry.resource(definition);
  for (const fn of one.functions.values()) entry.function(fn, undefined);
  return file;
}

/** Whether values of a type arrive in memory that the host was given for them. */
function isInMemory(type: Type): boolean {
  if (type.kind === 'string' || type.kind === 'list') return true;
  return (
    type.kind === 'named' && definitionTypes(type.definition.definition).some((inner) => contains(inner, isInMemory))
  );
}

class ExportFile {
  readonly #abi: Abi;
  readonly #file: SourceFile;
  readonly #names: ExportNames;
  readonly #prefix: string;

  constructor(abi: Abi, file: SourceFile, names: ExportNames) {
    this.#abi = abi;
    this.#file = file;
    this.#names = names;
    this.#prefix = abi.module.owner.kind === 'world' ? '' : `${abi.module.coreModule}#`;
  }

  resource(resource: TypeDefinition): void {
    if (resource.definition.kind !== 'resource') return;
    for (const fn of resource.definition.functions) this.function(fn, resource);
    const name = typeName(resource.name);
    const identifier = `${this.#abi.module.label}_${name}_destroy`;
    this.#names.set(identifier, `${this.#prefix}[dtor]${resource.name}`);
    const type = this.#file.use(this.#abi.module.authorPath, name);
    this.#file.declare(
      `export function ${identifier}(object: ${type}): void {`,
      `  ${this.#abi.resource(this.#file, resource, 'release')}(object);`,
      '}',
    );
  }

  function(fn: WitFunction, resource: TypeDefinition | undefined): void {
    const abi = this.#abi;
    const file = this.#file;
    const signature = signatureOf(fn, resource?.name);
    const label = resource ? memberLabel(fn, resource) : functionName(fn.name);
    const identifier = `${abi.module.label}_${label}`;
    this.#names.set(identifier, `${this.#prefix}${signature.coreName}`);

    const lifted = this.#arguments(signature, fn.form === 'method');
    // What the host wrote is held until it is lifted.
    const isHeld = signature.spilled || signature.parameters.some(({ type }) => contains(type, isInMemory));
    const args = isHeld ? lifted.map((_, i) => `_argument${i + 1}`) : lifted;
    const call = this.#callee(fn, resource, args, signature.spilled);
    const settles = [...this.#settlements(signature), ...this.#dropsLost()];
    const core = signature.core.map(({ name, type }) => `${name}: ${type}`).join(', ');
    const result = signature.inMemory ? 'usize' : (signature.coreResult ?? 'void');
    file.declare(
      `/** ${this.#expectation(fn, resource, signature)} */`,
      `export function ${identifier}(${core}): ${result} {`,
    );
    if (isHeld) {
      for (const [i, value] of lifted.entries()) file.add(`  const ${args[i]} = ${value};`);
      file.add(`  ${file.use(MEMORY_PATH, 'let_garbage_go')}();`);
    }

    const finish = `  ${file.use(MEMORY_PATH, 'finish_call')}();`;
    if (!signature.result) {
      file.add(`  ${call};`, ...settles, finish, '}');
      return;
    }
    if (!signature.inMemory) {
      const lowering = new Lowering(abi, file);
      const [value = ''] = lowering.lower(signature.result, this.#bound(signature.result, call, lowering));
      file.add(...lowering.lines.map((line) => `  ${line}`));
      file.add(`  const core_: ${signature.coreResult} = ${value};`, ...settles, finish, '  return core_;', '}');
      return;
    }
    const { sizeBytes } = layoutOf(signature.result);
    file.add(
      `  const result_ = ${call};`,
      `  ${file.use(MEMORY_PATH, 'hold_garbage')}();`,
      `  const area_ = ${file.use(MEMORY_PATH, 'area_allocate')}(${sizeBytes});`,
      `  ${abi.store(file, signature.result, 'result_', 'area_', 0)}`,
      ...settles,
      '  return area_;',
      '}',
    );
    this.#names.set(`${identifier}_done`, `cabi_post_${this.#prefix}${signature.coreName}`);
    file.declare(`export function ${identifier}_done(area: usize): void {`, finish, '}');
  }

  /** What the author is to write, and what demands it. */
  #expectation(fn: WitFunction, resource: TypeDefinition | undefined, signature: Signature): string {
    const abi = this.#abi;
    // Names are only shown, so nothing is imported for them.
    const types = new SourceFile(this.#file.path, '');
    const parameters = `(${parameterList(abi, types, signature)})`;
    const result = resultText(abi, types, signature);
    const place = `for ${abi.module.owner.id}`;
    const where = `${abi.module.authorPath}.ts: expected`;
    if (!resource) return `${where} function ${functionName(fn.name)}${parameters}: ${result}, ${place}`;
    const inClass = `in class ${typeName(resource.name)} extends Resource, ${place}`;
    if (fn.form === 'constructor' && !isFallible(fn)) return `${where} constructor${parameters} ${inClass}`;
    const isStatic = fn.form === 'method' ? '' : 'static ';
    return `${where} ${isStatic}${memberName(fn, resource)}${parameters}: ${result} ${inClass}`;
  }

  /** The statement that drops handles whose objects were collected, where there may be any. */
  #dropsLost(): string[] {
    if (importedResources(this.#abi.plan).length === 0) return [];
    return [`  ${this.#file.use(LOST_HANDLES_PATH, 'drop_lost')}();`];
  }

  /** The value that is lowered: kept in a constant when lowering names it more than once. */
  #bound(type: Type, call: string, lowering: Lowering): string {
    if (flatten(type).length === 1 && !['tuple', 'named'].includes(dealiasType(type).kind)) return call;
    lowering.lines.push(`const result_ = ${call};`);
    return 'result_';
  }

  #arguments(signature: Signature, isMethod: boolean): string[] {
    const abi = this.#abi;
    const file = this.#file;
    if (signature.spilled) {
      const self = isMethod ? 1 : 0;
      const types = signature.parameters.map(({ type }) => type);
      const selfType: Type[] = isMethod ? [{ kind: 'u32', location: abi.module.owner.location }] : [];
      const { offsets } = recordLayout([...selfType, ...types]);
      return types.map((type, i) => abi.load(file, type, 'parameters_', offsets[i + self] ?? 0));
    }
    let at = isMethod ? 1 : 0;
    return signature.parameters.map(({ type }) => {
      const { length } = flatten(type);
      at += length;
      return abi.lift(
        file,
        type,
        signature.core.slice(at - length, at).map(({ name }) => name),
      );
    });
  }

  /** The call of what the author wrote. */
  #callee(fn: WitFunction, resource: TypeDefinition | undefined, args: readonly string[], spilled: boolean): string {
    const file = this.#file;
    const { authorPath } = this.#abi.module;
    const list = `(${args.join(', ')})`;
    if (!resource) return `${file.useNamespace(authorPath, 'author_')}.${functionName(fn.name)}${list}`;
    const type = file.use(authorPath, typeName(resource.name));
    if (fn.form === 'constructor' && !isFallible(fn)) return `new ${type}${list}`;
    const name = memberName(fn, resource);
    if (fn.form !== 'method') return `${type}.${name}${list}`;
    const self = spilled ? 'load<usize>(parameters_)' : '<usize>self';
    return `changetype<${type}>(${self}).${name}${list}`;
  }

  /** Statements for the handles that arrived in the parameters: lent ones go back, owned ones are dropped. */
  #settlements(signature: Signature): string[] {
    const found = new Set<string>();
    const visit = (type: Type): void => {
      if (type.kind === 'own' || type.kind === 'borrow') {
        const { module } = this.#abi.plan.resourceClass(type.definition, this.#abi.module.side);
        const arrives = module.side === 'import' ? type.kind === 'borrow' : type.kind === 'own';
        if (arrives) found.add(this.#abi.resource(this.#file, dealias(type.definition), 'settle'));
      }
      if (type.kind === 'named') for (const inner of definitionTypes(type.definition.definition)) visit(inner);
      for (const inner of innerTypes(type)) visit(inner);
    };
    for (const { type } of signature.parameters) visit(type);
    return [...found].map((settle) => `  ${settle}();`);
  }
}
