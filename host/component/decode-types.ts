import type { Definition, ExternType, Primitive, TypeDefinition, TypeReference, ValueTypeDefinition } from './model.ts';
import { decodeCoreType } from './decode-core-types.ts';
import { decodeAlias, decodeExternName } from './decode-names.ts';
import type { Reader } from './reader.ts';

/** Nested component and instance types: wasm-tools bounds nesting at 100 as well. */
const MAX_TYPE_NESTING = 100;

const PRIMITIVES: Readonly<Record<number, Primitive>> = {
  0x7f: 'bool',
  0x7e: 's8',
  0x7d: 'u8',
  0x7c: 's16',
  0x7b: 'u16',
  0x7a: 's32',
  0x79: 'u32',
  0x78: 's64',
  0x77: 'u64',
  0x76: 'f32',
  0x75: 'f64',
  0x74: 'char',
  0x73: 'string',
};

/** Type opcodes of features outside the released, synchronous component model. */
const REFUSED: Readonly<Record<number, string>> = {
  0x67: 'list with a fixed length',
  0x66: 'stream',
  0x65: 'future',
  0x64: 'error-context',
  0x63: 'map',
  0x43: 'async func',
};

function typeReference(reader: Reader): TypeReference {
  const start = reader.offset;
  const code = reader.s33('a value type');
  if (code >= 0) return code;
  if (reader.offset - start > 1) return reader.fail('this is no value type', start);
  const primitive = PRIMITIVES[code & 0x7f];
  if (primitive !== undefined) return primitive;
  const refused = REFUSED[code & 0x7f];
  if (refused !== undefined) return reader.unsupported(`type ${refused}`, start);
  return reader.fail('this is no value type', start);
}

function optional<T>(reader: Reader, what: string, read: () => T): T | undefined {
  const start = reader.offset;
  const flag = reader.byte(what);
  if (flag === 0) return undefined;
  if (flag === 1) return read();
  return reader.fail(`${what} starts with neither 0 nor 1`, start);
}

function labels(reader: Reader, what: string): string[] {
  const start = reader.offset;
  const read = reader.vector(what, () => reader.name(`a label of ${what}`));
  if (read.length === 0) reader.fail(`${what} is empty`, start);
  return read;
}

function valueType(reader: Reader, code: number, start: number): ValueTypeDefinition {
  const reference = () => typeReference(reader);
  switch (code) {
    case 0x72: {
      const fields = reader.vector('record fields', () => ({ name: reader.name('a field name'), type: reference() }));
      if (fields.length === 0) reader.fail('a record has no fields', start);
      return { kind: 'record', fields };
    }
    case 0x71: {
      const cases = reader.vector('variant cases', () => {
        const name = reader.name('a case name');
        const type = optional(reader, 'the type of a case', reference);
        if (reader.byte('the end of a case') !== 0) reader.fail('a case does not end with 0', reader.offset - 1);
        return { name, type };
      });
      if (cases.length === 0) reader.fail('a variant has no cases', start);
      return { kind: 'variant', cases };
    }
    case 0x70:
      return { kind: 'list', element: reference() };
    case 0x6f: {
      const elements = reader.vector('tuple elements', reference);
      if (elements.length === 0) reader.fail('a tuple is empty', start);
      return { kind: 'tuple', elements };
    }
    case 0x6e:
      return { kind: 'flags', labels: labels(reader, 'flags') };
    case 0x6d:
      return { kind: 'enum', labels: labels(reader, 'an enum') };
    case 0x6b:
      return { kind: 'option', element: reference() };
    case 0x6a: {
      const ok = optional(reader, 'the ok type of a result', reference);
      return { kind: 'result', ok, err: optional(reader, 'the error type of a result', reference) };
    }
    case 0x69:
      return { kind: 'own', resource: reader.u32('a resource type index') };
    case 0x68:
      return { kind: 'borrow', resource: reader.u32('a resource type index') };
    default:
      return reader.fail(`0x${code.toString(16)} starts no type`, start);
  }
}

