import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test from 'ava';

import { stubsOf } from '../../host/bindgen/assemblyscript/stubs.ts';
import { build } from '../../host/bindgen/build-component.ts';
import { parseSources } from '../../host/bindgen/wit/packages.ts';
import { resolveWorld } from '../../host/bindgen/wit/world.ts';
import { hostResource, loadComponent, type Component } from '../../host/component/index.ts';
import { camelCase } from '../../host/component/names.ts';
import { NASTY_NAMES as NAMES } from './nasty-names.ts';

/** A name further on in the list, so that names meet others as their parameters. */
const after = (index: number, steps: number): string => `%${NAMES[(index + steps) % NAMES.length]}`;
const each = (line: (name: string, index: number) => string, names: readonly string[] = NAMES): string =>
  names.map((name, index) => `  ${line(`%${name}`, index)}`).join('\n');

const MAX_FLAGS = 32;
const FLAGS = Array.from({ length: Math.ceil(NAMES.length / MAX_FLAGS) }, (_, i) =>
  NAMES.slice(i * MAX_FLAGS, (i + 1) * MAX_FLAGS),
);
/** Fewer, because each has files of its own. */
const INTERFACES = NAMES.filter((_, i) => i % 12 === 0).concat(
  'world',
  'types',
  'abi',
  'memory',
  'abort',
  'entry',
  'exported',
);

const functionOf = (name: string, i: number): string =>
  `${name}: func(${after(i, 1)}: string, ${after(i, 2)}: list<string>, ${after(i, 3)}: u32) -> u32;`;

const WIT = `package test:names@1.0.0;
interface functions {
${each(functionOf)}
}
interface members {
  record all-fields {
${each((name) => `${name}: u8,`)}
  }
  enum all-cases {
${each((name) => `${name},`)}
  }
  variant all-values {
${each((name, i) => (i % 3 === 0 ? `${name},` : `${name}(${i % 3 === 1 ? 'u32' : 'string'}),`))}
  }
${FLAGS.map((names, i) => `flags flags${i} {\n${each((name) => `${name},`, names)}\n}`).join('\n')}
  fields: func(a: all-fields) -> all-fields;
  cases: func(a: all-cases) -> all-cases;
  values: func(a: all-values) -> all-values;
${FLAGS.map((_, i) => `bits${i}: func(a: flags${i}) -> flags${i};`).join('\n')}
}
interface methods {
  resource one {
    constructor(%constructor: string, this: u32);
${each(functionOf)}
  }
  resource two {
    constructor();
${each(functionOf)}
  }
  resource shared {
    constructor();
${each((name, i) => functionOf(name, i).replace(': func', ': static func'))}
  }
}
interface records {
${each((name) => `record ${name} { a: u32, b: option<string> }`)}
${each((name, i) => `echo${i}: func(a: ${name}, b: list<${name}>) -> u32;`)}
}
interface variants {
${each((name) => `variant ${name} { a(u32), b(string) }`)}
${each((name, i) => `echo${i}: func(a: ${name}) -> option<${name}>;`)}
}
interface resources {
${each((name) => `resource ${name} { constructor(a: u32); a: func(b: string) -> u32; }`)}
}
${[...new Set(INTERFACES)].map((name) => `interface %${name}-x { use records.{%${name}}; %${name}-y: func(a: %${name}) -> u32; }\ninterface %${name} { %${name}: func(a: string) -> u32; }`).join('\n')}
world names {
${['import', 'export'].map((kind) => ['functions', 'members', 'methods', 'records', 'variants', 'resources'].map((name) => `  ${kind} ${name};`).join('\n')).join('\n')}
${[...new Set(INTERFACES)].map((name) => `  import %${name}; export %${name}; import %${name}-x; export %${name}-x;`).join('\n')}
}
`;

