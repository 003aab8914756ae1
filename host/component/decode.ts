import { decodeCoreType } from './decode-core-types.ts';
import { decodeAlias, decodeCoreSort, decodeExternName, decodeSort, decodeSortIndex } from './decode-names.ts';
import { decodeExternType, decodeType } from './decode-types.ts';
import type {
  Canon,
  CanonicalOptions,
  CoreInstanceDefinition,
  Definition,
  InstanceDefinition,
  StringEncoding,
} from './model.ts';
import { Reader } from './reader.ts';

/** Components inside components. wac-composed components stay under 10; the bound keeps the reader's stack small. */
const MAX_COMPONENT_NESTING = 50;
/** Definitions of a whole binary, nested ones included: a componentize-js component has about 2,000. */
const MAX_DEFINITIONS = 200_000;

const MAGIC = 0x6d736100;
const CORE_VERSION = 0x1;
const COMPONENT_VERSION = 0x1000d;
const PREAMBLE_BYTES = 8;

/** Canonical functions of features outside the released, synchronous component model. */
const REFUSED_CANONS: Readonly<Record<number, string>> = {
  0x05: 'task.cancel',
  0x06: 'subtask.cancel',
  0x08: 'backpressure.set',
  0x09: 'task.return',
  0x0a: 'context.get',
  0x0b: 'context.set',
  0x0c: 'thread.yield',
  0x0d: 'subtask.drop',
  0x0e: 'stream.new',
  0x0f: 'stream.read',
  0x10: 'stream.write',
  0x11: 'stream.cancel-read',
  0x12: 'stream.cancel-write',
  0x13: 'stream.drop-readable',
  0x14: 'stream.drop-writable',
  0x15: 'future.new',
  0x16: 'future.read',
  0x17: 'future.write',
  0x18: 'future.cancel-read',
  0x19: 'future.cancel-write',
  0x1a: 'future.drop-readable',
  0x1b: 'future.drop-writable',
  0x1c: 'error-context.new',
  0x1d: 'error-context.debug-message',
  0x1e: 'error-context.drop',
  0x1f: 'waitable-set.new',
  0x20: 'waitable-set.wait',
  0x21: 'waitable-set.poll',
  0x22: 'waitable-set.drop',
  0x23: 'waitable.join',
  0x24: 'backpressure.inc',
  0x25: 'backpressure.dec',
  0x26: 'thread.index',
  0x27: 'thread.new-indirect',
  0x28: 'thread.resume-later',
  0x29: 'thread.suspend',
  0x2a: 'thread.suspend-then-resume',
  0x2b: 'thread.yield-then-resume',
  0x2c: 'thread.suspend-then-promote',
  0x2d: 'thread.yield-then-promote',
  0x40: 'thread.spawn-ref',
  0x41: 'thread.spawn-indirect',
  0x42: 'thread.available-parallelism',
};

const ENCODINGS: Readonly<Record<number, StringEncoding>> = { 0x00: 'utf8', 0x01: 'utf16', 0x02: 'latin1+utf16' };

function canonicalOptions(reader: Reader): CanonicalOptions {
  const options: { -readonly [K in keyof CanonicalOptions]: CanonicalOptions[K] } = {
    encoding: 'utf8',
    memory: undefined,
    realloc: undefined,
    postReturn: undefined,
  };
  const seen = new Set<string>();
  const once = (name: string, offset: number) => {
    if (seen.has(name)) reader.fail(`canonical option ${name} is given twice`, offset);
    seen.add(name);
  };
  reader.vector('canonical options', () => {
    const offset = reader.offset;
    const code = reader.byte('a canonical option');
    const encoding = ENCODINGS[code];
    if (encoding !== undefined) {
      once('string-encoding', offset);
      options.encoding = encoding;
      return;
    }
    switch (code) {
      case 0x03:
        once('memory', offset);
        options.memory = reader.u32('a core memory index');
        return;
      case 0x04:
        once('realloc', offset);
        options.realloc = reader.u32('a core function index');
        return;
      case 0x05:
        once('post-return', offset);
        options.postReturn = reader.u32('a core function index');
        return;
      case 0x06:
        return reader.unsupported('canonical option async', offset);
      case 0x07:
        return reader.unsupported('canonical option callback', offset);
      case 0x08:
        return reader.unsupported('canonical option core-type', offset);
      case 0x09:
        return reader.unsupported('canonical option gc', offset);
      default:
        return reader.fail('this is no canonical option', offset);
    }
  });
  return options;
}

function canon(reader: Reader): Canon {
  const start = reader.offset;
  const code = reader.byte('a canonical definition');
  const funcSort = () => {
    if (reader.byte('the sort of a canonical definition') !== 0x00)
      reader.fail('this canonical definition is no function');
  };
  switch (code) {
    case 0x00: {
      funcSort();
      const coreFunc = reader.u32('a core function index');
      const options = canonicalOptions(reader);
      return { kind: 'lift', coreFunc, options, type: reader.u32('a type index') };
    }
    case 0x01: {
      funcSort();
      const func = reader.u32('a function index');
      return { kind: 'lower', func, options: canonicalOptions(reader) };
    }
    case 0x02:
      return { kind: 'resource.new', resource: reader.u32('a type index') };
    case 0x03:
      return { kind: 'resource.drop', resource: reader.u32('a type index') };
    case 0x04:
      return { kind: 'resource.rep', resource: reader.u32('a type index') };
    default: {
      const refused = REFUSED_CANONS[code];
      if (refused !== undefined) return reader.unsupported(`canonical function ${refused}`, start);
      return reader.fail(`0x${code.toString(16)} starts no canonical definition`, start);
    }
  }
}

