import test from 'ava';

import { WitError } from '../../host/bindgen/wit/error.ts';
import { generateBindings } from '../../host/bindgen/assemblyscript/generate.ts';
import type { Package } from '../../host/bindgen/wit/model.ts';
import { parseSources } from '../../host/bindgen/wit/packages.ts';
import { resolveWorld } from '../../host/bindgen/wit/world.ts';

/** Parses one package of one file. */
function parse(text: string): Package {
  const [first] = parseSources([[{ path: 'a.wit', text }]]);
  if (!first) throw new Error('no package');
  return first;
}

function refusal(t: import('ava').ExecutionContext, text: string): string {
  const error = t.throws(() => parse(text), { instanceOf: WitError });
  return error?.message ?? '';
}

const REFUSED: [what: string, text: string, message: string][] = [
  [
    'no package declaration',
    'interface a {}',
    'a.wit:1:1: no file of this package declares it: begin with `package NAMESPACE:NAME@VERSION;`',
  ],
  ['a version that is none', 'package a:b@1.2;', 'a.wit:1:13: expected a version such as 0.1.0 after `@`'],
  ['a missing semicolon', 'package a:b\ninterface c {}', 'a.wit:2:1: expected `;`, found `interface`'],
  [
    'an open interface',
    'package a:b;\ninterface c {\n',
    'a.wit:3:1: expected a type, a function or `use`, found the end of the file',
  ],
  [
    'a keyword as a name',
    'package a:b;\ninterface c { list: func(); }',
    'a.wit:2:15: `list` is a keyword of WIT: write `%list` to use it as a name',
  ],
  [
    'a name of mixed case',
    'package a:b;\ninterface someThing {}',
    'a.wit:2:11: `someThing` is not a name: use words of lower case letters and digits, joined by `-`, the first beginning with a letter',
  ],
  [
    'a name that begins with a digit',
    'package a:b;\ninterface c { 2d: func(); }',
    'a.wit:2:15: `2d` is not a name: use words of lower case letters and digits, joined by `-`, the first beginning with a letter',
  ],
  [
    'a name that ends with a hyphen',
    'package a:b;\ninterface c { a-: func(); }',
    'a.wit:2:15: `a-` is not a name: use words of lower case letters and digits, joined by `-`, the first beginning with a letter',
  ],
  [
    'a package in upper case',
    'package a:BIG;',
    'a.wit:1:11: `BIG` is in upper case: names of packages are in lower case',
  ],
  [
    'a stray character',
    'package a:b;\ninterface c { # }',
    'a.wit:2:15: unexpected character `#`: WIT has no such token',
  ],
  ['an open comment', 'package a:b; /* and\nso on', 'a.wit:1:14: this comment is not closed: add `*/`'],
  [
    'an unknown type',
    'package a:b;\ninterface c {\n  f: func(a: lamp);\n}',
    'a.wit:3:14: there is no type `lamp` here: define it, or bring it in with `use INTERFACE.{lamp}`',
  ],
  [
    'a type defined twice',
    'package a:b;\ninterface c {\n  type x = u8;\n  enum x { a }\n}',
    'a.wit:4:8: `x` is already defined at a.wit:3: rename one of them',
  ],
  [
    'a function named as a type',
    'package a:b;\ninterface c {\n  type x = u8;\n  x: func();\n}',
    'a.wit:4:3: `x` is already defined at a.wit:3: rename one of them',
  ],
  [
    'a field defined twice',
    'package a:b;\ninterface c { record r { a: u8, a: u8 } }',
    'a.wit:2:33: `a` is already defined at a.wit:2: rename one of them',
  ],
  ...[
    ['functions', 'foo: func(); FOO: func();', 14],
    ['a type and a function', 'record foo { a: u8 } FOO: func();', 22],
    ['fields', 'record r { foo: u8, FOO: u8 }', 21],
    ['cases', 'variant v { foo, FOO }', 18],
    ['cases of an enum', 'enum e { foo, FOO }', 15],
    ['flags', 'flags f { foo, FOO }', 16],
    ['parameters', 'f: func(foo: u8, FOO: u8);', 18],
    ['methods', 'resource r { foo: func(); FOO: static func(); }', 27],
  ].map(([what, text, column]): [string, string, string] => [
    `${what} that differ in case only`,
    `package a:b;\ninterface c {\n${text}\n}`,
    `a.wit:3:${column}: \`FOO\` differs from \`foo\` at a.wit:3 in case or hyphens only: rename one of them`,
  ]),
  [
    'imports that differ in hyphens only',
    'package a:b;\nworld w { import a-b: func(); import ab: func(); }',
    'a.wit:2:31: `ab` differs from `a-b` at a.wit:2 in case or hyphens only: rename one of them',
  ],
  [
    'a method named as its resource',
    'package a:b;\ninterface c { resource song { song: func(); } }',
    'a.wit:2:31: `song` is also the name of its resource: rename one of them',
  ],
  [
    'a method with a parameter self',
    'package a:b;\ninterface c { resource r { m: func(self: u8); } }',
    'a.wit:2:36: `self` is what every method has already: rename this parameter',
  ],
  [
    'two constructors',
    'package a:b;\ninterface c { resource r { constructor(); constructor(a: u8); } }',
    'a.wit:2:43: `r` has two constructors: make one a static func',
  ],
  [
    'an interface defined twice',
    'package a:b;\ninterface c {}\nworld c {}',
    'a.wit:3:7: `c` is already defined at a.wit:2: rename one of them',
  ],
  [
    'a variant without cases',
    'package a:b;\ninterface c { variant v {} }',
    'a.wit:2:23: `v` has no cases: add at least one',
  ],
  [
    'a record that contains itself',
    'package a:b;\ninterface c { record r { next: option<r> } }',
    'a.wit:2:22: `r` contains itself: WIT types are finite, use a resource or a list of indices',
  ],
  [
    'an alias of itself',
    'package a:b;\ninterface c { type x = y; type y = x; }',
    'a.wit:2:20: `x` is an alias of itself',
  ],
  [
    'a borrow of a number',
    'package a:b;\ninterface c { type n = u8; f: func(a: borrow<n>); }',
    'a.wit:2:39: `n` is not a resource: only resources can be borrowed',
  ],
  [
    'a borrow that is returned',
    'package a:b;\ninterface c { resource r; f: func() -> borrow<r>; }',
    'a.wit:2:27: `f` returns a borrow: a borrow ends with the call, return an own',
  ],
  [
    'a use of a missing type',
    'package a:b;\ninterface c { type x = u8; }\ninterface d { use c.{y}; }',
    'a.wit:3:22: interface a:b/c has no type `y`: it has x',
  ],
  [
    'a use of a missing interface',
    'package a:b;\ninterface d { use c.{y}; }',
    'a.wit:2:19: package a:b has no `c`: it has d',
  ],
  [
    'a use of a missing package',
    'package a:b;\ninterface d { use x:y/z@1.0.0.{t}; }',
    'a.wit:2:19: there is no package x:y@1.0.0: add its folder',
  ],
  [
    'interfaces that use each other',
    'package a:b;\ninterface c { use d.{y}; type x = u8; }\ninterface d { use c.{x}; type y = u8; }',
    'a.wit:3:15: `use` goes in a circle (c -> d -> c): move the shared types to an interface of their own',
  ],
  [
    'a world that includes an interface',
    'package a:b;\ninterface c {}\nworld w { include c; }',
    'a.wit:3:11: `c` is an interface: only worlds are included, import it',
  ],
  [
    'an import of a world',
    'package a:b;\nworld v {}\nworld w { import v; }',
    'a.wit:3:18: `v` is a world: an interface is needed here',
  ],
  [
    'an empty tuple',
    'package a:b;\ninterface c { f: func(a: tuple<>); }',
    'a.wit:2:26: a tuple has at least one element',
  ],
  [
    'an external id',
    'package a:b;\ninterface c { @external-id("x") f: func(); }',
    'a.wit:2:16: `@external-id` is not carried: rename the item instead',
  ],
  [
    'an import under another name',
    'package a:b;\ninterface c {}\nworld w { import x: c; }',
    'a.wit:3:18: `import x: c` is not carried: import the interface under its own name',
  ],
];