function functionType(reader: Reader): TypeDefinition {
  const parameters = reader.vector('parameters', () => ({
    name: reader.name('a parameter name'),
    type: typeReference(reader),
  }));
  const start = reader.offset;
  const form = reader.byte('the result of a function type');
  if (form === 0x00) return { kind: 'func', parameters, result: typeReference(reader) };
  if (form === 0x01 && reader.byte('the result of a function type') === 0x00) {
    return { kind: 'func', parameters, result: undefined };
  }
  return reader.fail('a function type has named results, which the component model no longer has', start);
}

/** One definition of the type section. `depth` counts the component and instance types around it. */
export function decodeType(reader: Reader, depth = 0): TypeDefinition {
  const start = reader.offset;
  if (depth > MAX_TYPE_NESTING) reader.fail(`types are nested deeper than ${MAX_TYPE_NESTING}`, start);
  const code = reader.byte('a type');
  const primitive = PRIMITIVES[code];
  if (primitive !== undefined) return { kind: 'value', type: { kind: 'primitive', type: primitive } };
  const refused = REFUSED[code];
  if (refused !== undefined) return reader.unsupported(`type ${refused}`, start);
  switch (code) {
    case 0x40:
      return functionType(reader);
    case 0x41:
      return { kind: 'component', declarations: reader.vector('declarations', () => declaration(reader, true, depth)) };
    case 0x42:
      return { kind: 'instance', declarations: reader.vector('declarations', () => declaration(reader, false, depth)) };
    case 0x3f: {
      const representation = reader.byte('the representation of a resource');
      if (representation !== 0x7f) reader.unsupported('a resource representation other than i32', reader.offset - 1);
      const destructor = optional(reader, 'the destructor of a resource', () => reader.u32('a function index'));
      return { kind: 'resource', destructor };
    }
    default:
      return { kind: 'value', type: valueType(reader, code, start) };
  }
}

function declaration(reader: Reader, inComponentType: boolean, depth: number): Definition {
  const offset = reader.offset;
  const form = reader.byte('a declaration');
  switch (form) {
    case 0x00:
      return { offset, kind: 'core type', type: decodeCoreType(reader) };
    case 0x01: {
      const type = decodeType(reader, depth + 1);
      if (type.kind === 'resource') reader.fail('a resource is defined inside a component or instance type', offset);
      return { offset, kind: 'type', type };
    }
    case 0x02:
      return { offset, kind: 'alias', ...decodeAlias(reader) };
    case 0x03:
      if (!inComponentType) reader.fail('an instance type declares an import', offset);
      return { offset, kind: 'import', name: decodeExternName(reader), type: decodeExternType(reader) };
    case 0x04:
      return { offset, kind: 'export declaration', name: decodeExternName(reader), type: decodeExternType(reader) };
    default:
      return reader.fail(`0x${form.toString(16)} starts no declaration`, offset);
  }
}

export function decodeExternType(reader: Reader): ExternType {
  const start = reader.offset;
  const code = reader.byte('the type of an import or export');
  switch (code) {
    case 0x00:
      if (reader.byte('the sort of a core import') !== 0x11) reader.fail('a core import is no module', start);
      return { kind: 'core module', type: reader.u32('a core type index') };
    case 0x01:
      return { kind: 'func', type: reader.u32('a type index') };
    case 0x02:
      return reader.unsupported('value import or export', start);
    case 0x03: {
      const bound = reader.byte('a type bound');
      if (bound === 0x00) return { kind: 'type', equal: reader.u32('a type index') };
      if (bound === 0x01) return { kind: 'type', equal: undefined };
      return reader.fail('a type bound is neither eq nor sub', start);
    }
    case 0x04:
      return { kind: 'component', type: reader.u32('a type index') };
    case 0x05:
      return { kind: 'instance', type: reader.u32('a type index') };
    default:
      return reader.fail(`0x${code.toString(16)} starts no type of an import or export`, start);
  }
}