function coreInstance(reader: Reader): CoreInstanceDefinition {
  const start = reader.offset;
  const form = reader.byte('a core instance');
  if (form === 0x00) {
    const module = reader.u32('a core module index');
    const args = reader.vector('arguments', () => {
      const name = reader.name('the name of an argument');
      if (reader.byte('the sort of an argument') !== 0x12) reader.fail('an argument is no instance', reader.offset - 1);
      return { name, instance: reader.u32('a core instance index') };
    });
    return { kind: 'instantiate', module, args };
  }
  if (form !== 0x01) reader.fail('this starts no core instance', start);
  const exports = reader.vector('exports', () => {
    const name = reader.name('the name of an export');
    return { name, sort: decodeCoreSort(reader), index: reader.u32('an index') };
  });
  return { kind: 'exports', exports };
}

function instance(reader: Reader): InstanceDefinition {
  const start = reader.offset;
  const form = reader.byte('an instance');
  if (form === 0x00) {
    const component = reader.u32('a component index');
    const args = reader.vector('arguments', () => ({
      name: reader.name('the name of an argument'),
      ...decodeSortIndex(reader),
    }));
    return { kind: 'instantiate', component, args };
  }
  if (form !== 0x01) reader.fail('this starts no instance', start);
  const exports = reader.vector('exports', () => ({ name: decodeExternName(reader), ...decodeSortIndex(reader) }));
  return { kind: 'exports', exports };
}

function exported(reader: Reader, offset: number): Definition {
  const name = decodeExternName(reader);
  const sort = decodeSort(reader);
  const index = reader.u32('an index');
  const flag = reader.byte('the type of an export');
  if (flag > 1) reader.fail('the type of an export starts with neither 0 nor 1', reader.offset - 1);
  return {
    offset,
    kind: 'export',
    name,
    item: { sort, index },
    type: flag === 1 ? decodeExternType(reader) : undefined,
  };
}

class ComponentDecoder {
  #count = 0;

  decode(reader: Reader, depth: number): Definition[] {
    if (depth > MAX_COMPONENT_NESTING) reader.fail(`components are nested deeper than ${MAX_COMPONENT_NESTING}`);
    preamble(reader);
    const definitions: Definition[] = [];
    while (!reader.done) {
      const start = reader.offset;
      const id = reader.byte('a section');
      const section = reader.section(reader.u32('the size of a section'), 'a section');
      this.#section(id, section, start, depth, definitions);
    }
    return definitions;
  }

  #section(id: number, section: Reader, start: number, depth: number, into: Definition[]): void {
    const each = (what: string, item: (offset: number) => Definition) => {
      section.vector(what, () => {
        if (++this.#count > MAX_DEFINITIONS) section.fail(`the binary has more than ${MAX_DEFINITIONS} definitions`);
        into.push(item(section.offset));
      });
      section.expectEnd('a section');
    };
    switch (id) {
      case 0:
        section.name('the name of a custom section');
        return;
      case 1:
        into.push({ offset: section.offset, kind: 'core module', start: section.offset, end: section.end });
        return;
      case 2:
        return each('core instances', (offset) => ({
          offset,
          kind: 'core instance',
          definition: coreInstance(section),
        }));
      case 3:
        return each('core types', (offset) => ({ offset, kind: 'core type', type: decodeCoreType(section) }));
      case 4:
        into.push({ offset: section.offset, kind: 'component', definitions: this.decode(section, depth + 1) });
        return;
      case 5:
        return each('instances', (offset) => ({ offset, kind: 'instance', definition: instance(section) }));
      case 6:
        return each('aliases', (offset) => ({ offset, kind: 'alias', ...decodeAlias(section) }));
      case 7:
        return each('types', (offset) => ({ offset, kind: 'type', type: decodeType(section) }));
      case 8:
        return each('canonical definitions', (offset) => ({ offset, kind: 'canon', canon: canon(section) }));
      case 9:
        return section.unsupported('a component start function', start);
      case 10:
        return each('imports', (offset) => ({
          offset,
          kind: 'import',
          name: decodeExternName(section),
          type: decodeExternType(section),
        }));
      case 11:
        return each('exports', (offset) => exported(section, offset));
      case 12:
        return section.unsupported('a component value', start);
      default:
        return section.fail(`${id} is no section of a component`, start);
    }
  }
}

function preamble(reader: Reader): void {
  const start = reader.offset;
  reader.skip(PREAMBLE_BYTES, 'the preamble');
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + start, PREAMBLE_BYTES);
  if (view.getUint32(0, true) !== MAGIC)
    reader.fail('this is no WebAssembly binary: it does not start with \\0asm', start);
  const version = view.getUint32(4, true);
  if (version === CORE_VERSION) {
    reader.fail('this is a core module; make it a component (componentEmbed, componentNew)', start + 4);
  }
  if (version !== COMPONENT_VERSION) reader.fail('this is no component of version 0xd', start + 4);
}

/** Reads a component's definitions. Core modules are only located; `instrument.ts` reads those. */
export function decodeComponent(bytes: Uint8Array): Definition[] {
  return new ComponentDecoder().decode(new Reader(bytes), 0);
}
