import { readCoreType, readExternType, refersByIndex } from './core-extern.ts';
import type { CoreTypeDefinition, ModuleDeclaration } from './model.ts';
import type { Reader } from './reader.ts';
import type { CoreFunctionType } from './types.ts';

const MODULE = 0x50;
const RECURSIVE = 'core feature garbage collection: a type that is no function type';

function functionType(reader: Reader): CoreFunctionType {
  const start = reader.offset;
  const parameters = reader.vector('parameters', () => readCoreType(reader));
  const type = { parameters, results: reader.vector('results', () => readCoreType(reader)) };
  if (!refersByIndex({ kind: 'func', type })) return type;
  return reader.unsupported('core feature typed references: a core type of a component that mentions another', start);
}

/** One definition of the core type section, or of a core type inside a component, instance or module type. */
export function decodeCoreType(reader: Reader): CoreTypeDefinition {
  const start = reader.offset;
  const form = reader.byte('a core type');
  switch (form) {
    case 0x60:
      return { kind: 'func', type: functionType(reader) };
    case MODULE:
      return { kind: 'module', declarations: reader.vector('module declarations', () => declaration(reader)) };
    case 0x00: // a subtype that others may extend
    case 0x4e: // a group of recursive types
    case 0x4f: // a final subtype
    case 0x5e: // an array
    case 0x5f: // a structure
    case 0x65: // shared
      return reader.unsupported(RECURSIVE, start);
    default:
      return reader.fail(`0x${form.toString(16)} starts no core type`, start);
  }
}

function declaration(reader: Reader): ModuleDeclaration {
  const offset = reader.offset;
  const form = reader.byte('a module declaration');
  const externType = () => readExternType(reader, (typeIndex) => ({ kind: 'func', typeIndex }) as const);
  switch (form) {
    case 0x00: {
      const module = reader.name('the module of a core import');
      const name = reader.name('the name of a core import');
      return { offset, kind: 'import', module, name, type: externType() };
    }
    case 0x01: {
      // Here the code of a module type is that of a subtype: a module type holds no module types.
      if (reader.peek('a core type') === MODULE) reader.unsupported(RECURSIVE, offset);
      const { type } = decodeCoreType(reader) as CoreTypeDefinition & { kind: 'func' };
      return { offset, kind: 'type', type };
    }
    case 0x02: {
      const sort = reader.byte('the sort of a core alias');
      const target = reader.byte('the target of a core alias');
      if (sort !== 0x10 || target !== 0x01) reader.fail('a core alias is of no outer type', offset);
      return { offset, kind: 'alias', count: reader.u32('a scope count'), index: reader.u32('a core type index') };
    }
    case 0x03: {
      const name = reader.name('the name of a core export');
      return { offset, kind: 'export', name, type: externType() };
    }
    default:
      return reader.fail(`0x${form.toString(16)} starts no module declaration`, offset);
  }
}
