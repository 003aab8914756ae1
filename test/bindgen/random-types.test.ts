import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test from 'ava';
import fc from 'fast-check';

import { stubsOf } from '../../host/bindgen/assemblyscript/stubs.ts';
import { build } from '../../host/bindgen/build-component.ts';
import { RUNTIMES, type Runtime } from '../../host/bindgen/runtimes.ts';
import type { WitFunction } from '../../host/bindgen/wit/model.ts';
import { parseSources } from '../../host/bindgen/wit/packages.ts';
import { resolveWorld } from '../../host/bindgen/wit/world.ts';
import { loadComponent } from '../../host/component/index.ts';
import { arbitraryOf, camelCase } from './arbitrary.ts';

const DEFINITIONS = 24;
const FUNCTIONS = 24;
const VALUES = 25;

/** A type as WIT text, once it is known which definitions come before it: a named one is one of these. */
type TypeText = (before: readonly string[]) => string;

const PRIMITIVES = 'bool u8 s8 u16 s16 u32 s32 u64 s64 f32 f64 char string'.split(' ');

const { type } = fc.letrec<{ type: TypeText }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'type', withCrossShrink: true },
    fc.constantFrom(...PRIMITIVES).map<TypeText>((name) => () => name),
    fc.nat().map<TypeText>((index) => (before) => before[index % before.length] ?? 'u8'),
    fc.nat().map<TypeText>((index) => (before) => before[index % before.length] ?? 'string'),
    tie('type').map<TypeText>((inner) => (before) => `list<${inner(before)}>`),
    tie('type').map<TypeText>((inner) => (before) => `option<${inner(before)}>`),
    fc.tuple(fc.option(tie('type')), fc.option(tie('type'))).map<TypeText>(
      ([ok, err]) =>
        (before) =>
          resultText(ok?.(before), err?.(before)),
    ),
    fc
      .array(tie('type'), { minLength: 1, maxLength: 4 })
      .map<TypeText>((inner) => (before) => `tuple<${inner.map((one) => one(before)).join(', ')}>`),
  ),
}));

function resultText(ok: string | undefined, err: string | undefined): string {
  if (err === undefined) return ok === undefined ? 'result' : `result<${ok}>`;
  return `result<${ok ?? '_'}, ${err}>`;
}

type DefinitionText = (name: string, before: readonly string[]) => string;

const labels = (count: number): string => Array.from({ length: count }, (_, i) => `l${i}`).join(', ');

const definition: fc.Arbitrary<DefinitionText> = fc.oneof(
  fc
    .array(type, { minLength: 1, maxLength: 5 })
    .map<DefinitionText>(
      (fields) => (name, before) => `record ${name} { ${fields.map((one, i) => `m${i}: ${one(before)}`).join(', ')} }`,
    ),
  fc
    .array(fc.option(type, { freq: 3 }), { minLength: 1, maxLength: 5 })
    .map<DefinitionText>(
      (cases) => (name, before) =>
        `variant ${name} { ${cases.map((one, i) => (one ? `c${i}(${one(before)})` : `c${i}`)).join(', ')} }`,
    ),
  fc.constantFrom(1, 2, 256, 257).map<DefinitionText>((count) => (name) => `enum ${name} { ${labels(count)} }`),
  fc.constantFrom(1, 8, 9, 16, 17, 32).map<DefinitionText>((count) => (name) => `flags ${name} { ${labels(count)} }`),
  type.map<DefinitionText>((target) => (name, before) => `type ${name} = ${target(before)};`),
);

