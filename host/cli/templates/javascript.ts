import { camelCase } from '../../component/names.ts';
import { pascalCase } from '../../bindgen/assemblyscript/names.ts';
import type { Language } from '../../bindgen/project.ts';
import type { Interface, WitFunction, World } from '../../bindgen/wit/model.ts';
import { image } from './image.ts';

/** A language that runs in an engine of its own. */
export type ScriptLanguage = Exclude<Language, 'assemblyscript'>;

const MAIN: Record<ScriptLanguage, string> = { javascript: 'src/main.js', typescript: 'src/main.ts' };

/** The same program as in AssemblyScript. */
export function javaScriptProgramFiles(name: string, language: ScriptLanguage): Map<string, string> {
  return new Map([
    [MAIN[language], language === 'javascript' ? program(name, UNTYPED) : program(name, TYPED)],
    [`world/${name}.world`, image(name)],
  ]);
}

/** A first version of everything that a world exports; what is not written yet ends the call and says so. */
export function javaScriptStubs(world: World, language: ScriptLanguage): Map<string, string> {
  const parts: string[] = [];
  for (const { name, target } of world.exports.values()) {
    if (target.kind === 'function')
      parts.push(`${docs(target.docs, '')}export function ${camelCase(name)}${body(target, name, '')}`);
    else parts.push(interfaceStub(target));
  }
  return new Map([[MAIN[language], `${parts.join('\n\n')}\n`]]);
}

/** What stands where TypeScript has types. */
interface Types {
  readonly declarations: string;
  readonly thing: string;
  readonly nothing: string;
  readonly number: string;
}

const UNTYPED: Types = { declarations: '', thing: '', nothing: '', number: '' };
const TYPED: Types = {
  declarations: `
/** What is used of a handle of driver:objects. */
interface Thing {
  get(property: string): Value;
  set(property: string, value: Value): void;
}

/** A number that was read is a bigint; a number that is written may be either. */
type Value = { tag: 'integer'; val: bigint | number } | { tag: 'nothing' };
`,
  thing: ': Thing',
  nothing: ': void',
  number: ': number',
};

function program(name: string, { declarations, thing, nothing, number }: Types): string {
  return `import * as call from 'driver:objects/call';
import { act } from 'driver:objects/narration';
${declarations}
export const entry = {
  /** Answers one call. Which function is meant stands in world/${name}.world: \`run: ${name} try\`. */
  run()${nothing} {
    const thing = call.object('try');
    // Null with QuickJS, undefined with SpiderMonkey.
    if (thing == null) return;
    if (call.entry() !== 'try') throw new Error(\`${name} has no function \${call.entry()}\`);
    tryOut(thing);
  },
};

/** Counts in a property of the thing, so that it is remembered for good, and lets everybody in the place see it. */
function tryOut(thing${thing})${nothing} {
  const times = countOf(thing) + 1;
  thing.set('${name}/times', { tag: 'integer', val: times });
  const often = times === 1 ? 'the first time' : \`time number \${times}\`;
  act('action', \`{actor} {try|tries} {try}. It hums, for \${often}.\`);
}

function countOf(thing${thing})${number} {
  // A result's error is thrown, as \`error.payload\`; what nobody catches undoes the whole call.
  const times = thing.get('${name}/times');
  return times.tag === 'integer' ? Number(times.val) : 0;
}
`;
}

function interfaceStub(one: Interface): string {
  const members: string[] = [];
  for (const { name, docs: text, definition } of one.types.values()) {
    if (definition.kind !== 'resource') continue;
    const type = pascalCase(name);
    const methods = definition.functions.map((fn) => {
      if (fn.form === 'constructor') return `${docs(fn.docs, '    ')}    constructor(${parameters(fn)}) {}`;
      const before = fn.form === 'static' ? 'static ' : '';
      return `${docs(fn.docs, '    ')}    ${before}${camelCase(fn.name)}${body(fn, `${type}.${fn.name}`, '    ')}`;
    });
    members.push(`${docs(text, '  ')}  ${type}: class ${type} {\n${methods.join('\n')}\n  },`);
  }
  for (const fn of one.functions.values()) {
    members.push(`${docs(fn.docs, '  ')}  ${camelCase(fn.name)}${body(fn, fn.name, '  ')},`);
  }
  return `${docs(one.docs, '')}export const ${camelCase(one.name)} = {\n${members.join('\n\n')}\n};`;
}

function body(fn: WitFunction, label: string, indent: string): string {
  return `(${parameters(fn)}) {\n${indent}  throw new Error('${label} is not written yet');\n${indent}}`;
}

function parameters(fn: WitFunction): string {
  return fn.parameters.map(({ name }) => identifier(name)).join(', ');
}

/** Words that are no names in strict code. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch this
  throw true try typeof var void while with yield`.split(/\s+/),
);

function identifier(name: string): string {
  const camel = camelCase(name);
  return RESERVED.has(camel) ? `${camel}_` : camel;
}

function docs(text: string, indent: string): string {
  if (text === '') return '';
  const lines = text.replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
