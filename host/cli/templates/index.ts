import { stubsOf } from '../../bindgen/assemblyscript/stubs.ts';
import type { Language } from '../../bindgen/project.ts';
import type { World } from '../../bindgen/wit/model.ts';
import { resolveWorld } from '../../bindgen/wit/world.ts';
import { javaScriptProgramFiles, javaScriptStubs } from './javascript.ts';
import { programFiles } from './program.ts';
import { readme } from './readme.ts';
import { stubTestOf, testOf } from './test.ts';

/** What a component begins with. */
export interface TemplateOptions {
  readonly name: string;
  readonly world: World;
  readonly language: Language;
}

const PROGRAM_WORLD = /^atrium:worlds\/program@/;
const IGNORED = 'bindings/\nbuild/\n';
/** A build writes what it extends. */
const EDITOR_SETTINGS = '{ "extends": "../bindings/tsconfig.json" }\n';

/** The files of a component's folder, by path. */
export function templateOf(options: TemplateOptions): Map<string, string> {
  const { name, world, language } = options;
  const isProgram = PROGRAM_WORLD.test(world.id);
  const manifest = language === 'assemblyscript' ? { world: world.id } : { world: world.id, language };
  return new Map([
    ['component.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    ...sources(options, isProgram),
    [`test/${name}.test.ts`, isProgram ? testOf(name) : stubTestOf(world)],
    ['README.md', readme(options, isProgram)],
    ['.gitignore', IGNORED],
  ]);
}

function sources({ name, world, language }: TemplateOptions, isProgram: boolean): Map<string, string> {
  if (language === 'assemblyscript') {
    const written = isProgram ? programFiles(name) : stubsOf(resolveWorld(world));
    return new Map([...written, ['assembly/tsconfig.json', EDITOR_SETTINGS]]);
  }
  const written = isProgram ? javaScriptProgramFiles(name, language) : javaScriptStubs(world, language);
  return new Map([...written, ['src/tsconfig.json', EDITOR_SETTINGS]]);
}
