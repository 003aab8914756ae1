import { camelCase } from '../../component/names.ts';
import { pascalCase } from '../../bindgen/assemblyscript/names.ts';
import { authorScope } from '../../bindgen/javascript/declarations.ts';
import {
  docsText as docs,
  identifier,
  parametersText,
  resultText,
  type Scope,
} from '../../bindgen/javascript/declared-types.ts';
import { STANDARD_ENGINE } from '../../bindgen/javascript/engine.ts';
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
  const isTyped = language === 'typescript';
  const scope = isTyped ? authorScope(world, STANDARD_ENGINE) : undefined;
  const parts: string[] = isTyped ? [`import type { World } from '${world.id}';`] : [];
  for (const { name, target } of world.exports.values()) {
    if (target.kind === 'interface') {
      parts.push(interfaceStub(target, scope));
      continue;
    }
    const own = camelCase(name);
    const head = isTyped
      ? `export const ${own}: World['${own}'] = (${parameters(target)}) => `
      : `export function ${own}(${parameters(target)}) `;
    parts.push(`${docs(target.docs, '')}${head}${body(name, '')}${isTyped ? ';' : ''}`);
  }
  return new Map([[MAIN[language], `${parts.join('\n\n')}\n`]]);
}

/** What stands where TypeScript has types. */
interface Types {
  readonly declarations: string;
  readonly entry: string;
  readonly thing: string;
  readonly nothing: string;
  readonly number: string;
}

const UNTYPED: Types = { declarations: '', entry: '', thing: '', nothing: '', number: '' };
const TYPED: Types = {
  declarations: `import type { Handle } from 'driver:objects/objects';
import type { World } from 'atrium:worlds/program';
`,
  entry: ": World['entry']",
  thing: ': Handle',
  nothing: ': void',
  number: ': number',
};

function program(name: string, { declarations, entry, thing, nothing, number }: Types): string {
  return `import * as call from 'driver:objects/call';
import { act } from 'driver:objects/narration';
${declarations}
export const entry${entry} = {
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

/** What a class is given has types of its own; a function has them from `World`. */
function interfaceStub(one: Interface, scope: Scope | undefined): string {
  const members: string[] = [];
  for (const { name, docs: text, definition } of one.types.values()) {
    if (definition.kind !== 'resource') continue;
    const type = pascalCase(name);
    const methods = definition.functions.map((fn) => {
      const list = scope === undefined ? parameters(fn) : parametersText(fn.parameters, scope);
      if (fn.form === 'constructor') return `${docs(fn.docs, '    ')}    constructor(${list}) {}`;
      const result = scope === undefined ? '' : `: ${resultText(fn, scope)}`;
      const head = `${fn.form === 'static' ? 'static ' : ''}${camelCase(fn.name)}(${list})${result} `;
      return `${docs(fn.docs, '    ')}    ${head}${body(`${type}.${fn.name}`, '    ')}`;
    });
    members.push(`${docs(text, '  ')}  ${type}: class ${type} {\n${methods.join('\n')}\n  },`);
  }
  for (const fn of one.functions.values()) {
    members.push(`${docs(fn.docs, '  ')}  ${camelCase(fn.name)}(${parameters(fn)}) ${body(fn.name, '  ')},`);
  }
  const name = camelCase(one.name);
  const type = scope === undefined ? '' : `: World['${name}']`;
  return `${docs(one.docs, '')}export const ${name}${type} = {\n${members.join('\n\n')}\n};`;
}

function body(label: string, indent: string): string {
  return `{\n${indent}  throw new Error('${label} is not written yet');\n${indent}}`;
}

function parameters(fn: WitFunction): string {
  return fn.parameters.map(({ name }) => identifier(name)).join(', ');
}
