import { WitError } from '../wit/error.ts';
import type { Case, Field, Item, TypeDefinition } from '../wit/model.ts';
import { dealias } from '../wit/model.ts';
import type { Abi } from './abi.ts';
import { caseFunction, fieldName, tagName } from './cases.ts';
import { pascalCase, typeName } from './names.ts';
import { docComment, type SourceFile } from './source-file.ts';

/** Declares a type for authors. Resources are declared with their functions, by whoever has those. */
export function declareType(abi: Abi, file: SourceFile, type: TypeDefinition): void {
  const name = typeName(type.name);
  const { definition } = type;
  switch (definition.kind) {
    case 'alias': {
      const text =
        dealias(type).definition.kind === 'resource'
          ? resourceText(abi, file, type)
          : abi.typeText(file, definition.type);
      file.declare(...docComment(type.docs), `export type ${name} = ${text};`);
      return;
    }
    case 'record':
      return declareRecord(abi, file, type, definition.fields);
    case 'enum':
      return declareEnum(file, name, type.docs, definition.cases);
    case 'flags':
      return declareFlags(file, type, definition.flags);
    case 'variant':
      return declareVariant(abi, file, type, definition.cases);
    case 'resource':
      return;
  }
}

function resourceText(abi: Abi, file: SourceFile, type: TypeDefinition): string {
  const { path, name } = abi.plan.resourceClass(type, abi.module.side);
  return file.use(path, name);
}

function declareRecord(abi: Abi, file: SourceFile, type: TypeDefinition, fields: readonly Field[]): void {
  if (fields.length === 0) throw new WitError(type.location, `record \`${type.name}\` has no fields: add one`);
  file.declare(...docComment(type.docs), `export class ${typeName(type.name)} {`, '  constructor(');
  for (const field of fields) {
    file.add(
      ...docComment(field.docs, '    '),
      `    public ${fieldName(field.name)}: ${abi.typeText(file, field.type)},`,
    );
  }
  file.add('  ) {}', '}');
}

function declareEnum(file: SourceFile, name: string, docs: string, cases: readonly Item[]): void {
  file.declare(...docComment(docs), `export enum ${name} {`);
  for (const one of cases) file.add(...docComment(one.docs, '  '), `  ${pascalCase(one.name)},`);
  file.add('}');
}

/** The canonical ABI carries at most this many flags, one for each bit of an i32. */
const MAX_FLAGS = 32;

function declareFlags(file: SourceFile, type: TypeDefinition, flags: readonly Item[]): void {
  if (flags.length === 0 || flags.length > MAX_FLAGS) {
    throw new WitError(type.location, `flags \`${type.name}\` has ${flags.length} flags: use 1 to ${MAX_FLAGS}`);
  }
  file.declare(...docComment(type.docs), `export class ${typeName(type.name)} {`, '  constructor(');
  for (const flag of flags)
    file.add(...docComment(flag.docs, '    '), `    public ${fieldName(flag.name)}: bool = false,`);
  file.add('  ) {}', '}');
}

/** A sealed class: one subclass for each payload, so that a value is as large as what it carries. */
function declareVariant(abi: Abi, file: SourceFile, type: TypeDefinition, cases: readonly Case[]): void {
  const name = typeName(type.name);
  const tags = tagName(type);
  declareEnum(file, tags, `The cases of \`${name}\`.`, cases);
  file.declare(...docComment(type.docs), `export class ${name} {`, `  protected constructor(readonly tag: ${tags}) {}`);
  for (const one of cases) {
    const tag = `${tags}.${pascalCase(one.name)}`;
    const made = one.type ? `new ${name}_${pascalCase(one.name)}(value)` : `new ${name}(${tag})`;
    const parameter = one.type ? `value: ${abi.typeText(file, one.type)}` : '';
    file.add('', ...docComment(one.docs, '  '));
    file.add(`  static ${caseFunction(one.name)}(${parameter}): ${name} {`, `    return ${made};`, '  }');
  }
  for (const one of cases) {
    const pascal = pascalCase(one.name);
    file.add('', `  get is${pascal}(): bool {`, `    return this.tag == ${tags}.${pascal};`, '  }');
    if (!one.type) continue;
    file.add(
      '',
      `  get as${pascal}(): ${abi.typeText(file, one.type)} {`,
      `    if (this.tag != ${tags}.${pascal}) throw new Error("this ${name} is not ${one.name}");`,
      `    return changetype<${name}_${pascal}>(this).value;`,
      '  }',
    );
  }
  file.add('}');
  for (const one of cases) {
    if (!one.type) continue;
    const pascal = pascalCase(one.name);
    file.declare(
      `class ${name}_${pascal} extends ${name} {`,
      `  constructor(readonly value: ${abi.typeText(file, one.type)}) {`,
      `    super(${tags}.${pascal});`,
      '  }',
      '}',
    );
  }
}
