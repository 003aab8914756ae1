import { camelCase } from '../../component/names.ts';
import type { Definition, Field, Type, TypeDefinition, WitFunction } from '../wit/model.ts';
import { pascalCase } from '../assemblyscript/names.ts';
import type { EngineName } from './engine.ts';

/** How types are written at one place of the declarations: for which engine, and how a definition is named from there. */
export interface Scope {
  readonly engine: EngineName;
  nameOf(definition: TypeDefinition): string;
}

/** Numbers, each with the array that SpiderMonkey makes of a list of them. QuickJS has arrays, but of bytes. */
const ARRAYS: Partial<Record<Type['kind'], string>> = {
  s8: 'Int8Array',
  u8: 'Uint8Array',
  s16: 'Int16Array',
  u16: 'Uint16Array',
  s32: 'Int32Array',
  u32: 'Uint32Array',
  s64: 'BigInt64Array',
  u64: 'BigUint64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
};

/** The global names that declarations are written with. */
export const GLOBALS: ReadonlySet<string> = new Set([...Object.values(ARRAYS), 'Promise', 'Symbol']);

/** A type of WIT in TypeScript. */
export function typeText(type: Type, scope: Scope): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'char':
    case 'string':
      return 'string';
    case 's64':
    case 'u64':
      // SpiderMonkey gives a bigint, and takes either.
      return scope.engine === 'spidermonkey' ? 'bigint | number' : 'number';
    case 'named':
    case 'own':
    case 'borrow':
      return scope.nameOf(type.definition);
    case 'list':
      return listText(type.element, scope);
    case 'option':
      return optionText(type.element, scope);
    case 'result':
      return `{ tag: 'ok'; ${payload(type.ok, scope)} } | { tag: 'err'; ${payload(type.err, scope)} }`;
    case 'tuple':
      return `[${type.elements.map((one) => typeText(one, scope)).join(', ')}]`;
    case 'map':
    case 'future':
    case 'stream':
    case 'error-context':
      // No host here runs a component that has it.
      return 'never';
    default:
      return 'number';
  }
}

function listText(element: Type, scope: Scope): string {
  const array = ARRAYS[element.kind];
  if (array !== undefined && (scope.engine === 'spidermonkey' || element.kind === 'u8')) return array;
  const text = typeText(element, scope);
  return `${/[|]/.test(text) ? `(${text})` : text}[]`;
}

/** An option in an option would not be told from none, and is written out. */
function optionText(element: Type, scope: Scope): string {
  const text = typeText(element, scope);
  if (isOption(element)) return `{ tag: 'some'; val: ${text} } | { tag: 'none' }`;
  return `${text} | ${scope.engine === 'spidermonkey' ? 'undefined' : 'null'}`;
}

function isOption(type: Type): boolean {
  if (type.kind !== 'named') return type.kind === 'option';
  const { definition } = type.definition;
  return definition.kind === 'alias' && isOption(definition.type);
}

function payload(type: Type | undefined, scope: Scope): string {
  return type === undefined ? 'val?: undefined' : `val: ${typeText(type, scope)}`;
}

/** The declaration of a type that is no resource, under a name. */
export function definitionText(name: string, definition: Definition, indent: string, scope: Scope): string {
  const inner = `${indent}  `;
  const members = (lines: readonly string[]): string => `{\n${lines.join('\n')}\n${indent}}`;
  switch (definition.kind) {
    case 'record':
      return `interface ${name} ${members(
        definition.fields.map(({ name: field, docs, type }) => {
          // Both engines take a record without a field that is an option.
          const key = `${camelCase(field)}${isOption(type) ? '?' : ''}`;
          return `${docsText(docs, inner)}${inner}${key}: ${typeText(type, scope)};`;
        }),
      )}`;
    case 'flags':
      return `interface ${name} ${members(
        definition.flags.map(({ name: flag, docs }) => `${docsText(docs, inner)}${inner}${camelCase(flag)}?: boolean;`),
      )}`;
    case 'enum':
      return `type ${name} =\n${definition.cases
        .map(({ name: one, docs }) => `${docsText(docs, inner)}${inner}| '${one}'`)
        .join('\n')};`;
    case 'variant':
      return `type ${name} =\n${definition.cases
        .map(({ name: one, docs, type }) => {
          const val = type === undefined ? '' : `; val: ${typeText(type, scope)}`;
          return `${docsText(docs, inner)}${inner}| { tag: '${one}'${val} }`;
        })
        .join('\n')};`;
    case 'alias':
      return `type ${name} = ${typeText(definition.type, scope)};`;
    case 'resource':
      throw new TypeError(`${name} is a resource`);
  }
}

export function parametersText(parameters: readonly Field[], scope: Scope): string {
  return parameters.map(({ name, type }) => `${identifier(name)}: ${typeText(type, scope)}`).join(', ');
}

/** What a function returns; the error of a result is thrown. */
export function resultText({ result }: WitFunction, scope: Scope): string {
  if (result === undefined) return 'void';
  const plain = throwing(result);
  if (plain === undefined) return typeText(result, scope);
  return plain.ok === undefined ? 'void' : typeText(plain.ok, scope);
}

/** The documentation of a function, with what it throws. */
export function functionDocs({ docs, result }: WitFunction, scope: Scope): string {
  const err = result === undefined ? undefined : throwing(result)?.err;
  if (err === undefined) return docs;
  return `${docs}${docs === '' ? '' : '\n\n'}@throws an error whose \`payload\` is ${typeText(err, scope)}`;
}

function throwing(type: Type): (Type & { kind: 'result' }) | undefined {
  if (type.kind === 'result') return type;
  if (type.kind !== 'named') return undefined;
  const { definition } = type.definition;
  return definition.kind === 'alias' ? throwing(definition.type) : undefined;
}

/** Words that are no names in strict code. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch this
  throw true try typeof var void while with yield`.split(/\s+/),
);

/** A name of WIT as a variable of JavaScript. */
export function identifier(name: string): string {
  const camel = camelCase(name);
  return RESERVED.has(camel) ? `${camel}_` : camel;
}

/** A name of a type of WIT that hides none of the globals that declarations are written with. */
export function typeIdentifier(name: string): string {
  const pascal = pascalCase(name);
  return GLOBALS.has(pascal) ? `${pascal}_` : pascal;
}

/** A documentation comment with its line end; nothing for no text. */
export function docsText(text: string, indent: string): string {
  if (text === '') return '';
  const lines = text.replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
