import test from 'ava';
import { leb } from './mutations.ts';
import { isValidForWasmTools, refusalOf } from './validation.ts';

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

const section = (id: number, ...content: number[]) => [id, ...leb(content.length), ...content];
const text = (name: string) => [...leb(Buffer.byteLength(name)), ...Buffer.from(name)];
/** A name as imports and exports have it. */
const named = (name: string) => [0x00, ...text(name)];

const TYPE = 7;
const IMPORT = 10;
const EXPORT = 11;
const ALIAS = 6;
const CANON = 8;
const INSTANCE = 5;
const CORE_INSTANCE = 2;
const CORE_TYPE = 3;

/** A function import: type 0 and function 0. */
const FUNC = [...section(TYPE, 1, 0x40, 0, 1, 0), ...section(IMPORT, 1, ...named('f'), 0x01, 0)];

/** Sections that no text stands for, and why they are refused. */
const ROWS: readonly [what: string, sections: number[], refusal: RegExp][] = [
  ['a type that starts with nothing known', section(TYPE, 1, 0x3e), /0x3e starts no type/],
  ['a value type that is none', section(TYPE, 1, 0x70, 0x40), /this is no value type/],
  ['an index of over 33 bits', section(TYPE, 1, 0x70, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00), /no 33-bit integer/],
  ['a size of over 32 bits', section(TYPE, 1, 0x6e, 0xff, 0xff, 0xff, 0xff, 0x7f), /no 32-bit integer/],
  ['an absent type that is neither there nor not', section(TYPE, 1, 0x6a, 2, 0), /starts with neither 0 nor 1/],
  ['a case that does not end', section(TYPE, 1, 0x71, 1, ...text('a'), 0, 1, 0x7f), /a case does not end with 0/],
  ['named results', section(TYPE, 1, 0x40, 0, 1, 1, ...text('a'), 0x7f), /a function type has named results/],
  ['results of another form', section(TYPE, 1, 0x40, 0, 2), /a function type has named results/],
  ['a declaration of nothing known', section(TYPE, 1, 0x42, 1, 5), /0x5 starts no declaration/],
  [
    'an import in an instance type',
    section(TYPE, 1, 0x42, 1, 3, ...named('f'), 1, 0),
    /an instance type declares an import/,
  ],
  ['a bound that is none', section(IMPORT, 1, ...named('t'), 3, 2), /a type bound is neither eq nor sub/],
  ['an import of a core function', section(IMPORT, 1, ...named('f'), 0, 0, 0), /a core import is no module/],
  ['an import of nothing known', section(IMPORT, 1, ...named('f'), 7, 0), /0x7 starts no type of an import or export/],
  ['a name of another form', section(IMPORT, 1, 3, ...text('f'), 1, 0), /this starts no name/],
  ['a sort that is none', [...FUNC, ...section(EXPORT, 1, ...named('g'), 6, 0, 0)], /this is no sort/],
  [
    'an export of a core function',
    [...FUNC, ...section(EXPORT, 1, ...named('g'), 0, 0, 0, 0)],
    /a core func cannot be exported/,
  ],
  [
    'an export with half a type',
    [...FUNC, ...section(EXPORT, 1, ...named('g'), 1, 0, 2)],
    /starts with neither 0 nor 1/,
  ],
  ['an alias of another form', section(ALIAS, 1, 3, 3, 0, 0), /an alias targets neither/],
  ['an outer alias of a function', [...FUNC, ...section(ALIAS, 1, 1, 2, 0, 0)], /an outer alias is of a func/],
  ['an outer alias of a core function', section(ALIAS, 1, 0, 0, 2, 0, 0), /an outer alias is of a core func/],
  [
    'an alias of a core export as a function',
    section(ALIAS, 1, 1, 1, 0, ...text('f')),
    /an alias of a core export is of a func|there is no core instance/,
  ],
  ['a core sort that is none', section(ALIAS, 1, 0, 9, 1, 0, ...text('f')), /this is no core sort/],
  ['a canonical definition of nothing known', section(CANON, 1, 0x7e), /0x7e starts no canonical definition/],
  [
    'a canonical definition of a table',
    [...FUNC, ...section(CANON, 1, 1, 1, 0, 0)],
    /this canonical definition is no function/,
  ],
  [
    'a canonical option of nothing known',
    [...FUNC, ...section(CANON, 1, 1, 0, 0, 1, 0x20)],
    /this is no canonical option/,
  ],
  ['an instance of another form', section(INSTANCE, 1, 2, 0), /this starts no instance/],
  ['a core instance of another form', section(CORE_INSTANCE, 1, 2, 0), /this starts no core instance/],
  [
    'an argument that is no instance',
    section(CORE_INSTANCE, 1, 0, 0, 1, ...text('a'), 0x11, 0),
    /an argument is no instance/,
  ],
  [
    'a core instance that exports an instance',
    section(CORE_INSTANCE, 1, 1, 1, ...text('a'), 0x12, 0),
    /a core instance cannot export a core instance/,
  ],
  ['a core type of nothing known', section(CORE_TYPE, 1, 0x20), /0x20 starts no core type/],
  ['a core type with a value type that is none', section(CORE_TYPE, 1, 0x60, 1, 0x20, 0), /0x20 is no core value type/],
  ['a module declaration of nothing known', section(CORE_TYPE, 1, 0x50, 1, 4), /0x4 starts no module declaration/],
  [
    'a module type with an alias of an export',
    section(CORE_TYPE, 1, 0x50, 1, 2, 0x10, 0, 0, 0),
    /a core alias is of no outer type/,
  ],
  [
    'a table of numbers',
    section(CORE_TYPE, 1, 0x50, 1, 3, ...text('t'), 1, 0x7f, 0, 0),
    /a table holds i32, which is no reference/,
  ],
  [
    'a global that is more than mutable',
    section(CORE_TYPE, 1, 0x50, 1, 3, ...text('g'), 3, 0x7f, 9),
    /the mutability of a global/,
  ],
  [
    'a core module of another version',
    section(1, 0, 0x61, 0x73, 0x6d, 2, 0, 0, 0),
    /this is no core module of version 1/,
  ],
  ['a core module cut off', section(1, 0, 0x61, 0x73), /the binary ends inside the preamble of a core module/],
  ['a component inside that is cut off', section(4, 0, 0x61, 0x73), /the binary ends inside the preamble/],
  ['a core module where a component should be', section(4, 0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), /this is a core module/],
  ['a custom section without a name', section(0), /the binary ends where the size of the name/],
  ['a section with more than it says', [...section(TYPE, 1, 0x7f, 0x7f)], /1 bytes too many/],
  ['a section with less than it says', section(TYPE, 2, 0x7f), /are announced but the binary ends|the binary ends/],
];

for (const [what, sections, refusal] of ROWS) {
  test(`${what} is refused`, async (t) => {
    const bytes = Uint8Array.from([...PREAMBLE, ...sections]);
    const error = refusalOf(bytes);
    t.regex(error?.message ?? 'accepted', refusal);
    t.is(error?.code, 'invalid');
    t.true(error!.offset! <= bytes.length);
    t.false(await isValidForWasmTools(bytes));
  });
}

test('a custom section may hold anything', async (t) => {
  const bytes = Uint8Array.from([...PREAMBLE, ...section(0, ...text('component-name'), 0xff, 0xff), ...FUNC]);
  t.is(refusalOf(bytes), undefined);
  t.true(await isValidForWasmTools(bytes));
});
