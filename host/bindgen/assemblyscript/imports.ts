import type { Interface, TypeDefinition, WitFunction } from '../wit/model.ts';
import type { Abi } from './abi.ts';
import { layoutOf, recordLayout } from './layout.ts';
import { Lowering } from './lowering.ts';
import { functionName, typeName } from './names.ts';
import { MEMORY_PATH } from './paths.ts';
import {
  isFallible,
  memberLabel,
  memberName,
  parameterList,
  resultText,
  signatureOf,
  type Signature,
} from './signatures.ts';
import { docComment, type SourceFile } from './source-file.ts';

/** Declares the functions and resources of an imported interface, for authors to call. */
export function declareImports(abi: Abi, file: SourceFile, one: Pick<Interface, 'types' | 'functions'>): void {
  for (const definition of one.types.values()) {
    if (definition.definition.kind === 'resource') declareImportedResource(abi, file, definition);
  }
  for (const fn of one.functions.values()) declareImportedFunction(abi, file, fn);
}

export function declareImportedFunction(abi: Abi, file: SourceFile, fn: WitFunction): void {
  const signature = signatureOf(fn, undefined);
  const call = declareCall(abi, signature, functionName(fn.name), undefined, undefined);
  const result = resultText(abi, file, signature);
  file.declare(
    ...docComment(fn.docs),
    `export function ${functionName(fn.name)}(${parameterList(abi, file, signature)}): ${result} {`,
    `  ${result === 'void' ? '' : 'return '}${file.use(abi.module.abiPath, call)}(${argumentList(signature)});`,
    '}',
  );
}

function declareImportedResource(abi: Abi, file: SourceFile, resource: TypeDefinition): void {
  if (resource.definition.kind !== 'resource') return;
  const name = typeName(resource.name);
  const drop = abi.resource(file, resource, 'drop');
  const lines: string[] = [];
  for (const fn of resource.definition.functions) lines.push('', ...resourceFunction(abi, file, resource, fn));
  file.declare(
    ...docComment(resource.docs),
    // What drops handles whose objects were collected knows their classes by their ids, and would miss one that extends it.
    '@final',
    `export class ${name} {`,
    '  /** The handle; 0 once it was dropped or given away. Only the bindings touch it. */',
    '  handle_: i32 = 0;',
    ...lines,
    '',
    '  /** Drops the handle; does nothing when it was dropped or given away before. */',
    '  drop(): void {',
    '    if (this.handle_ == 0) return;',
    `    ${drop}(this.handle_);`,
    '    this.handle_ = 0;',
    '  }',
    '}',
  );
}

function resourceFunction(abi: Abi, file: SourceFile, resource: TypeDefinition, fn: WitFunction): string[] {
  const signature = signatureOf(fn, resource.name);
  const parameters = parameterList(abi, file, signature);
  const result = resultText(abi, file, signature);
  const isMethod = fn.form === 'method';
  const infallible = fn.form === 'constructor' && !isFallible(fn);
  const call = file.use(
    abi.module.abiPath,
    declareCall(
      abi,
      signature,
      memberLabel(fn, resource),
      isMethod ? resource : undefined,
      infallible ? 'i32' : undefined,
    ),
  );
  const args = argumentList(signature);
  const docs = docComment(fn.docs, '  ');
  if (infallible) return [...docs, `  constructor(${parameters}) {`, `    this.handle_ = ${call}(${args});`, '  }'];
  const returns = result === 'void' ? '' : 'return ';
  const passed = isMethod ? ['this', args].filter((text) => text !== '').join(', ') : args;
  return [
    ...docs,
    `  ${isMethod ? '' : 'static '}${memberName(fn, resource)}(${parameters}): ${result} {`,
    `    ${returns}${call}(${passed});`,
    '  }',
  ];
}

function argumentList(signature: Signature): string {
  return signature.parameters.map(({ name }) => name).join(', ');
}

/**
 * Declares, in the abi file, the core import and `call_X`, which lowers the arguments, calls it and lifts the result. Returns
 * the latter's name. `self` is the resource of a method; `raw` returns the core result as it is.
 */
function declareCall(
  abi: Abi,
  signature: Signature,
  label: string,
  self: TypeDefinition | undefined,
  raw: 'i32' | undefined,
): string {
  const { file, module } = abi;
  const corePointers = [...signature.core, ...(signature.inMemory ? [{ name: 'result_', type: 'usize' }] : [])];
  file.declare(
    `@external("${module.coreModule}", "${signature.coreName}")`,
    `declare function core_${label}(${corePointers.map(({ name, type }) => `${name}: ${type}`).join(', ')}): ${signature.coreResult ?? 'void'};`,
  );

  const lowering = new Lowering(abi, file);
  const args: string[] = [];
  const handle = self && `${abi.resource(file, self, 'lend')}(self)`;
  if (signature.spilled) {
    const selfType = self && ({ kind: 'borrow', definition: self, location: self.location } as const);
    const types = [...(selfType ? [selfType] : []), ...signature.parameters.map(({ type }) => type)];
    const { sizeBytes, offsets } = recordLayout(types);
    lowering.lines.push(`const parameters_ = ${file.use(MEMORY_PATH, 'area_allocate')}(${sizeBytes});`);
    const values = [...(self ? ['self'] : []), ...signature.parameters.map(({ name }) => name)];
    for (const [i, type] of types.entries()) {
      lowering.lines.push(abi.store(file, type, values[i] ?? '', 'parameters_', offsets[i] ?? 0));
    }
    args.push('parameters_');
  } else {
    if (handle) args.push(handle);
    for (const { name, type } of signature.parameters) args.push(...lowering.lower(type, name));
  }
  if (signature.inMemory && signature.result) {
    const { sizeBytes } = layoutOf(signature.result);
    lowering.lines.push(`const result_ = ${file.use(MEMORY_PATH, 'area_allocate')}(${sizeBytes});`);
    args.push('result_');
  }

  const result = raw ?? resultText(abi, file, signature);
  const parameters = parameterList(abi, file, signature);
  const all = self
    ? [`self: ${file.use(module.path, typeName(self.name))}`, parameters].filter((text) => text !== '').join(', ')
    : parameters;
  const body = callBody(abi, signature, `core_${label}(${args.join(', ')})`, raw !== undefined);
  const needsArea =
    signature.inMemory || signature.spilled || lowering.lines.concat(args).some((line) => /\blower_ListOf/.test(line));
  file.declare(`export function call_${label}(${all}): ${result} {`);
  if (needsArea) file.add(`  const mark_ = ${file.use(MEMORY_PATH, 'area_mark')}();`);
  file.add(...lowering.lines.map((line) => `  ${line}`));
  if (!needsArea) {
    file.add(...(body.value === undefined ? [`  ${body.call};`] : [`  return ${body.value};`]));
  } else {
    const release = `  ${file.use(MEMORY_PATH, 'area_release')}(mark_);`;
    if (signature.inMemory) file.add(`  ${body.call};`);
    if (body.value === undefined) file.add(...(signature.inMemory ? [] : [`  ${body.call};`]), release);
    else file.add(`  const value_: ${result} = ${body.value};`, release, '  return value_;');
  }
  file.add('}');
  return `call_${label}`;
}

function callBody(
  abi: Abi,
  signature: Signature,
  call: string,
  raw: boolean,
): { call: string; value: string | undefined } {
  if (!signature.result) return { call, value: undefined };
  if (signature.inMemory) return { call, value: abi.load(abi.file, signature.result, 'result_', 0) };
  if (raw) return { call, value: call };
  return { call, value: abi.lift(abi.file, signature.result, [call]) };
}
