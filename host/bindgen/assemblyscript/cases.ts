import type { Type, TypeDefinition } from '../wit/model.ts';
import { dealiasType } from '../wit/model.ts';
import type { Abi } from './abi.ts';
import { camelCase, methodName, pascalCase, typeName } from './names.ts';
import type { SourceFile } from './source-file.ts';
import { TYPES_PATH } from './paths.ts';
import { isNullable } from './types.ts';

/** What the class of a variant has besides its cases. */
const VARIANT_MEMBERS = ['prototype'];

/** The name of the function that makes a case of a variant: `Value.text`. */
export function caseFunction(name: string): string {
  return methodName(name, VARIANT_MEMBERS);
}

/** The name of the enum that says which case a variant is. */
export function tagName(variant: TypeDefinition): string {
  const name = `${typeName(variant.name)}Tag`;
  const { types, uses } = variant.owner;
  const others = [...types.keys(), ...uses.map((use) => use.name)];
  return others.some((other) => typeName(other) === name) ? `${name}_` : name;
}

/** One case of a variant, option or result, as generated code meets it. */
export interface CaseText {
  /** What it is told by: `ValueTag.Text`, or its number. */
  readonly tag: string;
  readonly payload: Type | undefined;
  /** An expression that makes it of its payload. */
  make(payload: string): string;
  /** An expression of the payload of a value that is this case. */
  take(value: string): string;
}

/** A variant, option or result, as generated code meets it. */
export interface CasesText {
  readonly cases: readonly CaseText[];
  /** An expression of a value's discriminant, an i32. */
  tagOf(value: string): string;
  /** Conditions that tell the first and the second of two cases (`isOk`, `isSome`); nothing for a variant. */
  readonly first: ((value: string) => string) | undefined;
  readonly second: ((value: string) => string) | undefined;
}

export function casesText(abi: Abi, file: SourceFile, type: Type): CasesText | undefined {
  const actual = dealiasType(type);
  const text = (inner: Type): string => abi.typeText(file, inner);
  if (actual.kind === 'option') return optionText(file, actual.element, text(actual.element));
  if (actual.kind === 'result') return resultText(file, actual.ok, actual.err, text);
  if (actual.kind !== 'named' || actual.definition.definition.kind !== 'variant') return undefined;
  const name = text(actual);
  const { path } = abi.plan.moduleOfType(actual.definition, abi.module.side);
  const tags = file.use(path, tagName(actual.definition));
  const cases = actual.definition.definition.cases.map((one) => ({
    tag: `${tags}.${pascalCase(one.name)}`,
    payload: one.type,
    make: (payload: string): string => `${name}.${caseFunction(one.name)}(${payload})`,
    take: (value: string): string => `${value}.as${pascalCase(one.name)}`,
  }));
  return { cases, tagOf: (value) => `${value}.tag`, first: undefined, second: undefined };
}

function optionText(file: SourceFile, element: Type, text: string): CasesText {
  const nullable = isNullable(element);
  const option = nullable ? '' : file.use(TYPES_PATH, 'Option');
  const second = (value: string): string => (nullable ? `${value} !== null` : `${value}.isSome`);
  const none: CaseText = {
    tag: '0',
    payload: undefined,
    make: () => (nullable ? 'null' : `${option}.none<${text}>()`),
    take: (value) => value,
  };
  const some: CaseText = {
    tag: '1',
    payload: element,
    make: (payload) => (nullable ? payload : `${option}.some<${text}>(${payload})`),
    take: (value) => (nullable ? value : `${value}.value`),
  };
  const first = (value: string): string => (nullable ? `${value} === null` : `!${value}.isSome`);
  const tagOf = (value: string): string => (nullable ? `<i32>(${second(value)})` : `<i32>${second(value)}`);
  return { cases: [none, some], tagOf, first, second };
}

function resultText(
  file: SourceFile,
  ok: Type | undefined,
  err: Type | undefined,
  text: (type: Type) => string,
): CasesText {
  const result = file.use(TYPES_PATH, 'Result');
  const unit = (): string => file.use(TYPES_PATH, 'Unit');
  const types = `${ok ? text(ok) : unit()}, ${err ? text(err) : unit()}`;
  const side = (kind: 'ok' | 'err', payload: Type | undefined): CaseText => ({
    tag: kind === 'ok' ? '0' : '1',
    payload,
    make: (value) => `${result}.${kind}<${types}>(${payload ? value : `${unit()}.value`})`,
    take: (value) => `${value}.${kind}`,
  });
  return {
    cases: [side('ok', ok), side('err', err)],
    tagOf: (value) => `<i32>!${value}.isOk`,
    first: (value) => `${value}.isOk`,
    second: (value) => `!${value}.isOk`,
  };
}

/** The name of the property that reads a record's field or a flag. */
export function fieldName(name: string): string {
  const camel = camelCase(name);
  return camel === 'constructor' ? `${camel}_` : camel;
}
