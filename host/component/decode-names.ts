import type { AliasTarget, CoreSort, Sort, SortIndex } from './model.ts';
import { parseExternName } from './names.ts';
import type { Reader } from './reader.ts';

const CORE_SORTS: Readonly<Record<number, CoreSort>> = {
  0x00: 'func',
  0x01: 'table',
  0x02: 'memory',
  0x03: 'global',
  0x04: 'tag',
  0x10: 'type',
  0x11: 'module',
  0x12: 'instance',
};

const SORTS: Readonly<Record<number, Sort>> = {
  0x01: 'func',
  0x02: 'value',
  0x03: 'type',
  0x04: 'component',
  0x05: 'instance',
};

export function decodeCoreSort(reader: Reader): Sort {
  const start = reader.offset;
  const sort = CORE_SORTS[reader.byte('a core sort')];
  if (sort === undefined) return reader.fail('this is no core sort', start);
  return `core ${sort}`;
}

export function decodeSort(reader: Reader): Sort {
  const start = reader.offset;
  const code = reader.byte('a sort');
  if (code === 0x00) return decodeCoreSort(reader);
  const sort = SORTS[code];
  if (sort === undefined) return reader.fail('this is no sort', start);
  if (sort === 'value') return reader.unsupported('a component value', start);
  return sort;
}

export function decodeSortIndex(reader: Reader): SortIndex {
  return { sort: decodeSort(reader), index: reader.u32('an index') };
}

/** The name of an import or export. */
export function decodeExternName(reader: Reader): string {
  const start = reader.offset;
  const form = reader.byte('the name of an import or export');
  if (form > 0x02) reader.fail('this starts no name of an import or export', start);
  const name = reader.name('the name of an import or export');
  const known = parseExternName(name);
  if (known === 'unsupported') reader.unsupported(`import or export name ${JSON.stringify(name)}`, start);
  if (known === 'malformed') reader.fail(`${JSON.stringify(name)} is no name of an import or export`, start);
  if (form === 0x02) reader.unsupported(`an attribute of the name ${JSON.stringify(name)}`, start);
  return name;
}

const OUTER_SORTS: readonly Sort[] = ['core module', 'core type', 'type', 'component'];

export function decodeAlias(reader: Reader): { sort: Sort; target: AliasTarget } {
  const start = reader.offset;
  const sort = decodeSort(reader);
  const form = reader.byte('the target of an alias');
  switch (form) {
    case 0x00:
      return {
        sort,
        target: { kind: 'export', instance: reader.u32('an instance index'), name: reader.name('a name') },
      };
    case 0x01:
      return {
        sort,
        target: { kind: 'core export', instance: reader.u32('a core instance index'), name: reader.name('a name') },
      };
    case 0x02:
      if (!OUTER_SORTS.includes(sort)) reader.fail(`an outer alias is of a ${sort}`, start);
      return { sort, target: { kind: 'outer', count: reader.u32('a scope count'), index: reader.u32('an index') } };
    default:
      return reader.fail('an alias targets neither an export nor an outer scope', start);
  }
}
