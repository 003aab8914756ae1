import type { Command, Option } from './command.ts';

const JSON_OPTION: Option = { name: 'json', meaning: 'writes the result as JSON' };

const AS_OPTION: Option = {
  name: 'as',
  value: 'NAME',
  meaning: 'what it is called in the world',
  standard: 'the name of the folder or file',
};
const DATA_OPTION: Option = {
  name: 'data',
  value: 'FOLDER',
  meaning: 'the data folder of the running host',
  standard: 'ATRIUM_DATA, else ./data',
  values: 'folder',
};
const WORLD_DATA_OPTION: Option = { ...DATA_OPTION, meaning: 'the data folder of the world' };
const RESTORED_DATA_OPTION: Option = { ...DATA_OPTION, meaning: 'the data folder to make' };
const GRANT_OPTION: Option = { name: 'grant', meaning: 'grants it exactly what it asks for' };
const WORLD_OPTION: Option = {
  name: 'world',
  value: 'FOLDER',
  meaning: 'the world files that come with it',
  standard: 'DIR/world for a folder',
  values: 'folder',
};

const PROBLEMS_JSON =
  'objects: `severity` (`error`, `warning`), `message`, and where known `place` (`file`, `line`, `column`, from 1), `source` (the line), `see` (another place)';

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
      {
        name: 'world',
        value: 'WORLD',
        meaning: 'what it imports and exports',
        standard: 'atrium:worlds/program@0.1.0',
      },
      {
        name: 'language',
        value: 'LANGUAGE',
        meaning: 'what it is written in: assemblyscript, javascript or typescript',
        standard: 'assemblyscript',
        values: ['assemblyscript', 'javascript', 'typescript'],
      },
    ],
    run: async (call) => (await import('./create.ts')).runNew(call),
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
    json: {
      component: 'the path of the component; null when it failed',
      outcome: '`built`, `unchanged` or `failed`',
      sizeBytes: 'its size; null when it failed',
      problems: PROBLEMS_JSON,
    },
    run: async (call) => (await import('./build.ts')).runBuild(call),
  },
  {
    name: 'check',
    usage: '[DIR]',
    least: 0,
    most: 1,
    meaning: 'looks for what a build would complain of, and builds nothing',
    details: ['Types, and whether what is written fits the world: the same messages as those of a build, sooner.'],
    example: 'atrium check wishing-well',
    completes: 'folder',
    options: [JSON_OPTION],
    json: { ok: 'whether it would build', problems: PROBLEMS_JSON },
    run: async (call) => (await import('./check.ts')).runCheck(call),
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
    json: {
      file: 'the path that was given',
      name: 'what the component calls itself; null when it has no name',
      sizeBytes: 'its size',
      sha256: 'its digest, 64 hexadecimal characters',
      imports:
        'objects: `name` of the interface, `functions` (`name`, `parameters` with `name` and `type`, and `result` where there is one, types as WIT), `resources` (names). Null when this runtime cannot read it',
      exports: 'the same of what it exports',
      wit: 'its world as WIT, when `imports` and `exports` are null; otherwise null',
      modules:
        'its core modules: `name` (or null), `sizeBytes`, `memories` (in pages of 64 KiB) and `tables` (in elements), each with `minimum`, `maximum` (or null) and `imported`',
      producers: 'what made it: `language`, `processed-by`, `sdk`, each a list of `name` and `version`',
      needs:
        'what an instance has from its start, `least`, and by default at most, `limit`: `memoryPages`, `tableElements`, `instances`, `memories`. Null when this runtime cannot tell',
      runs: '`ok`, and `reason` when it is false: whether this runtime would run it',
    },
    run: async (call) => (await import('./inspect.ts')).runInspect(call),
  },
  {
    name: 'install',
    usage: 'FILE',
    least: 1,
    most: 1,
    meaning: 'puts a component into a running world, in place of one that has the name',
    details: [
      "FILE is a component of any language, or a component's folder, which is built first. The next command uses it; connections and everything that people have done stay.",
      'World files (*.world) that come with it are loaded with it: what they defined before is replaced, and what people have changed stays. Those of a folder are in its folder world/.',
      'It gets nothing that it is not granted: without --grant, what it asks for is only said.',
    ],
    example: 'atrium install wishing-well --grant',
    completes: 'file',
    options: [AS_OPTION, DATA_OPTION, GRANT_OPTION, WORLD_OPTION, JSON_OPTION],
    json: {
      name: 'what it is called in the world',
      hash: 'its SHA-256, 64 hexadecimal characters',
      sizeBytes: 'its size',
      replaced: 'the hash of what had the name before; left out when nothing had it',
      granted: 'the full names of the interfaces that it was granted with this',
      warnings: 'what its world files name that is not there yet, as text',
      error:
        'in place of all these when it is not installed: `code` (`invalid`, `not-granted`, `not-offered`, `trapped`, `world-file`, `not-built`), `message`, and `missing`, the interfaces that it is not granted',
    },
    run: async (call) => (await import('./install.ts')).runInstall(call),
  },
  {
    name: 'dev',
    usage: '[DIR]',
    least: 0,
    most: 1,
    meaning: 'builds and installs the component in DIR whenever a file of it is saved, until ctrl-C',
    details: [
      'The folders of WIT and of world files that it is built of are watched with it, wherever they are.',
      'What does not build, is not granted or fails when it is started leaves the world as it is, and is said with its file and line.',
    ],
    example: 'atrium dev wishing-well --grant',
    completes: 'folder',
    options: [AS_OPTION, DATA_OPTION, GRANT_OPTION, WORLD_OPTION],
    run: async (call) => (await import('./dev.ts')).runDev(call),
  },
  {
    name: 'test',
    usage: '[DIR]',
    least: 0,
    most: 1,
    meaning: 'runs the tests of the component in DIR, each in a world of its own',
    details: [
      'DIR/test/*.test.ts are run by node:test; what they import from "atrium/testing" opens worlds. DIR/assembly/*.spec.ts are compiled with the component: each of their exported functions whose name begins with "test" is a test.',
    ],
    example: 'atrium test wishing-well',
    completes: 'folder',
    options: [],
    run: async (call) => (await import('./test.ts')).runTest(call),
  },
  {
    name: 'backup',
    usage: 'FOLDER',
    least: 1,
    most: 1,
    meaning: 'backs a world up to FOLDER, which must not be there yet or be empty; the world may run meanwhile',
    details: [
      'FOLDER has one moment of the world, with all that anybody has been told is done, and a checksum for every part. It appears when it is whole and on disk.',
    ],
    example: 'atrium backup /backups/monday',
    completes: 'folder',
    options: [WORLD_DATA_OPTION, JSON_OPTION],
    json: { folder: 'the path of the backup', rows: 'its rows', bytes: 'the size of its rows' },
    run: async (call) => (await import('./backup.ts')).runBackup(call),
  },
  {
    name: 'restore',
    usage: 'FOLDER',
    least: 1,
    most: 1,
    meaning: 'makes a data folder from the backup in FOLDER: all of it, or nothing',
    details: [
      'Every byte of the backup is checked. A data folder that has a world already is left as it is, and so is everything when the backup is damaged.',
    ],
    example: 'atrium restore /backups/monday --data data',
    completes: 'folder',
    options: [RESTORED_DATA_OPTION, JSON_OPTION],
    json: { data: 'the path of the data folder', rows: 'its rows', made: 'when the backup was made' },
    run: async (call) => (await import('./restore.ts')).runRestore(call),
  },
  {
    name: 'completions',
    usage: 'SHELL',
    least: 1,
    most: 1,
    meaning: 'writes the completions for bash, zsh or fish',
    example: 'source <(atrium completions bash)',
    completes: ['bash', 'zsh', 'fish'],
    options: [],
    run: async (call) => (await import('./completions.ts')).runCompletions(call),
  },
];