for (const [what, text, message] of REFUSED) {
  test(`refused with place and mend: ${what}`, (t) => t.is(refusal(t, text), message));
}

const NOT_CARRIED: [what: string, item: string, message: string][] = [
  [
    'an async function',
    'f: async func();',
    'a.wit:3:1: `async func` `f` cannot be carried to AssemblyScript: make it a `func`',
  ],
  [
    'a stream',
    'f: func(a: stream<u8>);',
    'a.wit:3:12: `stream` cannot be carried to AssemblyScript yet: use another type here',
  ],
  [
    'a future in a record',
    'record r { a: future } f: func(a: r);',
    'a.wit:3:15: `future` cannot be carried to AssemblyScript yet: use another type here',
  ],
  [
    'a list of fixed length',
    'f: func(a: list<u8, 4>);',
    'a.wit:3:12: a list of fixed length cannot be carried to AssemblyScript yet: use another type here',
  ],
  [
    'a map',
    'f: func() -> map<string, u8>;',
    'a.wit:3:14: `map` cannot be carried to AssemblyScript yet: use another type here',
  ],
  [
    'an error context',
    'type e = error-context;',
    'a.wit:3:10: `error-context` cannot be carried to AssemblyScript yet: use another type here',
  ],
  [
    '33 flags',
    `flags g { ${Array.from({ length: 33 }, (_, i) => `x${i}`).join(', ')} }`,
    'a.wit:3:7: flags `g` has 33 flags: use 1 to 32',
  ],
  ['a record without fields', 'record r {}', 'a.wit:3:8: record `r` has no fields: add one'],
];