/** Functions that answer with what they are given: one parameter each, then several. */
function witOf(definitions: readonly DefinitionText[], signatures: readonly (readonly TypeText[])[]): string {
  const names: string[] = [];
  const lines: string[] = [];
  for (const [i, define] of definitions.entries()) {
    lines.push(define(`t${i}`, names));
    names.push(`t${i}`);
  }
  for (const name of names) lines.push(`echo-${name}: func(a: ${name}) -> ${name};`);
  for (const [i, signature] of signatures.entries()) {
    const types = signature.map((one) => one(names));
    const parameters = types.map((text, at) => `p${at}: ${text}`);
    lines.push(`many${i}: func(${parameters.join(', ')}) -> tuple<${types.join(', ')}>;`);
  }
  return `package test:random@1.0.0;
interface echo {
${lines.map((line) => `  ${line}`).join('\n')}
}
world random { import echo; export echo; export through: func(imports: bool); }
`;
}

const FUNCTION = /^export function (\w+)\((.*)\): (.*) \{$/;

/** A stub that answers with what it was given, or with what the imported function of its name answers. */
function echoing(path: string, stub: string): string {
  if (path === 'assembly/world.ts') {
    return `export let isThrough = false;\n${stub.replace("throw new Error('through is not written yet')", 'isThrough = imports')}`;
  }
  let answer = '';
  const lines = stub.split('\n').map((line) => {
    const [, name, list = '', result] = FUNCTION.exec(line) ?? [];
    const args = [...list.matchAll(/(\w+): /g)].map((match) => match[1]).join(', ');
    if (name !== undefined) {
      const here = name.startsWith('many') ? `new ${result}(${args})` : args;
      answer = `return isThrough ? imported_.${name}(${args}) : ${here};`;
    }
    return line.includes('is not written yet') ? `  ${answer}` : line;
  });
  const imports = `import * as imported_ from '../bindings/test-random/echo';\nimport { isThrough } from './world';\n`;
  return `${imports}${lines.join('\n')}`;
}

async function buildEcho(text: string, runtime: Runtime): Promise<{ binary: Uint8Array; functions: WitFunction[] }> {
  const [parsed] = parseSources([[{ path: 'random.wit', text }]]);
  const root = mkdtempSync(join(tmpdir(), 'atrium-random-'));
  try {
    const write = (path: string, content: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    };
    write('wit/random/random.wit', text);
    write('echo/component.json', JSON.stringify({ world: 'test:random/random@1.0.0', runtime }));
    const stubs = stubsOf(resolveWorld(parsed!.worlds.get('random')!));
    for (const [path, stub] of stubs) write(join('echo', path), echoing(path, stub));
    const out = join(root, 'echo.wasm');
    const warnings = await build({ folder: join(root, 'echo'), out, wit: join(root, 'wit') });
    if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
    return { binary: readFileSync(out), functions: [...parsed!.interfaces.get('echo')!.functions.values()] };
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('values of random types come back, both ways', async (t) => {
  // Another world in each run; what it is tells how to see a fault again.
  const seed = Number(process.env['RANDOM_TYPES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  t.log(`RANDOM_TYPES_SEED=${seed}`);
  const definitions = fc.sample(definition, { seed, numRuns: DEFINITIONS });
  const signatures = fc.sample(fc.array(type, { minLength: 1, maxLength: 8 }), { seed, numRuns: FUNCTIONS });
  const text = witOf(definitions, signatures);
  const runtime = RUNTIMES[seed % RUNTIMES.length]!;
  const { binary, functions } = await buildEcho(text, runtime);
  const component = await loadComponent(binary, { name: 'random' });
  const echo: Record<string, unknown> = {};
  for (const { name } of functions) {
    echo[name] = name.startsWith('many') ? (...values: unknown[]) => values : (value: unknown) => value;
  }
  const { exports } = component.instantiate({ imports: { 'test:random/echo@1.0.0': echo } as never });
  for (const through of [false, true]) {
    exports['through'](through);
    for (const { name, parameters } of functions) {
      const call = exports['test:random/echo@1.0.0'][camelCase(name)];
      fc.assert(
        fc.property(fc.tuple(...parameters.map((one) => arbitraryOf(one.type))), (values) => {
          const answer = call(...values);
          t.deepEqual(name.startsWith('many') ? answer : [answer], values, `${name} of\n${text}`);
        }),
        { numRuns: VALUES, seed },
      );
    }
  }
});
