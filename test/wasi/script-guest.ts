import { loadComponent, type Component, type InstantiateOptions } from '../../host/component/index.ts';
import { buildJavaScript } from './javascript.ts';
import { OFFERED, witWith } from './wit.ts';

/** Interfaces without functions, or whose resources the guest cannot get: nothing of them can be imported into JavaScript. */
const UNREACHABLE = /terminal-(in|out)put|io\/error|filesystem\/types/;

/** What a script of the guest can name: `streams`, `wallClock`, ... */
const modules = OFFERED.filter((name) => !UNREACHABLE.test(name)).map((name) => ({
  name,
  variable: name.replace(/.*\/(.*)@.*/, '$1').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
}));

const variables = modules.map(({ variable }) => variable).join(', ');

const SOURCE = `
${modules.map(({ name, variable }) => `import * as ${variable} from '${name}';`).join('\n')}
const scope = { ${variables} };
const plain = (key, value) => (typeof value === 'bigint' ? value + 'n' : ArrayBuffer.isView(value) ? [...value] : value);
export function evaluate(script) {
  let outcome;
  try {
    outcome = new Function(...Object.keys(scope), script)(...Object.values(scope)) ?? null;
  } catch (error) {
    outcome = { threw: error.payload ?? String(error) };
  }
  return JSON.stringify(outcome, plain);
}`;

let built: Promise<Component> | undefined;

/** A guest that runs scripts with all of WASI in reach: the SpiderMonkey of componentize-js, its standard output and clocks on. */
export function scriptGuest(): Promise<Component> {
  built ??= build();
  return built;
}

async function build(): Promise<Component> {
  const items = [...OFFERED.map((name) => `import ${name}`), 'export evaluate: func(script: string) -> string'];
  const component = await buildJavaScript(SOURCE, witWith(items), ['stdio', 'random', 'clocks']);
  return loadComponent(component, { name: 'script' });
}

/** Runs a script in an instance of its own, and returns what the script does: bigints as texts such as `5n`, bytes as arrays. */
export async function evaluate(options: InstantiateOptions, script: string): Promise<unknown> {
  const instance = (await scriptGuest()).instantiate(options);
  try {
    return JSON.parse(instance.exports['evaluate'](script) as string);
  } finally {
    instance.dispose();
  }
}