for (const [what, item, message] of NOT_CARRIED) {
  for (const side of ['import', 'export']) {
    test(`what cannot be carried is refused with place and name when ${side}ed: ${what}`, (t) => {
      const { worlds } = parse(`package a:b;\ninterface c {\n${item}\n}\nworld w { ${side} c; }`);
      const world = worlds.get('w');
      if (!world) throw new Error('no world');
      const error = t.throws(() => generateBindings(resolveWorld(world)), { instanceOf: WitError });
      t.is(error?.message, message);
    });
  }
}

test('docs are kept on every item', (t) => {
  const { docs, interfaces, worlds } = parse(`
    /// The package.
    package a:b@0.1.0;

    /// Line one,
    /// line two.
    interface things {
      /** A record. */
      record r {
        /// A field.
        f: u8,
      }
      /// A variant.
      variant v {
        /// A case.
        one(r),
      }
      /// A resource.
      resource s {
        /// Makes one.
        constructor();
        /// Does.
        @since(version = 0.1.0)
        act: func();
      }
      // Not a doc comment.
      plain: func();
      //// Nor this.
      bare: func();
    }

    /// A world.
    world w {
      /// Why.
      import things;
    }
  `);
  const things = interfaces.get('things');
  const definitions = [...(things?.types.values() ?? [])].map((type) => type.docs);
  const [record, variant, resource] = [...(things?.types.values() ?? [])].map((type) => type.definition);
  t.is(docs, 'The package.');
  t.is(things?.docs, 'Line one,\nline two.');
  t.deepEqual(definitions, ['A record.', 'A variant.', 'A resource.']);
  t.is(record?.kind === 'record' && record.fields[0]?.docs, 'A field.');
  t.is(variant?.kind === 'variant' && variant.cases[0]?.docs, 'A case.');
  t.deepEqual(resource?.kind === 'resource' && resource.functions.map((fn) => fn.docs), [
    'Makes one.',
    'Does.\n@since 0.1.0',
  ]);
  t.is(things?.functions.get('plain')?.docs, '');
  t.is(things?.functions.get('bare')?.docs, '');
  t.is(worlds.get('w')?.docs, 'A world.');
  t.is(worlds.get('w')?.imports.get('a:b/things@0.1.0')?.docs, 'Why.');
});