/** Builds a component whose every export answers with what the import of the same name answers. */
async function buildForwarding(world: string): Promise<Uint8Array> {
  const [names] = parseSources([[{ path: 'names.wit', text: WIT }]]);
  const resolved = resolveWorld(names!.worlds.get(world)!);
  const root = mkdtempSync(join(tmpdir(), 'atrium-names-'));
  try {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    write('wit/names/names.wit', WIT);
    write('names/component.json', JSON.stringify({ world: `test:names/${world}@1.0.0` }));
    for (const [path, text] of stubsOf(resolved)) write(join('names', path), forwarding(path, text));
    const out = join(root, 'names.wasm');
    const warnings = await build({ folder: join(root, 'names'), out, wit: join(root, 'wit') });
    if (warnings.length > 0) throw new Error(warnings.map((one) => JSON.stringify(one)).join('\n'));
    return readFileSync(out);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const FUNCTION = /^(\s*)(export function |static |)(\w+)\((.*)\)(?:: .*)? \{$/;

/** A stub that calls what is imported under the same names. */
function forwarding(path: string, stub: string): string {
  const name = path.replace(/^assembly\/(.*)\.ts$/, '$1').replace(/^names-/, '');
  let inClass = '';
  let call = '';
  const lines = stub.split('\n').map((line) => {
    inClass = /^export class (\w+)/.exec(line)?.[1] ?? inClass;
    const [, indent, form, called, list = ''] = FUNCTION.exec(line) ?? [];
    if (called !== undefined) {
      const args = `(${list
        .split(', ')
        .map((one) => one.split(':')[0])
        .join(', ')})`;
      if (indent === '') call = `imported_.${called}${args}`;
      else if (form === 'static ') call = `imported_.${inClass}.${called}${args}`;
      else if (called === 'constructor') call = `new imported_.${inClass}${args}`;
      else call = `this.inner_.${called}${args}`;
    }
    if (/^\s+super\(\);$/.test(line)) return `super(); this.inner_ = ${call};`;
    if (line.startsWith('export class ')) return `${line}\n  inner_: imported_.${inClass};`;
    return line.includes('is not written yet') ? `return ${call};` : line;
  });
  return `import * as imported_ from '../bindings/test-names/${name}';\n${lines.join('\n')}`;
}

type Exports = Record<string, any>;

/** An instance whose imports note what is called, and answer with a number, those of members with what they are given. */
async function start(world: string): Promise<{ exports: Exports; called: string[]; component: Component }> {
  const component = await loadComponent(await buildForwarding(world), { name: 'names' });
  const called: string[] = [];
  const imports: Record<string, unknown> = {};
  for (const { name, functions } of component.imports) {
    const one: Record<string, unknown> = {};
    for (const fn of functions) {
      const resource = /^\[constructor\](.*)$/.exec(fn.name)?.[1];
      if (resource !== undefined) one[resource] = hostResource({ name: resource });
      one[fn.name] = (value: unknown) => {
        called.push(`${name} ${fn.name}`);
        if (resource !== undefined) return { resource };
        return name.includes('/members@') ? value : called.length;
      };
    }
    imports[name] = name in one ? one[name] : one;
  }
  return { exports: component.instantiate({ imports: imports as never }).exports, called, component };
}

test('any name is one of a function, field, case, flag, method, type or interface, and names do not meet', async (t) => {
  const { exports, called, component } = await start('names');
  const values = ['a', ['b'], 3];
  for (const { name, functions } of component.exports) {
    const made = new Map<string, unknown>();
    for (const fn of functions) {
      const call = exports[name][camelCase(fn.name)];
      const [, form, resource] = /^\[(\w+)\]([\w-]+)/.exec(fn.name) ?? [];
      called.length = 0;
      if (form === 'constructor')
        made.set(resource!, call(...(resource === 'one' ? ['a', 1] : name.includes('resources') ? [1] : [])));
      else if (form === 'method') call(made.get(resource!), ...(name.includes('resources') ? ['a'] : values));
      else if (form === 'static' || name.includes('functions')) call(...values);
      else if (/\/(members|records|variants|\S+-x)@/.test(name)) continue;
      else call('a');
      t.deepEqual(called, [`${name} ${fn.name}`]);
    }
  }
  const members = exports['test:names/members@1.0.0'];
  const of = (value: (name: string, index: number) => unknown, names: readonly string[] = NAMES) =>
    Object.fromEntries(names.map((name, index) => [camelCase(name), value(name, index)]));
  const fields = of((_, index) => index % 256);
  t.deepEqual(members.fields(fields), fields);
  for (const name of NAMES) t.is(members.cases(name), name);
  for (const [i, name] of NAMES.entries()) {
    const value = i % 3 === 0 ? { tag: name } : { tag: name, val: i % 3 === 1 ? i : name };
    t.deepEqual(members.values(value), value);
  }
  for (const [i, names] of FLAGS.entries()) {
    const flags = of((_, index) => index % 3 === 1, names);
    t.deepEqual(members[`bits${i}`](flags), flags);
  }
  const record = { a: 1, b: 'b' };
  for (const [i] of NAMES.entries()) {
    t.is(exports['test:names/records@1.0.0'][`echo${i}`](record, [record]), called.length);
  }
});
