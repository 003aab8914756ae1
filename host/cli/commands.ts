import type { Command, Option } from './command.ts';

const JSON_OPTION: Option = { name: 'json', meaning: 'writes the result as JSON' };

/** Every subcommand: the parser, help, completions and docs/cli.md are made of this. What it takes to run one is only loaded then. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'new',
    usage: 'NAME',
    least: 1,
    most: 1,
    meaning: 'makes a component in a folder NAME: its world, a test and a README',
    details: [
      'Everything the world asks for is there and builds at once. For atrium:worlds/program that is a thing and a verb in a room; for any other world a stub of each export.',
      'The world is looked for in NAME/wit, in the nearest wit/ above, and among those of Atrium.',
    ],
    example: 'atrium new wishing-well',
    options: [
      { name: 'world', value: 'WORLD', meaning: 'what it imports and exports', standard: 'atrium:worlds/program@0.1.0' },
      {
        name: 'language',
        value: 'LANGUAGE',
        meaning: 'what it is written in',
        standard: 'assemblyscript',
        values: ['assemblyscript', 'javascript'],
      },
    ],
    run: async (call) => (await import('./new.ts')).runNew(call),
  },
  {
    name: 'build',
    usage: '[DIR]',
    least: 0,
    most: 1,
    meaning: 'builds the component in DIR to DIR/build/NAME.component.wasm',
    details: [
      'Bindings from WIT, a core module from AssemblyScript (or the source from JavaScript), the component from both, held against its world. Nothing is done when nothing changed; when something is wrong the old component stays.',
    ],
    example: 'atrium build wishing-well',
    completes: 'folder',
    options: [JSON_OPTION],
    run: async (call) => (await import('./build.ts')).runBuild(call),
  },
  {
    name: 'inspect',
    usage: 'FILE',
    least: 1,
    most: 1,
    meaning: 'says what is in a component: imports, exports, modules, sizes, limits',
    details: ['FILE may be a component of any language. Nothing of it is run.'],
    example: 'atrium inspect wishing-well/build/wishing-well.component.wasm',
    completes: 'file',
    options: [JSON_OPTION],
    run: async (call) => (await import('./inspect.ts')).runInspect(call),
  },
];