test('since when an item is there, or no longer to be used, is part of its docs', (t) => {
  const { interfaces, worlds } = parse(`package a:b@1.0.0;
    interface c {
      /// Old.
      @since(version = 0.1.0)
      @deprecated(version = 0.9.0)
      f: func();
      @deprecated(version = 1.0.0)
      type g = u8;
    }
    world w { import c; }`);
  t.is(interfaces.get('c')?.functions.get('f')?.docs, 'Old.\n@since 0.1.0\n@deprecated since 0.9.0');
  t.is(interfaces.get('c')?.types.get('g')?.docs, '@deprecated since 1.0.0');
  const text = generateBindings(resolveWorld(worlds.get('w')!)).files.get('bindings/a-b/c.ts') ?? '';
  t.true(
    text.includes('/**\n * Old.\n * @since 0.1.0\n * @deprecated since 0.9.0\n */\nexport function f(): void {'),
    text,
  );
  t.true(text.includes('/** @deprecated since 1.0.0 */\nexport type G = u8;'), text);
});

test('unstable items are left out', (t) => {
  const { interfaces } = parse(
    'package a:b@1.0.0;\ninterface c { @unstable(feature = later) f: func(); @since(version = 1.0.0) g: func(); }',
  );
  t.deepEqual([...(interfaces.get('c')?.functions.keys() ?? [])], ['g']);
});

test('packages refer to each other, by version where there are two', (t) => {
  const packages = parseSources([
    [{ path: 'x/1.wit', text: 'package a:x@1.0.0;\ninterface i { type t = u8; }' }],
    [{ path: 'x/2.wit', text: 'package a:x@2.0.0;\ninterface i { type t = u16; }' }],
    [
      {
        path: 'y.wit',
        text: 'package a:y;\nuse a:x/i@2.0.0 as other;\ninterface j { use other.{t as u}; f: func(a: u); }',
      },
    ],
  ]);
  const [use] = packages[2]?.interfaces.get('j')?.uses ?? [];
  t.is(use?.target.owner.id, 'a:x/i@2.0.0');
  const error = t.throws(() =>
    parseSources([
      [{ path: 'x/1.wit', text: 'package a:x@1.0.0;\ninterface i { type t = u8; }' }],
      [{ path: 'x/2.wit', text: 'package a:x@2.0.0;\ninterface i { type t = u16; }' }],
      [{ path: 'y.wit', text: 'package a:y;\ninterface j { use a:x/i.{t}; }' }],
    ]),
  );
  t.is(error?.message, 'y.wit:2:19: there is no package a:x: name one of a:x@1.0.0, a:x@2.0.0');
});

test('a package is one folder', (t) => {
  const one = { path: 'x/1.wit', text: 'package a:x;' };
  t.throws(() => parseSources([[one, { path: 'x/2.wit', text: 'package a:y;' }]]), {
    message: 'x/2.wit:1:1: this file is of package a:y, its neighbours are of a:x: one folder holds one package',
  });
  t.throws(() => parseSources([[one], [{ path: 'z/1.wit', text: 'package a:x;' }]]), {
    message: 'z/1.wit:1:1: package a:x is already in x/1.wit: keep its files in one folder',
  });
});

test('an included world brings its imports and exports, renamed where asked', (t) => {
  const { worlds } = parse(`package a:b;
    interface i {}
    world base { import i; import log: func(a: string); export run: func(); }
    world w { include base with { log as write } }`);
  const world = worlds.get('w');
  t.deepEqual([...(world?.imports.keys() ?? [])], ['a:b/i', 'write']);
  t.deepEqual([...(world?.exports.keys() ?? [])], ['run']);
});

test('a world imports what its types need', (t) => {
  const { worlds } = parse(`package a:b;
    interface types { record r { a: u8 } }
    interface middle { use types.{r}; type s = r; }
    interface top { use middle.{s}; f: func(a: s); }
    world exporter { export top; }
    world importer { import top; }
    world both { export top; export middle; export types; }`);
  const needs = (name: string): string[] => {
    const world = worlds.get(name);
    return world ? resolveWorld(world).imports.map((item) => item.name) : [];
  };
  t.deepEqual(needs('exporter'), ['types', 'middle']);
  t.deepEqual(needs('importer'), ['types', 'middle', 'top']);
  t.deepEqual(needs('both'), []);
});
