import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildComponent } from '../bindgen/build.ts';
import { componentName, outputPath } from '../bindgen/project.ts';
import { hostResource, loadComponent, type Instance, type InterfaceDescription } from '../component/index.ts';

export interface ComponentOptions {
  /**
   * What the component imports, by full name with version: an interface, with functions by WIT name (`clear-all`, `[method]handle.name`),
   * or a function that its world imports by itself.
   */
  readonly imports?: Readonly<Record<string, unknown>>;
}

/**
 * Builds a component and makes an instance of it, without a world: `exports` are called by a test, `imports` are functions of the test.
 * What is not given may be imported all the same; a call of it ends the component's call, and says so. Throws `BuildError`.
 */
export async function openComponent(folder: string, options: ComponentOptions = {}): Promise<Instance> {
  const out = outputPath(resolve(folder));
  await buildComponent({ folder: resolve(folder), out });
  const component = await loadComponent(readFileSync(out), { name: componentName(folder) });
  const given = options.imports ?? {};
  const imports = Object.fromEntries(component.imports.map((one) => [one.name, completed(one, given[one.name])]));
  return component.instantiate({ imports });
}

function completed(one: InterfaceDescription, given: unknown): any {
  const isFunction = one.functions.length === 1 && one.functions[0]!.name === one.name;
  if (isFunction) return given ?? missing(one.name);
  return {
    ...Object.fromEntries(one.resources.map((name) => [name, hostResource({ name })])),
    ...Object.fromEntries(one.functions.map(({ name }) => [name, missing(`${one.name}.${name}`)])),
    ...(given as object | undefined),
  };
}

function missing(name: string): () => never {
  return () => {
    throw new Error(`the test gives no ${name}: add it to the imports of openComponent`);
  };
}
